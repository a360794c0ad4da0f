"""Time functions in turns, and keep what was measured as rows of one table."""

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import NamedTuple

from torchcourse import synchronize


class Row(NamedTuple):
    """A quantity that was measured several times, and what it should be.

    Attributes:
        item: Number of the claim that it belongs to.
        what: What was measured, unique in its table.
        sample: The measured values, at least one.
        unit: Their unit, or "times" for a ratio.
        at_least: What the median should not fall below, if anything.
        at_most: What the median should not exceed, if anything.
    """

    item: int
    what: str
    sample: Sequence[float]
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        """Tell whether the median is where it should be."""
        low = self.at_least is None or median(self.sample) >= self.at_least
        return low and (self.at_most is None or median(self.sample) <= self.at_most)

    def cells(self) -> list[str]:
        """Return item, what, median, quartiles, number of runs and target, as text."""
        spread = ""
        if len(self.sample) > 1:
            lower, _, upper = quantiles(self.sample, n=4, method="inclusive")
            spread = f"{number(lower)} to {number(upper)}"
        middle = f"{number(median(self.sample))} {self.unit}".strip()
        runs = str(len(self.sample))
        return [str(self.item), self.what, middle, spread, runs, self._target()]

    def _target(self) -> str:
        bounds = {"at least": self.at_least, "at most": self.at_most}
        wanted = [f"{how} {number(b)}" for how, b in bounds.items() if b is not None]
        verdict = "met" if self.met else "**missed**"
        return f"{' and '.join(wanted)}: {verdict}" if wanted else ""


def number(value: float) -> str:
    """Write a number with three digits, or all of those before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def in_turns(
    functions: dict[str, Callable[[], object]],
    rounds: int,
    device: str = "cpu",
    warmup: int = 1,
) -> dict[str, list[float]]:
    """Time functions one after the other, and all of them again in each round.

    What slows the machine for a while then slows all of them, and their ratios within
    a round stay fair.

    Args:
        functions: What to time, by name.
        rounds: Timed calls of each.
        device: Where they queue work; waited for before the clock starts and stops.
        warmup: Rounds before the clock counts.

    Returns:
        Seconds of each timed call, by name, in order.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(warmup + rounds):
        for name, function in functions.items():
            synchronize(device)
            start = time.perf_counter()
            function()
            synchronize(device)
            if turn >= warmup:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """Divide what was measured in the same round."""
    return [a / b for a, b in zip(above, below, strict=True)]
