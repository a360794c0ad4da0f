"""Judge an answer: right, a known slip, or the plainest difference that can be told."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import torch

from torchcourse.exercises.attempt import Attempt, Outcome, attempt
from torchcourse.exercises.compare import outcome_difference
from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.relation import relation
from torchcourse.exercises.starter import not_implemented, still_has_dots
from torchcourse.exercises.words import describe

NOT_ATTEMPTED = (
    "not attempted yet: replace the ... with your code and run the cell again."
)


def judge(exercise: Exercise, answer: Any) -> str:
    """Return an empty text for a right answer, else one or two sentences on it."""
    if answer is None or answer is ...:
        return NOT_ATTEMPTED
    if exercise.solve.__code__.co_argcount and not callable(answer):
        call = f'check("{exercise.number}", {exercise.solve.__name__})'
        return f"Pass the function itself, not a result: {call}"
    mine = attempt(exercise, answer)
    right = attempt(exercise, exercise.solve)
    changed = {name for outcome in mine.outcomes for name in outcome.changed}
    if _agree(exercise, mine, right) and not changed:
        return ""
    if still_has_dots(answer) or not_implemented(mine.outcomes):
        return NOT_ATTEMPTED
    return (
        _too_long(exercise, mine)
        or _slip(exercise, mine, right)
        or _changed(changed, _agree(exercise, mine, right))
        or _plainest_difference(exercise, mine, right)
    )


def _agree(exercise: Exercise, one: Attempt, other: Attempt) -> bool:
    if not (one.finished and other.finished):
        return False
    pairs = zip(one.outcomes, other.outcomes, strict=True)
    return all(outcome_difference(a, b, exercise) is None for a, b in pairs)


def _too_long(exercise: Exercise, mine: Attempt) -> str:
    if mine.finished:
        return ""
    return (
        f"It did not finish within {exercise.limit:g} seconds. "
        "Is there a loop that never ends, or a wait?"
    )


def _slip(exercise: Exercise, mine: Attempt, right: Attempt) -> str:
    """Return the sentence of the slip that does on every case what the answer did."""
    worked = [outcome for outcome in mine.outcomes if outcome.error is None]
    if not worked:
        return ""
    for seen in (mine, _as_numbers(mine, right)):
        for wrong, sentence in exercise.slips:
            if _agree(exercise, seen, _attempt_once(exercise, wrong)):
                return sentence
    if len(worked) < len(mine.outcomes):
        return ""
    values = [(a.value, b.value) for a, b in zip(worked, right.outcomes, strict=True)]
    for sign, sentence in exercise.symptoms:
        if all(_holds(sign, given, expected) for given, expected in values):
            return sentence
    return ""


@cache
def _attempt_once(exercise: Exercise, wrong: Callable) -> Attempt:
    """Run a slip; once is enough, and the learner's next try need not wait for it."""
    return attempt(exercise, wrong)


def _as_numbers(mine: Attempt, right: Attempt) -> Attempt:
    """Return tensors of one entry as numbers where numbers are asked for."""
    outcomes = [
        replace(outcome, value=outcome.value.item(), gradients=other.gradients)
        if isinstance(outcome.value, torch.Tensor)
        and outcome.value.numel() == 1
        and isinstance(other.value, int | float)
        else outcome
        for outcome, other in zip(mine.outcomes, right.outcomes, strict=False)
    ]
    return replace(mine, outcomes=outcomes)


def _holds(sign: Callable[[Any, Any], bool], given: Any, expected: Any) -> bool:
    try:
        return bool(sign(given, expected))
    except Exception:  # a sign may assume a form that this answer does not have
        return False


def _changed(names: set[str], otherwise_right: bool) -> str:
    if not names:
        return ""
    praise = "The result is right, but your" if otherwise_right else "Your"
    return (
        f"{praise} code changes its input {' and '.join(sorted(names))} in place. "
        "The caller still needs it: work on a copy."
    )


def _plainest_difference(exercise: Exercise, mine: Attempt, right: Attempt) -> str:
    cases = exercise.fresh_cases()
    for case, given, expected in zip(cases, mine.outcomes, right.outcomes, strict=True):
        said = _said_of(given, expected, exercise)
        if said is not None:
            related = relation(mine, right, exercise)
            told = f"{said}. {related}" if related else f"{said}."
            return f"{_introduce(exercise, case)}{told}{_heard(mine)}"
    return ""


def _said_of(given: Outcome, expected: Outcome, exercise: Exercise) -> str | None:
    if given.error is not None:
        where = f" ({given.where})" if given.where else ""
        text = f"{type(given.error).__name__}: {given.error}".strip().rstrip(".: ")
        return f"your code raises {text}{where}"
    if given.value is None and expected.value is not None:
        return "your function returns None: end it with a return statement"
    return outcome_difference(given, expected, exercise)


def _introduce(exercise: Exercise, case: tuple) -> str:
    """Name the arguments of a case: ``With x = a float32 tensor of shape (4, 3): ``."""
    named = zip(exercise.argument_names(), case, strict=False)
    parts = [f"{name} = {describe(value)}" for name, value in named]
    return f"With {', '.join(parts)}: " if parts else ""


def _heard(mine: Attempt) -> str:
    """Return what the code printed or was warned of, for a second look."""
    heard = {"PyTorch warned": mine.warned, "Your code printed": mine.printed.strip()}
    return "".join(f"\n{who}: {what}" for who, what in heard.items() if what)
