"""Write arguments as Python code, so that a learner can repeat a call."""

import ast
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

WIDTH = 84  # columns of a line of code, which is indented by four
MOST = 24  # numbers of a tensor that are written out


def call_lines(name: str, case: dict[str, Any], named: set[str]) -> list[str] | None:
    """Return the lines of a call, or None where an argument cannot be written.

    The arguments in ``named`` are put into variables first, to be looked at later.
    """
    lines, parts = [], []
    for key, value in case.items():
        code = code_of(value)
        if code is None:
            return None
        if key in named:
            lines += [f"{key} = {code}", *_gradient_lines(key, value)]
        parts.append(key if key in named else code)
    call = f"{name}({', '.join(parts)})"
    if len(call) <= WIDTH:
        lines.append(call)
    else:
        lines += [f"{name}(", *(f"    {part}," for part in parts), ")"]
    if any("SimpleNamespace" in line for line in lines):
        lines.insert(0, "from types import SimpleNamespace")
    return None if any(len(line) > WIDTH for line in lines) else lines


def code_of(value: Any) -> str | None:
    """Return an expression that makes a value, or None where none is short."""
    if isinstance(value, torch.Tensor):
        return _tensor_code(value)
    if isinstance(value, np.ndarray):
        plain = value.dtype in (np.float64, np.int64, np.bool_)
        options = "" if plain else f", np.{value.dtype}"
        return f"np.array({_digits(value)}{options})" if value.size <= MOST else None
    if isinstance(value, bool | int | float | str | None):
        return repr(value)
    if isinstance(value, dict):
        return _joined("{", [(f"{key!r}: ", item) for key, item in value.items()], "}")
    if isinstance(value, SimpleNamespace):
        parts = [(f"{name}=", item) for name, item in vars(value).items()]
        return _joined("SimpleNamespace(", parts, ")")
    if isinstance(value, list | tuple):
        end = "]" if isinstance(value, list) else ",)" if len(value) == 1 else ")"
        return _joined("[" if end == "]" else "(", [("", item) for item in value], end)
    return _function_code(value) if callable(value) else None


def _joined(start: str, parts: list[tuple[str, Any]], end: str) -> str | None:
    codes = [code_of(value) for _, value in parts]
    if None in codes:
        return None
    named = [name + code for (name, _), code in zip(parts, codes, strict=True)]
    return f"{start}{', '.join(named)}{end}"


def _tensor_code(value: torch.Tensor) -> str | None:
    if not 0 < value.numel() <= MOST or value.device.type != "cpu":
        return None
    plain = value.dtype in (torch.float32, torch.int64, torch.bool)
    options = "" if plain else f", dtype={value.dtype}"
    options += ", requires_grad=True" if value.requires_grad else ""
    return f"torch.tensor({_digits(value.detach().numpy())}{options})"


def _digits(values: np.ndarray) -> str:
    """Write nested lists, with as many digits as the dtype needs to be exact."""
    if values.ndim:
        return f"[{', '.join(map(_digits, values))}]"
    text = str(values)  # the shortest text that gives the same float32 again
    return f'float("{text}")' if text in ("nan", "inf", "-inf") else text


def _function_code(function: Callable) -> str | None:
    """Return a lambda's source, or the dotted name of a function of PyTorch."""
    name = getattr(function, "__name__", "")
    if getattr(torch, name, None) is function:
        return f"torch.{name}"
    if name != "<lambda>" or function.__code__.co_freevars:
        return None
    source = "".join(inspect.findsource(function)[0])
    places = {position[0::2] for position in function.__code__.co_positions()}
    for node in ast.walk(ast.parse(source)):
        body = node.body if isinstance(node, ast.Lambda) else None
        if body and (body.lineno, body.col_offset) in places:
            return ast.get_source_segment(source, node)
    return None


def _gradient_lines(name: str, value: Any) -> list[str]:
    """Write the gradients that tensors already hold."""
    if isinstance(value, torch.Tensor):
        kept = value.grad if value.is_leaf else None
        return [] if kept is None else [f"{name}.grad = {code_of(kept)}"]
    items = enumerate(value) if isinstance(value, list | tuple) else ()
    return [line for i, item in items for line in _gradient_lines(f"{name}[{i}]", item)]
