"""Choose a device that works, time work on it truthfully, and describe the machine."""

import contextlib
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib import metadata
from typing import Any, NamedTuple

import torch


class Timing(NamedTuple):
    """Seconds that a function took: the median, and the quartiles around it."""

    median: float
    lower: float
    upper: float

    def __str__(self) -> str:
        return "{:.3g} ms ({:.3g} to {:.3g})".format(*(1000 * part for part in self))


def pick_device() -> torch.device:
    """Choose the fastest device that computes correctly, and print why in one line.

    The order is: the environment variable ``TORCHCOURSE_DEVICE`` (such as ``cpu`` or
    ``cuda:1``), CUDA, MPS, CPU. A device is chosen only after a small matrix product
    and its gradient came out right on it; one that fails is passed over.

    Returns:
        The chosen device; the CPU if nothing else works.
    """
    name, reason = _choose()
    print(f"Device: {name} ({reason})")
    return torch.device(name)


def _choose() -> tuple[str, str]:
    passed_over = []
    for name, reason in _candidates():
        problem = _problem(name)
        if problem is None:
            return name, "; ".join([reason, *passed_over])
        passed_over.append(f"{name} passed over: {problem}")
    raise RuntimeError(f"No device computes correctly: {'; '.join(passed_over)}")


def _candidates() -> list[tuple[str, str]]:
    requested = os.environ.get("TORCHCOURSE_DEVICE", "").strip()
    found = [(requested, "set by TORCHCOURSE_DEVICE")] if requested else []
    with warnings.catch_warnings(action="ignore"):  # an old driver; the test tells
        gpus = ["cuda"] * torch.cuda.is_available()
        gpus += ["mps"] * torch.backends.mps.is_available()
    found += [(name, "a GPU that passed its test") for name in gpus]
    return [*found, ("cpu", "the fallback" if gpus else "no GPU that PyTorch can use")]


@torch.inference_mode(False)
@torch.enable_grad()
def _problem(name: str) -> str | None:
    """Return what goes wrong when the device computes, or None if it is right."""
    left = torch.arange(6, dtype=torch.float32, device="cpu").reshape(2, 3)
    try:
        with warnings.catch_warnings(action="ignore"):
            on_device = left.to(torch.device(name)).requires_grad_()
            product = on_device @ on_device.T
            product.sum().backward()
            gradient = (2 * left.sum(0)).expand(2, 3)
            right = torch.equal(product.detach().cpu(), left @ left.T)
            right = right and torch.equal(on_device.grad.cpu(), gradient)
    except Exception as error:  # drivers fail with many types; each means "unusable"
        if "device type at start of device string" in str(error):
            return "no such device; use cpu, cuda or mps"
        return str(error).strip().split("\n")[0].split(". ")[0].rstrip(".")
    return None if right else "it computed a wrong result"


def synchronize(device: torch.device | str) -> None:
    """Wait until all work queued on the device is done; on a CPU return at once."""
    kind = torch.device(device).type
    if kind == "cuda":
        torch.cuda.synchronize(device)
    elif kind == "mps":
        torch.mps.synchronize()


def timeit(
    function: Callable[[], Any],
    device: torch.device | str = "cpu",
    repeats: int = 7,
    warmup: int = 2,
) -> Timing:
    """Time a function truthfully: warm up, synchronize, repeat, take the median.

    Args:
        function: Called without arguments; its result is ignored.
        device: Where the function queues its work. It is synchronized before the
            clock starts and before it stops.
        repeats: Timed calls, at least 2.
        warmup: Calls before the clock starts, at least 0.

    Returns:
        Median and quartiles of the timed calls, in seconds.

    Raises:
        ValueError: If ``repeats`` is below 2 or ``warmup`` below 0.
    """
    if repeats < 2 or warmup < 0:
        raise ValueError(
            f"repeats={repeats}, warmup={warmup}: use at least 2 repeats and no "
            "negative warm-up, because a single call has no spread."
        )
    for _ in range(warmup):
        function()
    seconds = []
    for _ in range(repeats):
        synchronize(device)
        start = time.perf_counter()
        function()
        synchronize(device)
        seconds.append(time.perf_counter() - start)
    lower, median, upper = statistics.quantiles(seconds, n=4, method="inclusive")
    return Timing(median, lower, upper)


def report() -> str:
    """Describe the environment for a bug report; it holds no user name and no path."""
    from torchcourse.data import describe_source

    lines = {"Python": platform.python_version()}
    for name in ("torch", "torchvision", "numpy", "matplotlib", "torchcourse"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            lines[name] = metadata.version(name)
    system = f"{platform.system()} {platform.machine()}, {_place()}"
    lines |= {"System": system, "Threads": str(torch.get_num_threads())}
    lines |= {"Device": "{} ({})".format(*_choose()), "Data": describe_source()}
    return "\n".join(f"{key:12s} {value}" for key, value in lines.items())


def _place() -> str:
    if "COLAB_RELEASE_TAG" in os.environ:
        return "Google Colab"
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return "Kaggle"
    return "Jupyter" if "ipykernel" in sys.modules else "plain Python"
