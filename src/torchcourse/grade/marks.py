"""Judge what answers did, outside of their process, and write down the marks."""

import ast
import base64
import csv
import io
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import torch

from torchcourse.checking.calls import CORRECT, UNTOUCHED
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.isolate import Ended, run_isolated
from torchcourse.checking.judge import judge
from torchcourse.checking.plain import unpacked
from torchcourse.checking.reply import reply, wrapped
from torchcourse.checking.starter import is_untouched
from torchcourse.grade.apart import PATIENCE
from torchcourse.grade.submissions import Answer

ENDED = f"ended its process, or took more than {PATIENCE} seconds"
NOT_SHOWN = "\nTo try it:\n    from torchcourse import inputs_of"  # has another seed


@dataclass
class Mark:
    """What is said of an answer, and what an instructor may look at."""

    said: str = "not graded: what was handed in does not define it, or cannot be read."
    source: str = ""  # of an answer that is more than the starter
    notes: list[str] = field(default_factory=list)

    def __int__(self) -> int:
        return int(self.said == CORRECT)


def mark(exercise: Exercise, answer: Answer, line: bytes | None) -> Mark:
    """Judge one answer by its line of results; without any it gets no point."""
    if is_untouched(exercise, answer.source):
        return Mark(UNTOUCHED)
    try:
        said = said_of(exercise, line) if line else f"not yet. Your code {ENDED}."
    except Exception as error:  # an answer has written to its line
        said = f"not graded: results that cannot be read ({type(error).__name__})."
    ours = ast.unparse(ast.parse(exercise.solution_source()))
    notes = ["as solution() prints it"] * (answer.source == ours)
    return Mark(said, answer.source, notes)


def said_of(exercise: Exercise, line: bytes) -> str:
    """Return what ``check`` says of what an answer did."""
    done = torch.load(io.BytesIO(base64.b64decode(line)), weights_only=True)
    if "error" in done:
        return f"not yet. Your code {done['error']}."
    outcomes, verdicts = unpacked(done["outcomes"]), []
    run_isolated(lambda: verdicts.append(judge(exercise, outcomes)))
    ended = Ended(printed=str(done["printed"]), warned=str(done["warned"]))
    said = reply(exercise, verdicts[0], ended) if verdicts[0] else CORRECT
    return re.sub(r"in line \d+: ", "in ", said.partition(NOT_SHOWN)[0])


def best(marks: list[Mark], empty: int) -> Mark:
    """Return the best mark of several versions; or that so many files hold none."""
    none = Mark(notes=[f"files without an answer: {empty}"] * (empty > 0))
    one = max(marks, key=lambda mark: (int(mark), mark.source > ""), default=none)
    one.notes += [f"{len(marks)} versions"] * (len(marks) > 1)
    return one


def write(marks: dict[str, dict[str, Mark]], seed: int, folder: Path) -> dict[str, int]:
    """Write grades.csv, key.csv and the pages; return the points of each student."""
    often = Counter((n, m.source) for each in marks.values() for n, m in each.items())
    grades = [["number", *next(iter(marks.values())), "points", "of", "notes"]]
    key, points = [["number", "student"]], {}
    (folder / "pages").mkdir()
    for i, student in enumerate(random.Random(0).sample([*marks], len(marks)), 1):
        each, number = marks[student], f"{i:03}"
        right = [int(one) for one in each.values()]
        points[student] = sum(right)
        notes = [f"{n}: {note}" for n, m in each.items() for note in m.notes]
        same = {n: often[n, m.source] - 1 for n, m in each.items() if m.source}
        notes += [f"{n}: equal to {k} others" for n, k in same.items() if k]
        grades.append([number, *right, sum(right), len(right), "; ".join(notes)])
        key.append([number, student])
        said = [wrapped(f"{name}: {one.said}") for name, one in each.items()]
        top = f"Number {number}: {sum(right)} of {len(right)} (seed {seed})"
        page = "\n\n".join([top, *said, ""])
        (folder / "pages" / f"{number}.txt").write_bytes(page.encode(errors="replace"))
    for name, rows in {"grades": grades, "key": key}.items():
        options = {"encoding": "utf-8", "errors": "replace", "newline": ""}
        with open(folder / f"{name}.csv", "w", **options) as file:
            csv.writer(file).writerows(rows)
    return points
