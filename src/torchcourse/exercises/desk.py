"""What a learner meets: ``check``, ``hint``, ``solution`` and ``progress``.

All of them print plain text and never raise.
"""

from typing import Any

from torchcourse.exercises.exercise import Exercise, exercise_numbers, load_exercise
from torchcourse.exercises.verdict import NOT_ATTEMPTED, judge

_state: dict[str, str] = {}  # exercise number -> "not attempted", "tried" or "correct"
_hints_given: dict[str, int] = {}


def check(number: str, answer: Any) -> None:
    """Check an answer to an exercise, and print that it is right or what is not.

    Args:
        number: The exercise, such as ``"3.2"``.
        answer: What the exercise asks for; usually your function, not yet called.
    """
    exercise = _find(number)
    if exercise is None:
        return
    try:
        verdict = judge(exercise, answer)
    except Exception as error:  # a learner must never meet our own traceback
        verdict = f"It could not be checked ({type(error).__name__}: {error})."
    if verdict == NOT_ATTEMPTED:
        _state.setdefault(exercise.number, "not attempted")
        print(f"{exercise.number} {NOT_ATTEMPTED}")
    elif verdict:
        if _state.get(exercise.number) != "correct":  # solved once is solved
            _state[exercise.number] = "tried"
        print(f"{exercise.number} not yet. {verdict}")
    else:
        _state[exercise.number] = "correct"
        print(f"{exercise.number} correct.")


def hint(number: str) -> None:
    """Print the next hint for an exercise; every call goes one hint further."""
    exercise = _find(number)
    if exercise is None:
        return
    count = _hints_given.get(exercise.number, 0)
    if count == len(exercise.hints):
        print(f'That was the last hint. solution("{exercise.number}") shows an answer.')
        return
    _hints_given[exercise.number] = count + 1
    print(f"Hint {count + 1} of {len(exercise.hints)}: {exercise.hints[count]}")


def solution(number: str) -> None:
    """Print one right answer to an exercise, as code to read and to run."""
    exercise = _find(number)
    if exercise is not None:
        print(exercise.solution_source())


def progress() -> None:
    """Print a line for each exercise of the notebook: correct, tried, not attempted."""
    chapters = {number.split(".")[0] for number in _state}
    if not chapters:
        print("No exercise of this notebook has been checked yet.")
    for number in exercise_numbers():
        if number.split(".")[0] in chapters:
            title = load_exercise(number).title
            print(f"{number} {title}: {_state.get(number, 'not attempted')}")


def _find(number: str) -> Exercise | None:
    try:
        return load_exercise(str(number))
    except KeyError:
        known = ", ".join(exercise_numbers())
        print(f"There is no exercise {number}; the course has {known}.")
        return None
