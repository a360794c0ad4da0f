"""Send outcomes from one process to another as plain data of exact types.

A subclass of float that equals every number arrives as an object that equals none.
"""

from typing import Any

import numpy as np
import torch

from torchcourse.checking.run import Outcome

KEYS = (bool, int, float, complex, str, type(None), torch.dtype, torch.Size)
PLAIN = (*KEYS, torch.Tensor)
ARRAY, OBJECT, OUTCOME = "\0array", "\0object", "\0outcome"


def packed(value: Any) -> Any:
    """Return a value as plain data, and of others the name of their type."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind in (list, tuple):
        return kind(map(packed, value))
    if kind is dict and all(type(key) in KEYS for key in value):
        return {key: packed(item) for key, item in value.items()}
    if kind is np.ndarray and value.dtype.kind in "biufc":
        return {ARRAY: torch.tensor(value)}
    if kind is Outcome:
        known = {k: packed(v) for k, v in vars(value).items() if k != "changes"}
        return {OUTCOME: known}
    text = f"{value}" if isinstance(value, BaseException) else ""
    return {OBJECT: (kind.__name__, text)}


def unpacked(value: Any) -> Any:
    """Return what was packed; for what was not plain, an object of that type's name."""
    if type(value) in (list, tuple):
        return type(value)(map(unpacked, value))
    if type(value) is not dict:
        return value
    if ARRAY in value:
        return value[ARRAY].numpy()
    if OBJECT in value:
        name, text = value[OBJECT]
        return type(name, (Exception,), {})(text)
    whole = {key: unpacked(item) for key, item in value.items()}
    return Outcome(**whole[OUTCOME]) if OUTCOME in whole else whole
