"""What an exercise is: a reference solution, cases, known slips and hints."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

PATH = [str(Path(__file__).parent)]
SEED = 20


class Exercise:
    """One exercise as data; its module fills it in with decorators.

    Args:
        number: Chapter and place, such as ``"3.2"``.
        title: What the learner writes, in a few words.
        hints: From the gentlest to the most telling; none gives the answer.
        rtol: Relative tolerance of numbers.
        atol: Absolute tolerance of numbers.
        exact_dtype: Whether float64 in place of float32 (or int32 for int64) is wrong.
        changes_inputs: Whether the answer is meant to change its arguments in place.
        limit: Seconds after which all calls together count as never ending.
    """

    def __init__(
        self,
        number: str,
        title: str,
        hints: Sequence[str],
        rtol: float = 1e-4,
        atol: float = 1e-6,
        exact_dtype: bool = False,
        changes_inputs: bool = False,
        limit: float = 10.0,
    ) -> None:
        self.number = number
        self.title = title
        self.hints = tuple(hints)
        self.rtol = rtol
        self.atol = atol
        self.exact_dtype = exact_dtype
        self.changes_inputs = changes_inputs
        self.limit = limit
        self.slips: list[tuple[Callable, str]] = []
        self.symptoms: list[tuple[Callable[[Any, Any], bool], str]] = []
        self.observed: Callable = call

    def reference(self, function: Callable) -> Callable:
        """Register the reference solution: the oracle, and what ``solution`` prints."""
        self.solve = function
        return function

    def cases(self, function: Callable[[torch.Generator], list[tuple]]) -> Callable:
        """Register the cases: a seeded generator to a list of argument tuples.

        Tensors that require gradients have their gradients compared as well.
        """
        self.make_cases = function
        return function

    def observe(self, function: Callable) -> Callable:
        """Register how an answer is put to work, ``observe(answer, *arguments)``.

        Its result is compared with the reference's. By default the answer is called.
        """
        self.observed = function
        return function

    def slip(self, sentence: str) -> Callable[[Callable], Callable]:
        """Register a known wrong answer, and the sentence that answers it."""

        def register(function: Callable) -> Callable:
            self.slips.append((function, sentence))
            return function

        return register

    def symptom(self, sentence: str) -> Callable[[Callable], Callable]:
        """Register a slip by its signs: ``sign(given, expected)`` holds each time."""

        def register(function: Callable) -> Callable:
            self.symptoms.append((function, sentence))
            return function

        return register

    def fresh_cases(self) -> list[tuple]:
        """Make the cases anew, always with the same numbers."""
        return self.make_cases(torch.Generator().manual_seed(SEED))

    def argument_names(self) -> list[str]:
        """Return the names of a case's arguments, in order."""
        if self.observed is call:
            code = self.solve.__code__
            return list(code.co_varnames[: code.co_argcount])
        code = self.observed.__code__
        return list(code.co_varnames[1 : code.co_argcount])

    def solution_source(self) -> str:
        """Return the source of the reference, without its decorator."""
        source = textwrap.dedent(inspect.getsource(self.solve))
        first = ast.parse(source).body[0].lineno
        return "\n".join(source.splitlines()[first - 1 :])


def call(answer: Any, *arguments: Any) -> Any:
    """Put an answer to work by calling it; one that is no function is the result."""
    return answer(*arguments) if callable(answer) else answer


def exercise_numbers() -> list[str]:
    """Return the numbers of all exercises in course order, such as ``"3.2"``."""
    names = [module.name.split("_") for module in pkgutil.iter_modules(PATH)]
    pairs = [(int(name[1]), int(name[2])) for name in names if name[0] == "ex"]
    return [f"{chapter}.{place}" for chapter, place in sorted(pairs)]


def load_exercise(number: str) -> Exercise:
    """Return one exercise.

    Raises:
        KeyError: If the course has no exercise of that number.
    """
    if number not in exercise_numbers():
        raise KeyError(number)
    chapter, place = number.split(".")
    name = f"torchcourse.exercises.ex_{int(chapter):02d}_{place}"
    return importlib.import_module(name).exercise
