"""Save a training run so that it can resume; imported by ``torchcourse.training``."""

import contextlib
import copy
import os
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from torchcourse import files
from torchcourse.packing import BadCheckpoint, difference, pack, read

_KEYS = {"model", "optimizer", "scheduler", "kinds", "epoch", "random"}
_PARALLEL = nn.DataParallel, nn.parallel.DistributedDataParallel


def save_checkpoint(
    path: str | os.PathLike,
    model: nn.Module,
    optimizer: Optimizer,
    epoch: int,
    scheduler: LRScheduler | None = None,
) -> None:
    """Save all that a training run needs to go on as if it had never stopped.

    A process killed at any moment leaves the old file or the new one, whole. What is
    saved can be loaded again: that is tried first.

    Args:
        path: Target, such as ``run.pt``; its folder is made if needed, an old file is
            replaced.
        model: Parameters, buffers and extra state are saved, those of a compiled or
            parallel model as of the plain one.
        optimizer: Of the model's parameters.
        epoch: Epochs done so far, from 0.
        scheduler: Of the optimizer, if there is one.

    Raises:
        TypeError: If a part could not be loaded again, such as a whole NumPy array.
        OSError: If the file cannot be written; an old one then stays as it was.
    """
    model = _bare(model)
    state = {
        "model": {_plain(k): value for k, value in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict() if scheduler else {},
        "kinds": _kinds(optimizer, scheduler),
        "epoch": epoch,
        "random": {k: m.get_rng_state() for k, m in _random_modules(model).items()},
    }
    files.write_whole(path, pack(state))


def load_checkpoint(
    path: str | os.PathLike,
    model: nn.Module,
    optimizer: Optimizer | None = None,
    scheduler: LRScheduler | None = None,
) -> int:
    """Load a checkpoint into a model, and into all that its training needs to go on.

    No code from the file is run, and a file that is refused changes nothing.

    Args:
        path: A file that ``save_checkpoint`` wrote.
        model: Built like the saved one, on any device; plain, compiled or parallel.
        optimizer: Of the saved kind. Without it, only the model is loaded; with it, the
            state of PyTorch's random numbers as well.
        scheduler: Of the saved kind, if one was saved.

    Returns:
        Epochs that were done when it was saved.

    Raises:
        FileNotFoundError: If there is no such file.
        BadCheckpoint: If the file is truncated, holds more than numbers, or comes from
            another model, optimizer or scheduler.
    """
    state, model = read(path, _KEYS), _bare(model)
    scheduler = scheduler if optimizer else None
    yours = _kinds(optimizer, scheduler) if optimizer else state["kinds"]
    with _all_or_nothing(path, model, optimizer, scheduler):
        own = model.state_dict()
        problem = difference(state["model"], {_plain(n): v for n, v in own.items()})
        if yours != state["kinds"]:
            problem = problem or f"it was saved with {state['kinds']}, yours is {yours}"
        if problem:
            raise BadCheckpoint(f"{path} belongs to another training run: {problem}.")
        model.load_state_dict({name: state["model"][_plain(name)] for name in own})
        if optimizer:
            optimizer.load_state_dict(state["optimizer"])
            _set_random(model, state["random"])
        if scheduler:
            scheduler.load_state_dict(state["scheduler"])
    return state["epoch"]


def _bare(model: nn.Module) -> nn.Module:
    """Return the model itself, without the wrapper of ``torch.compile`` or DDP."""
    while isinstance(model, _PARALLEL) or hasattr(model, "_orig_mod"):
        model = model.module if isinstance(model, _PARALLEL) else model._orig_mod
    return model


def _plain(name: str) -> str:
    """Name a parameter as it would be named if no part of its model were compiled."""
    return name.replace("_orig_mod.", "")


@contextlib.contextmanager
def _all_or_nothing(path: Any, model: nn.Module, *others: Any) -> Iterator[None]:
    """Put everything back as it was if an error, or an interrupt, ends the block."""
    parts = [part for part in (model, *others) if part is not None]
    before = [copy.deepcopy(part.state_dict()) for part in parts]
    random = {k: m.get_rng_state() for k, m in _random_modules(model).items()}
    try:
        yield
    except BaseException as error:
        for part, state in zip(parts, before, strict=True):
            with contextlib.suppress(Exception):  # as an extra state that only saves
                part.load_state_dict(state)
        _set_random(model, random)
        if isinstance(error, BadCheckpoint) or not isinstance(error, Exception):
            raise
        cause = f"{type(error).__name__}: {str(error).strip()}".split("\n")[0]
        raise BadCheckpoint(f"{path} does not fit this training ({cause}).") from None


def _kinds(optimizer: Optimizer, scheduler: LRScheduler | None) -> str:
    """Describe what trains the model, such as ``Adam of 6 tensors, no scheduler``."""
    tensors = "+".join(str(len(group["params"])) for group in optimizer.param_groups)
    schedule = type(scheduler).__name__ if scheduler else "no scheduler"
    return f"{type(optimizer).__name__} of {tensors} tensors, {schedule}"


def _random_modules(model: nn.Module) -> dict[str, ModuleType]:
    """Return what holds the random numbers of the CPU, and of the model's GPU."""
    gpus = {weight.device.type for weight in model.parameters()} & {"cuda", "mps"}
    return {"cpu": torch} | {name: getattr(torch, name) for name in gpus}


def _set_random(model: nn.Module, states: dict[str, Tensor]) -> None:
    modules = _random_modules(model)
    for name in modules.keys() & states.keys():  # one may be absent on this device
        modules[name].set_rng_state(states[name])
