"""Compare what an answer gave with what was expected, and say the difference."""

import math
from typing import Any

import numpy as np
import torch

from torchcourse.checking.describe import describe, dtype_of, entries, kind
from torchcourse.checking.exercise import Exercise

WIDE_ENOUGH = ({"int16", "int32", "int64"}, {"float32", "float64"})


def difference(given: Any, expected: Any, exercise: Exercise) -> str | None:
    """Say how a result differs from the expected one: type, shape, dtype, values."""
    if isinstance(expected, dict | list | tuple):
        return _container_difference(given, expected, exercise)
    if isinstance(expected, torch.Tensor | np.ndarray):
        return _array_difference(given, expected, exercise)
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return _scalar_difference(given, expected, exercise)
    if type(given) is type(expected) and given == expected:
        return None
    return f"you get {describe(given)}, expected {expected!r}"


def _container_difference(given: Any, expected: Any, exercise: Exercise) -> str | None:
    wanted = dict if isinstance(expected, dict) else list | tuple
    fits = isinstance(given, wanted) and (wanted is dict or len(given) == len(expected))
    if not fits:
        what = f"a {type(expected).__name__} with {entries(len(expected))}"
        return f"you return {describe(given)}, expected {what}"
    if wanted is not dict:
        given, expected = dict(enumerate(given)), dict(enumerate(expected))
    if set(given) != set(expected):
        return f"your dict has the keys {list(given)}, expected {list(expected)}"
    for key, value in expected.items():
        if said := difference(given[key], value, exercise):
            return f"{key if isinstance(key, str) else f'item {key}'}: {said}"
    return None


def _scalar_difference(given: Any, expected: float, exercise: Exercise) -> str | None:
    wanted = "int" if isinstance(expected, int) else "float"
    mine = as_numbers(given)
    if mine is None or mine.numel() != 1:
        return f"you return {describe(given)}, expected a Python {wanted}"
    if said := number_difference(mine.reshape(()), as_numbers(expected), exercise):
        return said
    if type(given) is int or (type(given) is float and wanted == "float"):
        return None
    return f"the number is right, but it is {kind(given)}: return a Python {wanted}"


def _array_difference(given: Any, expected: Any, exercise: Exercise) -> str | None:
    family = torch.Tensor if isinstance(expected, torch.Tensor) else np.ndarray
    if not isinstance(given, family):
        return f"you return {describe(given)}, expected {kind(expected)}"
    if tuple(given.shape) != tuple(expected.shape):
        return f"the shape is {tuple(given.shape)}, expected {tuple(expected.shape)}"
    dtypes = {dtype_of(given), dtype_of(expected)}
    near = any(dtypes <= several for several in WIDE_ENOUGH)
    if len(dtypes) > 1 and (exercise.exact_dtype or not near):
        return f"the dtype is {dtype_of(given)}, expected {dtype_of(expected)}"
    if family is torch.Tensor and given.device != expected.device:
        return f"the result is on {given.device}, expected {expected.device}"
    mine, theirs = as_numbers(given), as_numbers(expected)
    return None if mine is None else number_difference(mine, theirs, exercise)


def number_difference(
    given: torch.Tensor, expected: torch.Tensor, exercise: Exercise
) -> str | None:
    """Say where the numbers of two tensors of one shape differ most, if they do."""
    near = (exercise.rtol, exercise.atol)
    expected = expected.to(given.dtype)  # complex, where an answer is
    close = torch.isclose(given, expected, *near, equal_nan=True)
    if bool(close.all()):
        return None
    error = torch.where(close, 0.0, (given - expected).abs()).nan_to_num(math.inf)
    place = [int(i) for i in torch.unravel_index(error.argmax(), error.shape)]
    pair = given[tuple(place)].item(), expected[tuple(place)].item()
    texts = ([f"{n:.{digits}g}" for n in pair] for digits in (4, 6, 9, 17))
    mine, theirs = next(text for text in texts if text[0] != text[1])
    at = f"the largest error is at {place}: " if place else ""
    return f"{at}you get {mine}, expected {theirs}"


def as_numbers(value: Any) -> torch.Tensor | None:
    """Return a value's numbers as a tensor in double precision, or None without any."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(max(min(value, 10**300), -(10**300)))  # more digits have no float
    if isinstance(value, float | complex | np.ndarray | np.generic):
        value = np.array(value, order="C")  # no negative strides
        value = torch.as_tensor(value) if value.dtype.kind in "biufc" else None
    if not isinstance(value, torch.Tensor) or value.device.type == "meta":
        return None
    value = value.detach().cpu()
    return value.to(torch.complex128 if value.is_complex() else torch.float64)
