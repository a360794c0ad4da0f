"""Item 5, first half: what the course's package adds to a start."""

import contextlib
import io
import subprocess
import sys
from functools import partial

from benchmarks.measure import Row, in_turns, ratios
from torchcourse import load_mnist


def run_fresh(statement: str) -> None:
    """Run a statement in a fresh interpreter, and wait for its end."""
    subprocess.run([sys.executable, "-c", statement], check=True)


def quietly(function):
    """Call a function, and return its result and what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        return function(), printed.getvalue()


def measure(rounds: int = 5) -> list[Row]:
    """Time interpreters that import torch, without and with the package; and MNIST."""
    statements = {"torch": "import torch", "both": "import torch, torchcourse"}
    functions = {name: partial(run_fresh, code) for name, code in statements.items()}
    functions["load"] = partial(quietly, load_mnist)
    seconds = in_turns(functions, rounds)
    ratio = ratios(seconds["both"], seconds["torch"])
    return [
        Row(5, "python starts and imports torch", seconds["torch"], "s"),
        Row(5, "and torchcourse", seconds["both"], "s"),
        Row(5, "with torchcourse / without", ratio, "times"),
        Row(5, "load_mnist, checksums included", seconds["load"], "s"),
    ]
