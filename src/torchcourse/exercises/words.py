"""Put values into few words, for the replies to an answer."""

from typing import Any

import torch


def describe(value: Any) -> str:
    """Describe a value in a few words: most tensors by dtype and shape."""
    if isinstance(value, torch.Tensor):
        kind = dtype_name(value.dtype)
        if kind == "int64" and value.numel() <= 12:
            return str(value.tolist())
        return f"a tensor of shape {tuple(value.shape)} and dtype {kind}"
    if isinstance(value, bool | int | float | str | None) and len(repr(value)) < 40:
        return repr(value)
    if isinstance(value, list | tuple):
        if all(isinstance(x, int | float) for x in value) and len(repr(value)) < 90:
            return repr(value)
        return f"{len(value)} item{'s' * (len(value) != 1)}"
    if hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    kind = type(value).__name__
    if type(value).__module__ == "numpy":
        kind = f"numpy.{kind}"
    return f"{'an' if kind[0] in 'AEIOaeio' else 'a'} {kind}"


def dtype_name(dtype: torch.dtype) -> str:
    """Name a dtype without the module, such as ``float32``."""
    return str(dtype).removeprefix("torch.")


def word(value: Any) -> str:
    """Say what was observed: yes, no, or the words themselves."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else describe(value)


def told_apart(mine: float, theirs: float) -> tuple[str, str]:
    """Write two numbers with four digits, or with as many as show their difference."""
    for digits in (4, 6, 9, 17):
        pair = tuple(_written(number, digits) for number in (mine, theirs))
        if pair[0] != pair[1]:
            break
    return pair


def _written(number: float, digits: int) -> str:
    whole = number.is_integer() and abs(number) < 1e9
    return str(int(number)) if whole else f"{number:.{digits}g}"
