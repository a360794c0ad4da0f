"""Write arguments as Python code, so that a learner can repeat a call."""

import ast
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from torchcourse.checking.describe import in_brackets, kind

WIDTH = 84  # columns of a line of code, which is indented by four
MOST = 24  # numbers of a tensor that are written out


def call_lines(name: str, case: dict[str, Any], named: set[str]) -> list[str]:
    """Return the lines of a call; none where an argument cannot be written.

    The arguments in ``named`` are put into variables first, to be looked at later.
    """
    lines, parts = [], []
    try:
        for key, value in case.items():
            code = _code_of(value)
            if key in named:
                lines += [f"{key} = {code}", *_gradient_lines(key, value)]
            parts.append(key if key in named else code)
    except TypeError:
        return []
    call = f"{name}({', '.join(parts)})"
    if len(call) <= WIDTH:
        lines.append(call)
    else:
        lines += [f"{name}(", *(f"    {part}," for part in parts), ")"]
    if any("SimpleNamespace" in line for line in lines):
        lines.insert(0, "from types import SimpleNamespace")
    return [] if any(len(line) > WIDTH for line in lines) else lines


def _code_of(value: Any) -> str:
    """Return an expression that makes a value; TypeError where none is short."""
    if isinstance(value, torch.Tensor) and 0 < value.numel() <= MOST:
        plain = value.dtype in (torch.float32, torch.int64, torch.bool)
        options = "" if plain else f", dtype={value.dtype}"
        options += ", requires_grad=True" if value.requires_grad else ""
        return f"torch.tensor({_digits(value.detach().numpy())}{options})"
    if isinstance(value, np.ndarray) and value.size <= MOST:
        plain = value.dtype in (np.float64, np.int64, np.bool_)
        options = "" if plain else f", np.{value.dtype}"
        return f"np.array({_digits(value)}{options})"
    if isinstance(value, bool | int | float | str | None):
        return repr(value)
    if isinstance(value, dict | list | tuple):
        return in_brackets(value, _code_of)
    if isinstance(value, SimpleNamespace):
        parts = [f"{name}={_code_of(item)}" for name, item in vars(value).items()]
        return f"SimpleNamespace({', '.join(parts)})"
    if callable(value):
        return _function_code(value)
    raise TypeError(f"no short code makes {kind(value)}")


def _digits(values: np.ndarray) -> str:
    """Write nested lists, with as many digits as the dtype needs to be exact."""
    if values.ndim:
        return f"[{', '.join(map(_digits, values))}]"
    text = str(values)  # the shortest text that gives the same float32 again
    return f'float("{text}")' if text in ("nan", "inf", "-inf") else text


def _function_code(function: Callable) -> str:
    """Return a lambda's source, or the dotted name of a function of PyTorch."""
    name = getattr(function, "__name__", "")
    if getattr(torch, name, None) is function:
        return f"torch.{name}"
    if name != "<lambda>" or function.__code__.co_freevars:
        raise TypeError(f"{name} is defined elsewhere")
    source = "".join(inspect.findsource(function)[0])
    places = {position[0::2] for position in function.__code__.co_positions()}
    lambdas = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Lambda))
    here = (n for n in lambdas if (n.body.lineno, n.body.col_offset) in places)
    return ast.get_source_segment(source, next(here))


def _gradient_lines(name: str, value: Any) -> list[str]:
    """Write the gradients that tensors already hold."""
    if isinstance(value, torch.Tensor):
        kept = value.grad if value.is_leaf else None
        return [] if kept is None else [f"{name}.grad = {_code_of(kept)}"]
    items = enumerate(value) if isinstance(value, list | tuple) else ()
    return [line for i, item in items for line in _gradient_lines(f"{name}[{i}]", item)]
