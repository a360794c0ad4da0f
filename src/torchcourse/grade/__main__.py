"""Grade a folder of submissions, and write grades.csv and a page for each student.

The results come to a new folder beside it; docs/instructors.md says what is promised.
"""

import argparse
import os
import secrets
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from torchcourse.checking.find import load_exercise
from torchcourse.exercises import NOTEBOOKS
from torchcourse.grade.apart import run_apart
from torchcourse.grade.marks import Mark, best, mark, write
from torchcourse.grade.submissions import answers_in, find
from torchcourse.grade.table import fill


def collect(folder: Path, asked: list) -> tuple[list, dict[str, list[str]]]:
    """Return each notebook's student and answers, and why others have none."""
    notebooks, reasons = [], defaultdict(list)
    for student, contents in find(folder):
        reasons[student] += []  # who handed in anything is graded
        for content in contents:
            try:
                notebooks.append((student, answers_in(content, asked)))
            except ValueError as error:
                reasons[student].append(f"{error}")
    if not notebooks:
        raise ValueError(f"{folder} holds no notebook with an exercise.")
    return notebooks, reasons


def grade(folder: Path, own: Path | None, seed: int) -> dict[str, dict[str, Mark]]:
    """Return the best mark of each student for each exercise.

    Args:
        folder: Of submissions; ValueError if no file holds an answer.
        own: A folder of exercises NAME.py, which count in place of the course's.
        seed: Of the cases.
    """
    asked, place = [*NOTEBOOKS.values()], own and str(own)
    if own:
        asked = [sorted(path.stem for path in own.glob("*.py"))]
    notebooks, reasons = collect(folder, asked)
    handed_in = {name for _, answers in notebooks for name in answers}
    names = [n for names in asked if handed_in & {*names} for n in names]
    exercises = {n: replace(load_exercise(n, place), seed=seed) for n in names}
    marks = defaultdict(list)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda one: run_apart(one[1], place, seed), notebooks)
        for i, results in enumerate(done, 1):
            student, answers = notebooks[i - 1]
            for name, answer in answers.items():
                one = mark(exercises[name], answer, results.get(name))
                marks[student, name].append(one)
            bar = "#" * (40 * i // len(notebooks))
            print(f"\r[{bar:40}] {i} of {len(notebooks)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return {
        student: {name: best(marks[student, name], reasons[student]) for name in names}
        for student in sorted(reasons)
    }


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line; what a user can mend ends with one message."""
    parser = argparse.ArgumentParser("python -m torchcourse.grade", description=__doc__)
    parser.add_argument("folder", type=Path, help="of submissions")
    parser.add_argument("--into", type=Path, help="a table of Moodle or Canvas")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--exercises", type=Path, help="a folder of your own NAME.py")
    given = parser.parse_args(arguments)
    folder, table = given.folder.resolve(), given.into
    target = folder.with_name(f"{folder.name}_graded_{time.strftime('%Y%m%d_%H%M%S')}")
    try:
        old = table.read_bytes().decode(errors="surrogateescape") if table else ""
        marks = grade(folder, given.exercises, given.seed)
        target.mkdir()
        points = write(marks, given.seed, target)
        print(f"{len(points)} students, seed {given.seed}: see {target}.")
        if table:
            new, said = fill(old, points)
            (target / table.name).write_bytes(new.encode(errors="surrogateescape"))
            print(said)
    except (OSError, ValueError) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
