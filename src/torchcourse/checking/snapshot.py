"""Copy what arguments hold, leaf by leaf, so that later changes can be seen.

A leaf is a tensor, an array, a number or a text; its path says where it stands, such as
``layers[0][1]`` or ``model.weight``.
"""

import copy
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import nn

IDENTITY = " itself"  # ends the path of the leaf that says which tensor stands there


def snapshot(names: list[str], arguments: tuple) -> dict[str, Any]:
    """Return copies of all leaves of the arguments, by their paths."""
    pairs = zip(names, arguments, strict=False)
    return {path: leaf for name, one in pairs for path, leaf in _leaves(one, name)}


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the paths whose leaf is another than before, is gone, or is new."""
    return [
        path
        for path in dict.fromkeys([*before, *after])
        if not (path in before and path in after and _same(before[path], after[path]))
    ]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, torch.Tensor):
        yield path, value.detach().clone()
        yield f"{path}{IDENTITY}", id(value)
        yield f"{path}.requires_grad", value.requires_grad
        if value.is_leaf and value.grad is not None:
            yield f"{path}.grad", value.grad.detach().clone()
    elif isinstance(value, nn.Module):
        for name, module in value.named_modules(prefix=path):
            yield f"{name}.training", module.training
        for name, tensor in value.state_dict(prefix=f"{path}.", keep_vars=True).items():
            yield from _leaves(tensor, name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}[{key!r}]")
    elif isinstance(value, list | tuple):
        yield f"len({path})", len(value)
        for i, item in enumerate(value):
            yield from _leaves(item, f"{path}[{i}]")
    elif isinstance(value, SimpleNamespace):
        for name, item in vars(value).items():
            yield from _leaves(item, f"{path}.{name}")
    elif isinstance(value, bool | int | float | complex | str | np.ndarray | None):
        yield path, copy.copy(value)


def _same(one: Any, other: Any) -> bool:
    """Tell whether two leaves have the same type, form and numbers, NaN included."""
    if type(one) is not type(other):
        return False
    if not isinstance(one, torch.Tensor | np.ndarray):
        return one == other or one != one
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    same = (one == other) | ((one != one) & (other != other))
    return getattr(one, "is_meta", False) or bool(same.all())
