"""Pack the state of a training into bytes that can be loaded without running code."""

import copy
import io
import os
import pickle
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

_ZIP = b"PK\x03\x04"  # how files of torch.save begin; older formats are not safe


class BadCheckpoint(ValueError):
    """A checkpoint cannot be loaded; the message names the file and the cause."""


def pack(state: Mapping[str, Any]) -> memoryview:
    """Turn a state into bytes, and prove that they can be loaded again.

    Args:
        state: Tensors, numbers, texts, and dicts and lists of these. NumPy's numbers
            are packed as Python's.

    Returns:
        What the file must hold.

    Raises:
        TypeError: If a part could not be loaded again; the message names it.
    """
    state = {name: _plain(value) for name, value in state.items()}
    if packed := _round_trip(state):
        return packed
    raise TypeError(
        f"This checkpoint could not be loaded again: {_culprit(state)}. Use numbers, "
        "texts, tensors, and dicts and lists of these. Nothing was saved."
    )


def _plain(value: Any) -> Any:
    """Return a value in which Python's numbers stand for those of NumPy."""
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        return value.item()
    if type(value) in (list, tuple, set):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        same_kind = copy.copy(value)  # such as a Counter
        same_kind.clear()
        for key, part in value.items():
            same_kind[_plain(key)] = _plain(part)
        return same_kind
    return value


def _round_trip(value: Any) -> memoryview | None:
    """Return the packed value, or None if it cannot be packed and loaded again."""
    buffer = io.BytesIO()
    try:
        torch.save(value, buffer)
        buffer.seek(0)
        torch.load(buffer, map_location="cpu", weights_only=True)
    except Exception:  # each kind of value fails in its own way
        return None
    return buffer.getbuffer()


def _culprit(value: Any, name: str = "") -> str:
    """Say which innermost part of a value cannot be packed and loaded again."""
    parts = value.items() if isinstance(value, dict) else ()
    parts = enumerate(value) if type(value) in (list, tuple) else parts
    for key, part in parts:
        if _round_trip(part) is None:
            return _culprit(part, f"{name}[{key!r}]" if name else key)
    return f"its part {name} is of type {type(value).__name__}"


def read(path: str | os.PathLike, keys: set[str]) -> dict[str, Any]:
    """Read what ``pack`` made, on the CPU; no code from the file is run.

    Args:
        path: The file.
        keys: Names that the state must have.

    Returns:
        The state.

    Raises:
        FileNotFoundError: If there is no such file.
        BadCheckpoint: If the file is truncated, holds more than numbers, or has other
            keys.
    """
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
    if not isinstance(state, dict) or set(state) != keys:
        raise BadCheckpoint(f"{path} was not written by save_checkpoint.")
    return state


def difference(saved: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Name the first parameter or buffer that two states do not share, or return ''."""
    shapes = [{k: _shape(v) for k, v in state.items()} for state in (saved, own)]
    for name in {**shapes[0], **shapes[1]}:
        theirs, yours = (part.get(name, "missing") for part in shapes)
        if theirs != yours:
            return f"{name} is {theirs} in the file and {yours} in your model"
    return ""


def _shape(value: Any) -> tuple[int, ...] | str:
    return tuple(value.shape) if isinstance(value, torch.Tensor) else "no tensor"
