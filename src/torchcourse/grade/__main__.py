"""Grade submissions into a new folder beside them; docs/instructors.md says how."""

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


def grade(folder: Path, own: str | None, seed: int) -> dict[str, dict[str, Mark]]:
    """Return the mark of each student for each exercise.

    Args:
        folder: Of submissions; ValueError if no file holds an answer.
        own: A folder of exercises NAME.py, which count in place of the course's.
        seed: Of the cases.
    """
    mine = [sorted(path.stem for path in Path(own or "").glob("*.py"))]
    asked = mine if own else [*NOTEBOOKS.values()]
    found = [(student, text, answers_in(text, asked)) for student, text in find(folder)]
    jobs = [(student, answers) for student, _, answers in found if answers]
    answered = {name for _, answers in jobs for name in answers}
    if not answered:
        raise ValueError(f"{folder} holds no notebook with an answer.")
    names = [n for names in asked if answered & {*names} for n in names]
    exercises = {n: replace(load_exercise(n, own), seed=seed) for n in names}
    marks = defaultdict(list)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lines = pool.map(lambda job: run_apart(job[1], own, seed), jobs)
        for i, (job, done) in enumerate(zip(jobs, lines, strict=True), 1):
            for name, answer in job[1].items():
                marks[job[0], name].append(mark(exercises[name], answer, done[name]))
            bar, end = "#" * (40 * i // len(jobs)), "\n" * (i == len(jobs))
            print(f"\r[{bar:40}] {i} of {len(jobs)}", end=end, file=sys.stderr)
    empty = defaultdict(int)  # files of each student that hold no answer
    for student, text, answers in found:
        empty[student] += text is not None and not answers
    return {s: {n: best(marks[s, n], empty[s]) for n in names} for s in sorted(empty)}


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line; what a user can mend ends with one message."""
    parser = argparse.ArgumentParser("python -m torchcourse.grade", description=__doc__)
    parser.add_argument("folder", type=Path, help="of submissions")
    parser.add_argument("--into", type=Path, help="a table of Moodle or Canvas")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--exercises", type=os.path.abspath, help="a folder")
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
