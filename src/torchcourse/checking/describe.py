"""Put values into few words, for the replies to an answer."""

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

SHORT = 60  # characters that a value may take in a sentence
MOST = 100  # numbers of a tensor that are written at all


def describe(value: Any) -> str:
    """Describe a value in a few words: itself if it is short, else type and form."""
    if inspect.isgenerator(value):
        return "a generator (your code has a yield)"
    if callable(value) and not isinstance(value, type):
        return f"the function {name_of(value)} without calling it"
    text = shown(value)
    if len(text) <= SHORT and text[0] != "<":
        return text
    if isinstance(value, torch.Tensor | np.ndarray):
        form = f"of dtype {dtype_of(value)} and shape {tuple(value.shape)}"
        return f"{kind(value)} {form}"
    if isinstance(value, str):
        return f"{text[:SHORT]}..."
    sized = isinstance(value, list | tuple | dict | set)
    return f"{kind(value)} with {entries(len(value))}" if sized else kind(value)


def entries(count: int) -> str:
    """Name a number of entries: "1 entry", "3 entries"."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


def kind(value: Any) -> str:
    """Name a value's type with its article: "a list", "a NumPy array", "an int"."""
    name = type(value).__name__
    if type(value) is torch.Tensor:
        name = "tensor"
    elif isinstance(value, np.ndarray | np.generic):
        name = "NumPy array" if isinstance(value, np.ndarray) else f"NumPy {name}"
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"


def dtype_of(value: torch.Tensor | np.ndarray) -> str:
    """Name a dtype without its module, such as ``float32``."""
    return str(value.dtype).removeprefix("torch.")


def shown(value: Any) -> str:
    """Write a value as a learner would print it, with four digits."""
    if isinstance(value, torch.Tensor | np.ndarray):
        name = "tensor" if isinstance(value, torch.Tensor) else "array"
        if math.prod(value.shape) > MOST or getattr(value, "is_meta", False):
            return f"<{name} of shape {tuple(value.shape)}>"
        return f"{name}({shown(value.tolist())})"
    if isinstance(value, dict) or type(value) in (list, tuple):
        return in_brackets(value, shown)
    if type(value) is not float:
        return repr(value)
    text = f"{value:.4g}"
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def in_brackets(value: dict | list | tuple, write: Callable[[Any], str]) -> str:
    """Write a container as Python does, with ``write`` for what it holds."""
    if isinstance(value, dict):
        items = [f"{write(key)}: {write(item)}" for key, item in value.items()]
        return f"{{{', '.join(items)}}}"
    inside = ", ".join(map(write, value))
    if isinstance(value, list):
        return f"[{inside}]"
    return f"({inside},)" if len(value) == 1 else f"({inside})"


def name_of(function: Callable) -> str:
    """Return the name of a function or a class; of an object, that of its class."""
    return getattr(function, "__name__", type(function).__name__)
