"""Compare what an answer gave with what was expected, and say the difference."""

import math
import numbers
from typing import Any

import torch

from torchcourse.exercises.attempt import Outcome
from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.words import describe, dtype_name, told_apart, word


def outcome_difference(
    given: Outcome, expected: Outcome, exercise: Exercise
) -> str | None:
    """Say how two outcomes differ, gradients included; None if they agree."""
    if given.error is not None or expected.error is not None:
        same = type(given.error) is type(expected.error)
        return None if same else "one of the two raises an error"
    said = difference(given.value, expected.value, exercise)
    if said is not None:
        return said
    return _gradient_difference(given, expected, exercise)


def _gradient_difference(
    given: Outcome, expected: Outcome, exercise: Exercise
) -> str | None:
    for mine, theirs in zip(given.gradients, expected.gradients, strict=True):
        if mine is None and theirs is None:
            continue
        if mine is None:
            return (
                "the numbers are right, but no gradient flows through your result: "
                "something on the way cuts it off from its input"
            )
        wanted = torch.zeros_like(mine) if theirs is None else theirs
        said = _values(mine, wanted, exercise)
        if said is not None:
            return f"the result is right, but its gradient is not: {said}"
    return None


def difference(given: Any, expected: Any, exercise: Exercise) -> str | None:
    """Say how a result differs from the expected one: type, shape, dtype, values."""
    if isinstance(expected, dict):
        if not isinstance(given, dict):
            return f"you return {describe(given)}, expected a dict"
        return _first(expected, given, exercise)
    if isinstance(expected, list | tuple):
        if not isinstance(given, list | tuple) or len(given) != len(expected):
            return f"you return {describe(given)}, expected {len(expected)} items"
        return _first(dict(enumerate(expected)), dict(enumerate(given)), exercise)
    if isinstance(expected, torch.Tensor):
        return _tensor_difference(given, expected, exercise)
    if isinstance(expected, bool) or not isinstance(expected, numbers.Number):
        same = type(given) is type(expected) and given == expected
        return None if same else f"you return {describe(given)}, not {expected!r}"
    return _number_difference(given, expected, exercise)


def _first(expected: dict, given: dict, exercise: Exercise) -> str | None:
    for key, value in expected.items():
        said = difference(given.get(key), value, exercise)
        if said is not None and isinstance(key, str) and isinstance(value, bool | str):
            return f"{key}: {word(given.get(key))}, should be {word(value)}"
        if said is not None:
            place = key if isinstance(key, str) else f"item {key}"
            return f"{place}: {said}"
    return None


def _number_difference(given: Any, expected: float, exercise: Exercise) -> str | None:
    kind = "int" if isinstance(expected, int) else "float"
    if isinstance(given, torch.Tensor) and given.numel() == 1:
        plain = given.double().cpu().reshape(())
        if _values(plain, _tensor(expected), exercise) is None:
            return f"the number is right; return it as a Python {kind}, with `.item()`"
        given = given.item()
    elif isinstance(given, bool) or not isinstance(given, numbers.Real):
        return f"you return {describe(given)}, expected a Python {kind}"
    close = _values(_tensor(given), _tensor(expected), exercise)
    if close is None and isinstance(expected, int) and not isinstance(given, int):
        return f"the number is right; return it as a Python {kind}"
    return close


def _tensor(number: float) -> torch.Tensor:
    if isinstance(number, int):  # of more than 308 digits it has no float
        number = max(min(number, 10**300), -(10**300))
    return torch.tensor(float(number), dtype=torch.float64)


def _tensor_difference(
    given: Any, expected: torch.Tensor, exercise: Exercise
) -> str | None:
    if not isinstance(given, torch.Tensor):
        return f"you return {describe(given)}, expected a tensor"
    if given.shape != expected.shape:
        return f"the shape is {tuple(given.shape)}, expected {tuple(expected.shape)}"
    if not _dtype_fits(given.dtype, expected.dtype, exercise.exact_dtype):
        names = dtype_name(given.dtype), dtype_name(expected.dtype)
        return "the dtype is {}, expected {}".format(*names)
    if given.device.type != expected.device.type:
        return f"the result is on {given.device}, expected {expected.device}"
    return _values(given, expected, exercise)


def _dtype_fits(given: torch.dtype, expected: torch.dtype, exact: bool) -> bool:
    if given == expected:
        return True
    whole = {torch.int8, torch.int16, torch.int32, torch.int64}
    same_kind = (given in whole and expected in whole) or (
        given.is_floating_point and expected.is_floating_point
    )
    wide_enough = expected.is_complex == given.is_complex and given != torch.float16
    return same_kind and wide_enough and not exact


def _values(
    given: torch.Tensor, expected: torch.Tensor, exercise: Exercise
) -> str | None:
    given, expected = given.detach().cpu().double(), expected.detach().cpu().double()
    close = torch.isclose(given, expected, exercise.rtol, exercise.atol, equal_nan=True)
    if bool(close.all()):
        return None
    error = torch.where(close, 0.0, (given - expected).abs()).nan_to_num(math.inf)
    place = [int(i) for i in torch.unravel_index(error.argmax(), error.shape)]
    mine, theirs = given[tuple(place)].item(), expected[tuple(place)].item()
    at = f"the largest error is at {place}: " if place else ""
    return f"{at}you get {{}}, expected {{}}".format(*told_apart(mine, theirs))
