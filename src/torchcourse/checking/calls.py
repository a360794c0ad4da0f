"""What a learner calls: ``check``, ``hint``, ``solution``, ``progress``, ``inputs_of``.

All but the last print plain text and never raise.
"""

import inspect
from collections.abc import Callable
from typing import Any

from torchcourse.checking import keep
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.find import called_in, find
from torchcourse.checking.isolate import DONE, LATE, Ended, run_isolated
from torchcourse.checking.judge import judge, right_outcomes
from torchcourse.checking.reply import reply, wrapped
from torchcourse.checking.run import attempt
from torchcourse.checking.starter import is_untouched

UNTOUCHED = "not attempted yet. Replace the ... with your code and run the cell again."
CORRECT = "correct."

_hints_given: dict[str, int] = {}
_case_shown: dict[str, int] = {}


def check(answer: Callable, name: str | None = None) -> None:
    """Check an answer, and print that it is correct or what is not.

    Args:
        answer: The function that the exercise asks for, not yet called.
        name: The exercise, where the answer has another name or none of its own.
    """
    exercise = find(answer if name is None else name)
    if not callable(answer):
        asked = name or called_in(inspect.currentframe().f_back) or "one_hot"
        said = f"Pass the function itself, and not its result: check({asked})"
    elif isinstance(exercise, str):
        said = exercise
    else:
        try:
            said = f"{exercise.name}: {_checked(exercise, answer)}"
        except Exception as error:  # a learner must never meet our own traceback
            said = f"The check itself failed: {type(error).__name__}: {error}"
    print(wrapped(said))


def _checked(exercise: Exercise, answer: Callable) -> str:
    """Return what to say of an answer, and keep what it tells."""
    if is_untouched(exercise, answer):
        return UNTOUCHED
    said: list[str] = []

    def work() -> None:
        verdict = judge(exercise, outcomes)
        if verdict:
            _case_shown[exercise.name] = verdict.case
        said.append(reply(exercise, verdict, ended) if verdict else CORRECT)

    # The reference first, because PyTorch loads much when it is first used.
    ended = run_isolated(lambda: right_outcomes(exercise))
    if ended.how == DONE:
        outcomes, ended = attempt(exercise, answer)
    if ended.how == DONE:
        run_isolated(work)
    if said == [CORRECT]:
        keep.record(exercise.name)
    return said[0] if said else _unfinished(exercise, ended)


def _unfinished(exercise: Exercise, ended: Ended) -> str:
    said = "you stopped the check before it had ended."
    if ended.how == LATE:
        said = f"not yet. Your code did not end within {exercise.seconds:g} seconds. "
        said += "Is there a loop that never ends, or a wait?"
    still = " A call in it cannot be stopped and still runs: restart the kernel."
    return said + still * ended.still_runs


def hint(exercise: str | Callable) -> None:
    """Print the next hint for an exercise; every call goes one hint further."""
    found = find(exercise)
    if isinstance(found, Exercise):
        name, hints, given = found.name, found.hints, _hints_given.get(found.name, 0)
        _hints_given[name] = min(given + 1, len(hints))
        last = f'That was the last hint. solution("{name}") shows an answer.'
        text = [*hints, last][given]
        found = f"Hint {given + 1} of {len(hints)}: {text}" if text != last else last
    print(wrapped(found))


def solution(exercise: str | Callable) -> None:
    """Print one right answer to an exercise, as code to read and to run."""
    found = find(exercise)
    print(wrapped(found) if isinstance(found, str) else found.solution_source())


def progress() -> None:
    """Print what is solved, notebook by notebook, and where that is kept."""
    print(wrapped(keep.summary()))


def inputs_of(exercise: str | Callable) -> tuple[Any, ...]:
    """Return the arguments that the last reply spoke of, made anew.

    Args:
        exercise: Its name, or its function.

    Returns:
        The arguments, for ``one_hot(*inputs_of("one_hot"))``; those of the first case
        where no reply came before.

    Raises:
        KeyError: If there is no such exercise; the message gives the nearest names.
    """
    found = find(exercise)
    if isinstance(found, str):
        raise KeyError(found)
    cases: list[tuple] = []
    run_isolated(lambda: cases.extend(found.make_cases()))
    return cases[_case_shown.get(found.name, 0)]
