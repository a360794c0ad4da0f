"""Name what is wrong with numbers, where one rule tells it for all exercises.

A rule speaks only if it holds in every case and no rival does, so that it is true.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from torchcourse.checking.compare import as_numbers
from torchcourse.checking.effects import alike
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.run import Outcome

Both = tuple[Outcome, Outcome]  # what the answer and the reference did
Told = tuple[str, str, list[Any]]  # a family of rules, a sentence, what it predicts

PLAIN = ("argument", "constant")  # what rules of these families tell needs no rival

MADE_FROM = {
    "every number has the opposite sign.": torch.neg,
    "the signs are lost: these are the absolute values of what is expected.": torch.abs,
    "every number is 1 divided by the expected one.": torch.reciprocal,
    "every number is 1 minus the expected one.": lambda expected: 1 - expected,
    "every number is the square of the expected one.": torch.square,
    "every number is the square root of the expected one.": torch.sqrt,
    "every number is 1 more than expected.": lambda expected: expected + 1,
    "every number is 1 less than expected.": lambda expected: expected - 1,
    "the digits after the decimal point are cut off.": torch.trunc,
    "every number is a percentage, not a share of 1.": lambda expected: 100 * expected,
    "the numbers are right, but they stand in the opposite order.": (
        lambda expected: expected.flip(0) if expected.ndim else expected
    ),
}


def rule_for(exercise: Exercise, pairs: list[Both], said: str) -> str:
    """Return what is true of every case (of the item that ``said`` names), or ""."""
    for place, given, expected in _by_place([(m.value, r.value) for m, r in pairs]):
        if alike(given, expected, exercise) or not said.startswith(place):
            continue  # dtype, type or gradient is wrong; or another item is
        found: dict[str, str] = {}
        for family, sentence, predicted in _predictions(exercise, given, expected):
            whole = not place or family != "constant"  # of a part it tells little
            if whole and alike(given, predicted, exercise):
                found.setdefault(family, sentence)
        plain = next((found[family] for family in PLAIN if family in found), "")
        if not plain and len(found) != 1:
            return ""
        who = "the" if all(n.numel() == 1 for n in expected) else "every"
        told = (plain or found.popitem()[1]).replace("every number", f"{who} number")
        return f"{place}: {told}".removeprefix(": ")
    return ""


def _by_place(values: list[tuple[Any, Any]]) -> Iterator[tuple[str, list, list]]:
    """Yield the numbers of all cases, item by item where results are containers."""
    first = values[0][1]
    if not isinstance(first, dict | list | tuple):
        sides = [list(map(as_numbers, side)) for side in zip(*values, strict=True)]
        if not any(n is None or n.is_complex() for side in sides for n in side):
            yield "", *sides
        return
    for key in first if isinstance(first, dict) else range(len(first)):
        try:
            items = [(given[key], expected[key]) for given, expected in values]
        except (TypeError, KeyError, IndexError):
            return
        name = key if isinstance(key, str) else f"item {key}"
        yield from ((name, *sides) for place, *sides in _by_place(items) if not place)


def _predictions(
    exercise: Exercise, given: list[Tensor], expected: list[Tensor]
) -> Iterator[Told]:
    """Yield what each rule says that the answer gives."""
    cases = exercise.make_cases()
    for sentence, rule in MADE_FROM.items():
        yield sentence, sentence, [rule(n) for n in expected]
    for digits in range(5):
        told = f"your numbers are rounded to {digits} digits after the decimal point."
        yield "rounded", told, [n.round(decimals=digits) for n in expected]
    if not alike(expected, [expected[0]] * len(expected)):
        told = "your result is the same in every case, whatever the arguments are."
        yield "constant", told, [given[0]] * len(given)
    if all(a.numel() == b.numel() for a, b in zip(given, expected, strict=True)):
        mine, theirs = tuple(given[0].shape), tuple(expected[0].shape)
        told = f"the numbers are right, but the shape is {mine}, expected {theirs}."
        yield "shape", told, list(map(Tensor.reshape_as, expected, given))
    told = "rows and columns have changed places: your result is transposed."
    yield "transposed", told, [n.mT if n.ndim > 1 else n for n in expected]
    for i, name in enumerate(exercise.parameters[: len(cases[0])]):
        told = f"you return `{name}` as it came."
        yield "argument", told, [as_numbers(case[i]) for case in cases]
    yield from _factors(exercise, given, expected, cases)


def _factors(
    exercise: Exercise, given: list[Tensor], expected: list[Tensor], cases: list[tuple]
) -> Iterator[Told]:
    """Yield a constant factor, and the sizes of arguments as factors."""
    pairs = zip(given, expected, strict=True)
    mine, right = max(pairs, key=lambda pair: pair[1].count_nonzero())
    if right.any() and mine.shape == right.shape:
        place = right.abs().argmax()
        factor = (mine.flatten()[place] / right.flatten()[place]).item()
        if not any(abs(factor - known) < 1e-3 for known in (0, -1, 100)):
            told = f"every number is {factor:.4g} times the expected one."
            yield "factor", told, [factor * n for n in expected]
    for i, name in enumerate(exercise.parameters[: len(cases[0])]):
        for what, sizes in _sizes(name, [case[i] for case in cases]).items():
            both = list(zip(expected, sizes, strict=True))
            told = f"every number is `{what}` times the expected one."
            yield "factor", told, [n * size for n, size in both]
            told = f"every number is the expected one divided by `{what}`."
            yield "factor", told, [n / size if size else n for n, size in both]


def _sizes(name: str, values: list[Any]) -> dict[str, list[float]]:
    if all(isinstance(value, int | float) for value in values):
        return {name: values}
    if all(isinstance(value, Tensor) for value in values):
        dims = range(min(value.ndim for value in values))
        sizes = {f"{name}.shape[{d}]": [v.shape[d] for v in values] for d in dims}
        return sizes | {f"{name}.numel()": [value.numel() for value in values]}
    sized = all(hasattr(value, "__len__") for value in values)
    return {f"len({name})": [len(value) for value in values]} if sized else {}
