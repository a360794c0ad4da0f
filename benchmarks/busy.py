"""Item 8: an epoch beside a process that keeps a core busy, and alone."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Row, ratios

FIRST = {"as PyTorch comes": "torch", "as the course sets it": "torchcourse"}
PROGRAM = """
import {first}
import time
from statistics import median

from benchmarks import ours
from torchcourse import load_mnist

images, labels = ours.keep(load_mnist())
model = ours.make_network()
adam = ours.make_optimizer(model)
ours.one_epoch(model, images[:1280], labels[:1280], adam)
seconds = []
for _ in range({epochs}):
    start = time.perf_counter()
    ours.one_epoch(model, images, labels, adam)
    seconds.append(time.perf_counter() - start)
print(median(seconds))
"""


def alone(first: str, epochs: int = 3) -> float:
    """Return the median seconds of an epoch in a fresh interpreter.

    Args:
        first: What it imports first, ``torch`` or ``torchcourse``.
        epochs: How many it times.
    """
    unset = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first, epochs=epochs)],
        cwd=Path(__file__).parents[1],
        env={name: value for name, value in os.environ.items() if name not in unset},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


def beside(first: str) -> float:
    """Return the seconds of an epoch while another process never pauses."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        return alone(first, epochs=1)
    finally:
        other.kill()
        other.wait()


def measure(rounds: int = 5) -> list[Row]:
    """Let both settings train alone, then beside a busy process, in each round."""
    quiet: dict[str, list[float]] = {how: [] for how in FIRST}
    busy: dict[str, list[float]] = {how: [] for how in FIRST}
    for _ in range(rounds):
        for run, seconds in ((alone, quiet), (beside, busy)):
            for how, first in FIRST.items():
                seconds[how].append(run(first))
    came, ours = FIRST
    slower = ratios(quiet[ours], quiet[came])
    rows = [Row(8, f"epoch alone, {how}", quiet[how], "s") for how in FIRST]
    rows.append(
        Row(8, "alone, as the course sets it / comes", slower, "times", at_most=1.15)
    )
    for how, most in {came: None, ours: 5}.items():
        rows.append(Row(8, f"epoch beside a busy process, {how}", busy[how], "s"))
        ratio = ratios(busy[how], quiet[how])
        rows.append(Row(8, f"busy / alone, {how}", ratio, "times", at_most=most))
    return rows
