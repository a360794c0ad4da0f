"""Item 5, second half: one and two processes of ``torchcourse.train_ddp``."""

import os
import re
import subprocess
import sys
from statistics import median

from benchmarks import machine
from benchmarks.measure import Row, ratios

OPTIONS = ["--epochs=3"]  # of a run, of which the median epoch counts


def run(count: int, device: str = "cpu", *options: str) -> str:
    """Train with some processes, each with half of the cores, and return the output.

    Raises:
        RuntimeError: If the training fails; with all that it said.
    """
    threads = str(max(1, machine.cores() // 2))
    environment = {**os.environ, "OMP_NUM_THREADS": threads}
    if device == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = ""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += [f"--nproc-per-node={count}", "-m", "torchcourse.train_ddp", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"train_ddp failed:\n{done.stderr}")
    return done.stdout


def images_per_second(output: str) -> float:
    """Read the median of the epochs' speeds from what ``train_ddp`` printed.

    Raises:
        ValueError: If it names no speed.
    """
    found = re.findall(
        r"([\d,]+) (?:images|examples) ?(?:/s|per second|a second)", output
    )
    if not found:
        raise ValueError(f"train_ddp printed no speed, but: {output!r}")
    return median(int(speed.replace(",", "")) for speed in found)


def measure(device: str = "cpu", rounds: int = 5) -> list[Row]:
    """Train with one process and with two, in turns."""
    speeds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, speed in speeds.items():
            speed.append(images_per_second(run(count, device, *OPTIONS)))
    gained = ratios(speeds[2], speeds[1])
    efficiency = [100 * ratio / 2 for ratio in gained]
    return [
        Row(5, "train_ddp, one process", speeds[1], "images/s"),
        Row(5, "train_ddp, two processes", speeds[2], "images/s"),
        Row(5, "two processes / one", gained, "times"),
        Row(5, "efficiency of two processes", efficiency, "%"),
    ]
