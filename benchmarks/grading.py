"""Item 9: a class of sixty hands in one notebook."""

import contextlib
import io
import json
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Row
from torchcourse.checking.find import load_exercise
from torchcourse.exercises import NOTEBOOKS
from torchcourse.grade.__main__ import grade

NAMES = NOTEBOOKS["03_autograd"]
SETUP = "import torch\nfrom torch.nn import functional as F"
WRONG = "def {}(*given):\n    return 0"


def hand_in(folder: Path, students: int) -> None:
    """Write notebooks, of which every third has one wrong answer."""
    for i in range(students):
        answers = {name: load_exercise(name).solution_source() for name in NAMES}
        if i % 3 == 0:
            name = NAMES[i % len(NAMES)]
            answers[name] = WRONG.format(name)
        code = [f"{source}\n\n\ncheck({name})" for name, source in answers.items()]
        cells = [{"cell_type": "code", "source": source} for source in [SETUP, *code]]
        text = json.dumps({"cells": cells})
        (folder / f"student_{i}.ipynb").write_text(text, encoding="utf-8")


def peak_megabytes() -> list[float]:
    """Return the most that this process, and that one of its children, has used."""
    import resource  # not on Windows

    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return [resource.getrusage(kind).ru_maxrss / 1024 for kind in kinds]


def measure(students: int = 60) -> list[Row]:
    """Grade once, and tell seconds and memory."""
    with tempfile.TemporaryDirectory() as folder:
        hand_in(Path(folder), students)
        start = time.perf_counter()
        with contextlib.redirect_stderr(io.StringIO()):
            marks = grade(Path(folder), None, seed=1)
        seconds = time.perf_counter() - start
    right = sum(int(mark) for own in marks.values() for mark in own.values())
    if right != students * len(NAMES) - (students + 2) // 3:
        raise RuntimeError(f"The benchmark's class got {right} points.")
    own, one = peak_megabytes()
    return [
        Row(9, f"{students} submissions graded", [seconds], "s", at_most=180),
        Row(9, "memory of the grader", [own], "MB"),
        Row(9, "memory of the largest worker", [one], "MB"),
    ]
