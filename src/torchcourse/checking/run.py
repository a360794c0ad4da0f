"""Put an answer to work on the cases, whatever it does: raise, print, hang or exit."""

import inspect
import random
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from torchcourse.checking.exercise import Exercise
from torchcourse.checking.isolate import Ended, Stop, run_isolated, settings_left
from torchcourse.checking.snapshot import changed, snapshot


@dataclass
class Outcome:
    """What an answer did with one case."""

    value: Any = None  # what it returned, away from its graph
    error: BaseException | None = None
    where: str = ""  # the learner's own line that raised
    gradients: list[torch.Tensor | None] = field(default_factory=list)  # of arguments
    before: dict[str, Any] = field(default_factory=dict)  # see ``snapshot``
    after: dict[str, Any] = field(default_factory=dict)
    settings: str = ""  # left changed, in words

    def __post_init__(self) -> None:
        self.changes = changed(self.before, self.after)


def attempt(exercise: Exercise, answer: Callable) -> tuple[list[Outcome], Ended]:
    """Run an answer on all cases of an exercise, within the exercise's time limit."""
    outcomes: list[Outcome] = []

    def work() -> None:
        outcomes.extend(outcome(exercise, answer, c) for c in exercise.make_cases())

    ended = run_isolated(work, exercise.seconds)
    return list(outcomes), ended


def outcome(exercise: Exercise, answer: Callable, arguments: tuple) -> Outcome:
    """Run an answer on one case."""
    torch.default_generator.manual_seed(exercise.seed)  # and not that of a GPU
    np.random.seed(exercise.seed)
    random.seed(exercise.seed)
    names = exercise.parameters if exercise.compare_arguments else []
    before = snapshot(names, arguments)
    inputs = [a for a in arguments if isinstance(a, torch.Tensor) and a.requires_grad]
    try:
        value = exercise.observe(answer, *arguments)
        gradients = _gradients(value, inputs)
    except Stop:
        raise
    except BaseException as error:  # sys.exit() in an answer must not end the notebook
        settings_left()
        return Outcome(error=error, where=_own_line(error, answer))
    after = snapshot(names, arguments)
    return Outcome(
        _detached(value), None, "", gradients, before, after, settings_left()
    )


def _detached(value: Any) -> Any:
    """Copy tensors away from their graphs, in containers too."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if type(value) is dict:
        return {key: _detached(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_detached(item) for item in value)
    return value


def _gradients(value: Any, inputs: list[torch.Tensor]) -> list[torch.Tensor | None]:
    """Return the gradients of a weighted sum of the result for each input."""
    flows = isinstance(value, torch.Tensor) and value.requires_grad
    if inputs and flows and value.device == inputs[0].device:
        weights = torch.linspace(1, 2, value.numel(), dtype=value.dtype)
        weights = weights.reshape(value.shape)
        with suppress(RuntimeError):  # the answer itself has called backward
            return list(torch.autograd.grad(value, inputs, weights, allow_unused=True))
    return [None] * len(inputs)


def _own_line(error: BaseException, answer: Callable) -> str:
    """Return the learner's own line that raised, not one of ours or of PyTorch's."""
    answer = inspect.unwrap(answer)
    function = getattr(answer, "forward", answer)  # of an nn.Module
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == file and frame.line]
    return f"line {own[-1].lineno}: {own[-1].line}" if own else ""
