"""Wait for progress and not for a clock, because a busy machine is slow."""

import math
import subprocess
import time
from collections.abc import Callable

import psutil
from cost import cost_of

MOVES = 0.02  # CPU seconds between two looks; an idle kernel uses less


class Patience:
    """A limit in seconds that a program reaches by computing, or by doing nothing.

    It ends after as many CPU seconds, or after as many on the clock without any.
    """

    def __init__(
        self,
        seconds: float | None,
        cpu: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ):
        self.seconds = math.inf if seconds is None else seconds
        self.cpu, self.clock = cpu, clock
        self.first = self.spent = cpu()
        self.moved = clock()

    def over(self) -> bool:
        """Look once more, and tell whether the limit is reached."""
        now, spent = self.clock(), self.cpu()
        if spent - self.spent >= MOVES:
            self.moved, self.spent = now, spent
        idle = now - self.moved
        return max(idle, self.spent - self.first) >= self.seconds


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and its children; of an ended one, 0."""
    try:
        return cost_of(pid).cpu
    except psutil.Error:
        return 0.0


def ended(process: subprocess.Popen, seconds: float = 60) -> tuple[str, str]:
    """Wait until a process ends, and return its output and its errors.

    Raises:
        AssertionError: If it reaches its limit; with what it has said until then.
    """
    patience = Patience(seconds, lambda: cpu_of(process.pid))
    while not patience.over():
        try:
            return process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    said = "\n".join(filter(None, process.communicate()))
    raise AssertionError(f"no end of {process.args}, which says: {said}")
