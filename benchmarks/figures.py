"""Item 7: the interactive figures, in a real browser; and their network in PyTorch."""

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import torch
from torch import nn

from benchmarks.measure import Row, ratios
from torchcourse import play

BROWSER = Path(__file__).parents[1] / "tests" / "browser"
MISSING = "not measured, needs what `make test-browser` installs ..."
POINTS, UNITS, STEPS = 100, 8, 1000


def in_the_browser() -> dict[str, float]:
    """Return milliseconds from control to picture by figure, and steps a second."""
    with tempfile.TemporaryDirectory() as folder:
        for name in play.__all__:
            page = getattr(play, name)().page()
            (Path(folder) / f"{name}.html").write_text(page, encoding="utf-8")
        command = ["node", str(BROWSER / "time_play.mjs"), folder, str(STEPS)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def in_pytorch(steps: int = STEPS) -> float:
    """Return the steps a second of the same training, with ``torch.optim.SGD``.

    On one thread, as the browser has it; more are slower at products so small.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    model = nn.Sequential(nn.Linear(2, UNITS), nn.ReLU(), nn.Linear(UNITS, 1))
    points, labels = torch.rand(POINTS, 2), torch.randint(2, (POINTS, 1)).float()
    optimizer, loss = torch.optim.SGD(model.parameters()), nn.BCEWithLogitsLoss()
    start = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss(model(points), labels).backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    torch.set_num_threads(threads)
    return steps / seconds


def measure(rounds: int = 5) -> list[Row]:
    """Use every figure, and train its network in the browser and in PyTorch, in turns.

    Args:
        rounds: How often; each starts a browser.

    Returns:
        The rows of item 7; none where Node.js or the browser's driver is missing.
    """
    if not (shutil.which("node") and (BROWSER / "node_modules").exists()):
        print(MISSING, end=" ")
        return []
    turns = [(in_the_browser(), in_pytorch()) for _ in range(rounds)]
    steps = [browser.pop("steps") for browser, _ in turns]
    rows = [
        Row(7, f"{name}, from control to picture", sample, "ms", at_most=100)
        for name in turns[0][0]
        if (sample := [browser[name] for browser, _ in turns])
    ]
    theirs = [pytorch for _, pytorch in turns]
    return [
        *rows,
        Row(7, f"network of {UNITS} units, in the browser", steps, "steps/s"),
        Row(7, "the same network, in PyTorch", theirs, "steps/s"),
        Row(7, "browser / PyTorch", ratios(steps, theirs), "times"),
    ]
