"""Put an answer to work on the cases, whatever it does: raise, print, hang or exit."""

import contextlib
import copy
import inspect
import io
import linecache
import traceback
import warnings
from dataclasses import dataclass, field
from typing import Any

import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.limit import Stop, run_within
from torchcourse.exercises.streams import streams_restored

PRINTED_LIMIT = 500  # characters of the learner's own prints that are kept


@dataclass
class Outcome:
    """What an answer did with one case.

    Attributes:
        value: What it returned, detached from the graph; None if it raised.
        error: What it raised, if it did.
        where: The learner's own line that raised, as text.
        gradients: One per argument that requires a gradient; None where none arrived.
        changed: Names of the arguments that it changed in place.
    """

    value: Any = None
    error: BaseException | None = None
    where: str = ""
    gradients: list[torch.Tensor | None] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@dataclass
class Attempt:
    """All outcomes of an answer; ``finished`` is False if it ran into the limit."""

    outcomes: list[Outcome]
    finished: bool
    printed: str
    warned: str


class _Bounded(io.StringIO):
    """Keeps the first characters and drops the rest, so that no print fills memory."""

    def write(self, text: str) -> int:
        room = PRINTED_LIMIT - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


def attempt(exercise: Exercise, answer: Any) -> Attempt:
    """Run an answer on all cases of an exercise, within the exercise's time limit."""
    outcomes: list[Outcome] = []
    cases = exercise.fresh_cases()
    names = exercise.argument_names()

    def work() -> None:
        with contextlib.suppress(Stop):
            for arguments in cases:
                outcomes.append(_outcome(exercise, answer, arguments, names))

    printed = _Bounded()
    with (
        warnings.catch_warnings(record=True) as caught,
        streams_restored(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("always")
        finished = run_within(exercise.limit, work)
    warned = str(caught[0].message).split(". ")[0] if caught else ""
    return Attempt(list(outcomes), finished, printed.getvalue(), warned)


def _outcome(
    exercise: Exercise, answer: Any, arguments: tuple, names: list[str]
) -> Outcome:
    before = copy.deepcopy([_plain(argument) for argument in arguments])
    leaves = [a for a in arguments if isinstance(a, torch.Tensor) and a.requires_grad]
    try:
        value = exercise.observed(answer, *arguments)
        gradients = _gradients(value, leaves)
    except Stop:
        raise
    except BaseException as error:  # sys.exit() in an answer must not end the notebook
        return Outcome(error=error, where=_own_line(error, answer))
    changed = []
    if not exercise.changes_inputs:
        for name, old, new in zip(names, before, arguments, strict=False):
            if not _same(old, _plain(new)):
                changed.append(name)
    return Outcome(_plain(value), gradients=gradients, changed=changed)


def _plain(value: Any) -> Any:
    """Detach tensors, in containers too, so that they can be copied and compared."""
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, torch.Tensor):
        same_form = old.shape == new.shape and old.dtype == new.dtype
        return same_form and torch.equal(old.nan_to_num(), new.nan_to_num())
    if isinstance(old, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return True


def _gradients(value: Any, leaves: list[torch.Tensor]) -> list[torch.Tensor | None]:
    if not leaves:
        return []
    if not (isinstance(value, torch.Tensor) and value.requires_grad):
        return [None] * len(leaves)
    if value.device != leaves[0].device:  # the wrong device is told first
        return [None] * len(leaves)
    weights = torch.linspace(1, 2, value.numel(), dtype=value.dtype).reshape(
        value.shape
    )
    return list(torch.autograd.grad((value * weights).sum(), leaves, allow_unused=True))


def _own_line(error: BaseException, answer: Any) -> str:
    """Return the learner's own line that raised, not one of ours or of PyTorch's."""
    answer = inspect.unwrap(answer) if callable(answer) else answer
    code = getattr(answer, "__code__", None) or getattr(
        getattr(answer, "forward", None), "__code__", None
    )
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if code is not None and f.filename == code.co_filename]
    if not own:
        return ""
    line = linecache.getline(own[-1].filename, own[-1].lineno).strip()
    return f"line {own[-1].lineno}: {line}"
