"""Compare all that two answers did: results, gradients, arguments and settings."""

from typing import Any

import torch

from torchcourse.checking.compare import as_numbers, difference, number_difference
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.run import Outcome
from torchcourse.checking.snapshot import IDENTITY


def outcome_difference(given: Outcome, expected: Outcome, exercise: Exercise) -> str:
    """Say how two outcomes differ; an empty text if they agree."""
    if given.error is not None:
        return "your code raises an error"
    if given.value is None and expected.value is not None:
        return "your function returns None. Is a `return` missing?"
    return (
        difference(given.value, expected.value, exercise)
        or argument_difference(given, expected, exercise)
        or _gradient_difference(given, expected, exercise)
        or given.settings
    )


def _gradient_difference(given: Outcome, expected: Outcome, exercise: Exercise) -> str:
    for mine, theirs in zip(given.gradients, expected.gradients, strict=False):
        if mine is None and theirs is None:
            continue
        if mine is None:
            return (
                "the numbers are right, but no gradient flows through your result: "
                "something in your code cuts the computational graph"
            )
        wanted = torch.zeros_like(mine) if theirs is None else theirs
        if said := number_difference(mine, wanted, exercise):
            return f"the result is right, but its gradient is not: {said}"
    return ""


def argument_difference(given: Outcome, expected: Outcome, exercise: Exercise) -> str:
    """Say where the arguments end differently from the reference's."""
    for path in given.changes:
        if path not in expected.changes:
            return _unwanted(path, given.before.get(path), given.after.get(path))
    for path in expected.changes:
        mine, theirs = given.after.get(path), expected.after.get(path)
        if IDENTITY not in path and (said := difference(mine, theirs, exercise)):
            return f"`{path}` after your call: {said}"
    return ""


def _unwanted(path: str, old: Any, new: Any) -> str:
    if path.endswith(IDENTITY):
        return f"your code puts another tensor in place of `{path.split()[0]}`"
    if path.startswith("len("):
        return f"your code changes the length of `{path[4:-1]}`"
    if isinstance(old, bool) and isinstance(new, bool):
        return f"your code changes `{path}` from {old} to {new}, and leaves it so"
    return f"your code changes its input `{path}` in place"


def same_mistake(mine: Outcome, right: Outcome, wrong: Outcome, it: Exercise) -> bool:
    """Tell whether an answer did what a known wrong answer does.

    Numbers count, whatever their dtype and type; gradients only where the result itself
    is right, so that they must be what is wrong.
    """
    if mine.error is not None or wrong.error is not None:
        same_type = type(mine.error).__name__ == type(wrong.error).__name__
        return same_type and str(mine.error) == str(wrong.error)
    paths = [path for path in mine.changes if IDENTITY not in path]
    ends = [[one.after.get(path) for path in paths] for one in (mine, wrong)]
    if (mine.changes, mine.settings) != (wrong.changes, wrong.settings):
        return False
    right_result = alike(mine.value, right.value, it)
    flows = not right_result or alike(mine.gradients, wrong.gradients, it)
    return flows and alike([mine.value, ends[0]], [wrong.value, ends[1]], it)


def alike(one: Any, other: Any, exercise: Exercise | None = None) -> bool:
    """Tell whether two values hold the same numbers, whatever their types.

    Without an exercise and its tolerances, they must be the same to nine digits.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() == other.keys()
        return keys and all(alike(one[key], other[key], exercise) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(alike(a, b, exercise) for a, b in pairs)
    mine, theirs = as_numbers(one), as_numbers(other)
    if mine is None or theirs is None:
        return type(one) is type(other) and repr(one) == repr(other)
    if mine.shape != theirs.shape or mine.is_complex() != theirs.is_complex():
        return False
    near = (exercise.rtol, exercise.atol) if exercise else (1e-9, 1e-12)
    return torch.allclose(mine, theirs, *near, equal_nan=True)
