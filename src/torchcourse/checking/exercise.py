"""What an exercise is: a reference solution, cases, hints, and mistakes to name."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import call
from typing import Any

import torch


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise as data; each file of ``torchcourse.exercises`` holds one.

    Args:
        reference: The solution: the oracle, and what ``solution`` prints.
        cases: A seeded generator to a list of argument tuples. The first two are small
            and written by hand, so that a reply can show them as a call.
        hints: From the gentlest to the most telling; none gives the answer.
        mistakes: A sentence, and a wrong answer (or a tuple of several): the sentence
            is told to whoever's answer gives the same results in every case.
        signs: A sentence, and ``sign(given, expected)``: the sentence is told where the
            sign holds for every result that is wrong.
        observe: How an answer is put to work, ``observe(answer, *arguments)``; what it
            returns is compared with the reference's. By default the answer is called.
        then: From the arguments, code by which a reply uses what the answer returns;
            ``{}`` is the call: ``{}[0]`` asks a dataset for its first item. Arguments
            that it names are put into variables before the call.
        rtol: Relative tolerance of numbers.
        atol: Absolute tolerance of numbers.
        exact_dtype: Whether float64 in place of float32 (or int32 for int64) is wrong.
        compare_arguments: Whether the arguments must end as the reference leaves them:
            unchanged, or changed in the same way. If not, ``observe`` looks at them.
        seconds: Time after which all calls together count as never ending.
        seed: Of the cases, and of the random numbers that an answer draws.
    """

    reference: Callable
    cases: Callable[[torch.Generator], list[tuple]]
    hints: Sequence[str]
    mistakes: Mapping[str, Callable | tuple[Callable, ...]]
    signs: Mapping[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    observe: Callable = call
    then: Callable[..., str] = lambda *arguments: "{}"
    rtol: float = 1e-4
    atol: float = 1e-6
    exact_dtype: bool = False
    compare_arguments: bool = True
    seconds: float = 10.0
    seed: int = 20

    @property
    def name(self) -> str:
        """The name of the function that the learner writes."""
        return self.reference.__name__

    @property
    def parameters(self) -> list[str]:
        """The names of the function's parameters, in order."""
        return list(inspect.signature(self.reference).parameters)

    def make_cases(self) -> list[tuple]:
        """Make the cases anew, always with the same numbers; the first comes again.

        A function that keeps nothing between its calls gives the first results again.
        """
        generators = (torch.Generator().manual_seed(self.seed) for _ in range(2))
        cases, again = map(self.cases, generators)
        return [*cases, again[0]]

    def wrong_answers(self) -> list[tuple[str, Callable]]:
        """Return each known wrong answer with its sentence."""
        several = {
            s: w if isinstance(w, tuple) else (w,) for s, w in self.mistakes.items()
        }
        return [(sentence, one) for sentence, ws in several.items() for one in ws]

    def solution_source(self) -> str:
        """Return the source of the reference."""
        return inspect.getsource(self.reference).rstrip()
