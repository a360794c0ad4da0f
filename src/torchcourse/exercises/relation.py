"""Say how wrong numbers are related to the expected ones, where one rule fits all."""

import math
from collections.abc import Callable
from typing import Any

import torch

from torchcourse.exercises.attempt import Attempt
from torchcourse.exercises.exercise import Exercise

RULES: tuple[tuple[Callable[[torch.Tensor], torch.Tensor], str], ...] = (
    # What the answer is, made from what is expected, and the words for it.
    (torch.neg, "Every number has the opposite sign."),
    (torch.reciprocal, "Every number is one divided by the expected one."),
    (torch.abs, "The signs are lost; the sizes are right."),
    (lambda expected: 1 - expected, "Every number is one minus the expected one."),
    (torch.square, "Every number is the square of the expected one."),
    (lambda expected: expected.mT, "Rows and columns have changed places."),
)


def relation(mine: Attempt, right: Attempt, exercise: Exercise) -> str:
    """Return a sentence that is true of every number of every case, or an empty text.

    Args:
        mine: What an answer did; each case must have ended without an error.
        right: What the reference did.
        exercise: The exercise, for its tolerances.
    """
    pairs = [
        (_numbers(given.value), _numbers(expected.value))
        for given, expected in zip(mine.outcomes, right.outcomes, strict=True)
    ]
    if any(given is None or expected is None for given, expected in pairs):
        return ""

    def close(given: torch.Tensor, expected: torch.Tensor) -> bool:
        tolerance = {"rtol": exercise.rtol, "atol": exercise.atol, "equal_nan": True}
        return given.shape == expected.shape and torch.allclose(
            given, expected, **tolerance
        )

    if all(close(given, expected) for given, expected in pairs):
        return ""  # the gradients differ, or the types
    for rule, sentence in RULES:
        if all(close(given, rule(expected)) for given, expected in pairs):
            return sentence
    return _by_a_factor(pairs, close)


def _by_a_factor(pairs: list[tuple], close: Callable) -> str:
    """Tell one factor for all cases, or one for each, if the numbers differ by it."""
    factors = []
    for given, expected in pairs:
        if given.shape != expected.shape:
            return ""
        size = expected.abs().nan_to_num()
        if not size.numel() or size.max() == 0:
            continue
        place = size.argmax()
        factor = (given.flatten()[place] / expected.flatten()[place]).item()
        if not (factor and math.isfinite(factor) and close(given, factor * expected)):
            return ""
        factors.append((factor, expected.numel()))
    told = list(dict.fromkeys(f"{factor:.4g}" for factor, _ in factors))
    if len(told) == 1:
        return f"Every number is {told[0]} times the expected one."
    if len(set(told) - {"1"}) < 2 or sum(count > 1 for _, count in factors) < 2:
        return ""  # right in some cases; or single numbers, which always have a factor
    several = f"{', '.join(told[:-1])} and {told[-1]}"
    return f"In each case a factor is too much: {several}. What has these sizes?"


def _numbers(value: Any) -> torch.Tensor | None:
    """Return numbers as float64, at least a column; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | torch.Tensor):
        return None
    if isinstance(value, torch.Tensor):
        if (
            value.dtype == torch.bool
            or value.is_complex()
            or value.device.type != "cpu"
        ):
            return None
        value = value.detach().double()
        return value if value.ndim > 1 else value.reshape(-1, 1)
    return torch.tensor([[float(max(min(value, 1e300), -1e300))]], dtype=torch.float64)
