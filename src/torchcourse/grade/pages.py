"""Write what an instructor reads, and what goes back to the students."""

import csv
import random
from collections import Counter
from pathlib import Path

from torchcourse.checking.reply import wrapped
from torchcourse.grade.marks import Mark

Marks = dict[str, dict[str, Mark]]  # of each student, by exercise


def write(marks: Marks, seed: int, folder: Path) -> dict[str, int]:
    """Write grades.csv, key.csv and the pages; return the points of each student."""
    forms = Counter((n, m.form) for each in marks.values() for n, m in each.items())
    grades = [["number", *next(iter(marks.values())), "points", "of", "notes"]]
    key, points = [["number", "student"]], {}
    (folder / "pages").mkdir()
    for i, student in enumerate(random.Random(0).sample([*marks], len(marks)), 1):
        each, number = marks[student], f"{i:03}"
        right = [int(one) for one in each.values()]
        points[student] = sum(right)
        equal = {n: forms[n, m.form] - 1 for n, m in each.items() if m.form}
        notes = [f"{n}: {note}" for n, m in each.items() for note in m.notes]
        notes += [f"{n}: equal to {k} others" for n, k in equal.items() if k]
        grades.append([number, *right, sum(right), len(right), "; ".join(notes)])
        key.append([number, student])
        said = [wrapped(f"{name}: {one.said}") for name, one in each.items()]
        top = f"Number {number}: {sum(right)} of {len(right)} (seed {seed})"
        page = "\n\n".join([top, *said, ""])
        (folder / "pages" / f"{number}.txt").write_text(page, encoding="utf-8")
    for name, rows in {"grades": grades, "key": key}.items():
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return points
