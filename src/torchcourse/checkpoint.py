"""Save a training run so that it can resume; imported by ``torchcourse.training``."""

import os
import pickle
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

_ZIP = b"PK\x03\x04"  # how files of torch.save begin; older formats are not safe
_KEYS = {"model", "optimizer", "scheduler", "kinds", "epoch", "random"}


class BadCheckpoint(ValueError):
    """A checkpoint cannot be loaded; the message names the file and the cause."""


def save_checkpoint(
    path: str | os.PathLike,
    model: nn.Module,
    optimizer: Optimizer,
    epoch: int,
    scheduler: LRScheduler | None = None,
) -> None:
    """Save all that a training run needs to go on as if it had never stopped.

    The file is written beside its target, then moved there: a process killed at any
    moment leaves the old one or the new one, whole. One process may save at a time.

    Args:
        path: Target, such as ``run.pt``; an old file is replaced.
        model: Its parameters and buffers are saved.
        optimizer: Of the model's parameters.
        epoch: Epochs done so far, from 0.
        scheduler: Of the optimizer, if there is one.

    Raises:
        OSError: If the file cannot be written; an old one then stays as it was.
    """
    modules = _random_modules(model).items()
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict() if scheduler else {},
        "kinds": _kinds(optimizer, scheduler),
        "epoch": epoch,
        "random": {name: module.get_rng_state() for name, module in modules},
    }
    temporary = Path(f"{os.fspath(path)}.part")
    try:
        with open(temporary, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave an empty file
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)  # there is one if the disk was full


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
        model: Built like the saved one, on any device.
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
    state = _read(path)
    yours = _kinds(optimizer, scheduler) if optimizer else state["kinds"]
    problem = _difference(state["model"], model.state_dict())
    if yours != state["kinds"]:
        problem = problem or f"it was saved with {state['kinds']}, yours is {yours}"
    if problem:
        raise BadCheckpoint(f"{path} belongs to another training run: {problem}.")
    model.load_state_dict(state["model"])
    if optimizer is not None:
        optimizer.load_state_dict(state["optimizer"])
        if scheduler is not None:
            scheduler.load_state_dict(state["scheduler"])
        for name, module in _random_modules(model).items():
            if name in state["random"]:  # absent if it was saved on another device
                module.set_rng_state(state["random"][name])
    return state["epoch"]


def _kinds(optimizer: Optimizer, scheduler: LRScheduler | None) -> str:
    """Describe what trains the model, such as ``Adam of 6 tensors, no scheduler``."""
    tensors = "+".join(str(len(group["params"])) for group in optimizer.param_groups)
    schedule = type(scheduler).__name__ if scheduler else "no scheduler"
    return f"{type(optimizer).__name__} of {tensors} tensors, {schedule}"


def _random_modules(model: nn.Module) -> dict[str, ModuleType]:
    """Return what holds the random numbers of the CPU, and of the model's GPU."""
    gpus = {weight.device.type for weight in model.parameters()} & {"cuda", "mps"}
    return {"cpu": torch} | {name: getattr(torch, name) for name in gpus}


def _read(path: str | os.PathLike) -> dict[str, Any]:
    with open(path, "rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            raise BadCheckpoint(f"{path} is no checkpoint, or an empty one.")
        try:
            if zipfile.ZipFile(file).testzip():  # a checksum differs
                raise zipfile.BadZipFile
            file.seek(0)
            state = torch.load(file, map_location="cpu", weights_only=True)
        except pickle.UnpicklingError:
            raise BadCheckpoint(
                f"{path} holds more than numbers, maybe code. Nothing of it was run."
            ) from None
        except Exception:  # damage shows in many ways
            raise BadCheckpoint(
                f"{path} is truncated or damaged. Load an older one, or train again."
            ) from None
    if not isinstance(state, dict) or set(state) != _KEYS:
        raise BadCheckpoint(f"{path} was not written by save_checkpoint.")
    return state


def _difference(saved: dict[str, Tensor], own: dict[str, Tensor]) -> str:
    """Name the first parameter or buffer that the two do not share, or return ''."""
    shapes = [{k: tuple(v.shape) for k, v in state.items()} for state in (saved, own)]
    for name in {**shapes[0], **shapes[1]}:
        theirs, yours = (part.get(name, "missing") for part in shapes)
        if theirs != yours:
            return f"{name} is {theirs} in the file and {yours} in your model"
    return ""
