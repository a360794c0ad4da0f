"""Judge an answer: right, a mistake with a name, or the plainest difference."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from torchcourse.checking import effects
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.rules import Both, rule_for
from torchcourse.checking.run import Outcome, outcome

AGAIN = (
    "The first call is right, but a second call with the same arguments is not. What "
    "does your code keep from one call to the next, or change outside of itself?"
)


@dataclass
class Verdict:
    """What to say of a wrong answer, and the first case that shows it."""

    sentence: str
    case: int
    mine: Outcome
    right: Outcome


def judge(exercise: Exercise, mine: Sequence[Outcome]) -> Verdict | None:
    """Return what is wrong with the outcomes of all cases, or None if nothing is."""
    right = right_outcomes(exercise)
    pairs = list(zip(mine, right, strict=True))
    said = [effects.outcome_difference(*pair, exercise) for pair in pairs]
    wrong = [i for i, sentence in enumerate(said) if sentence]
    if not wrong:
        return None
    first, last = wrong[0], len(pairs) - 1  # the last case is the first once more
    if first == last:
        return Verdict(AGAIN, 0, *pairs[last])
    known, first = _known_mistake(exercise, pairs) or ("", first)
    sentence = (
        known
        or _raised(pairs[first][0])
        or _sign(exercise, [pairs[i] for i in wrong])
        or _settings(mine)
        or _changed_arguments(exercise, [pairs[i] for i in wrong])
        or rule_for(exercise, pairs, said[first])
        or f"{said[first]}.".replace("?.", "?")
    )
    return Verdict(sentence[0].upper() + sentence[1:], first, *pairs[first])


@cache
def right_outcomes(exercise: Exercise) -> list[Outcome]:
    """Run the reference on all cases; once is enough for a session."""
    cases = exercise.make_cases()
    return [outcome(exercise, exercise.reference, case) for case in cases]


@cache
def _wrong_outcome(exercise: Exercise, wrong: Callable, i: int) -> Outcome:
    """Run a known wrong answer on one case."""
    return outcome(exercise, wrong, exercise.make_cases()[i])


def _known_mistake(exercise: Exercise, pairs: list[Both]) -> tuple[str, int] | None:
    """Find the sentence of a mistake, and the first case that it gets wrong itself."""
    for sentence, wrong in exercise.wrong_answers():
        done = (_wrong_outcome(exercise, wrong, i) for i in range(len(pairs)))
        both = zip(pairs, done, strict=True)
        if all(effects.same_mistake(*pair, one, exercise) for pair, one in both):
            for i, (_, right) in enumerate(pairs):
                mistaken = _wrong_outcome(exercise, wrong, i)
                if effects.outcome_difference(mistaken, right, exercise):
                    return sentence, i
    return None


def _raised(mine: Outcome) -> str:
    if mine.error is None:
        return ""
    text = f"{type(mine.error).__name__}: {mine.error}".strip().rstrip(".: ")
    where = f"\nIt does so in {mine.where}" if mine.where else ""
    return f"Your code raises {text}.{where}"


def _sign(exercise: Exercise, wrong: list[Both]) -> str:
    """Find the sign that holds in every case that is wrong."""
    for sentence, sign in exercise.signs.items():
        with suppress(Exception):  # it may assume a form that this answer does not have
            if all(sign(mine.value, right.value) for mine, right in wrong):
                return sentence
    return ""


def _settings(mine: Sequence[Outcome]) -> str:
    left = next((one.settings for one in mine if one.settings), "")
    told = "for the whole program. Which form of the switch ends by itself?"
    return f"After your call, {left} {told}" if left else ""


def _changed_arguments(exercise: Exercise, wrong: list[Both]) -> str:
    """Tell an argument that is changed, although the reference leaves it alone."""
    if all(set(mine.changes) <= set(right.changes) for mine, right in wrong):
        return ""
    said = [effects.argument_difference(*pair, exercise) for pair in wrong]
    alone = said == [effects.outcome_difference(*pair, exercise) for pair in wrong]
    for mine, right in wrong:
        ends = [[one.after.get(p) for p in right.changes] for one in (mine, right)]
        alone = alone and effects.alike(*ends, exercise)
    first = next(filter(None, said))
    first = f"the result is right, but {first}" if alone else first
    return f"{first}. The caller still needs it as it was."
