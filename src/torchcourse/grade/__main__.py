"""Grade a folder of submissions, and write grades.csv and a page for each student.

The results come to a new folder beside it; docs/instructors.md says what is promised.
"""

import argparse
import os
import secrets
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from torchcourse.checking.find import load_exercise
from torchcourse.exercises import NOTEBOOKS
from torchcourse.grade.answers import Notebook
from torchcourse.grade.marks import Mark, is_attempted, mark, run_apart
from torchcourse.grade.pages import Marks, write
from torchcourse.grade.submissions import find
from torchcourse.grade.table import fill


def versions_in(folder: Path, asked: dict[str, tuple[str, ...]]) -> tuple[dict, dict]:
    """Return each student's versions of each notebook, and why other files are none."""
    versions, reasons, files = defaultdict(list), defaultdict(list), []
    for student, path, changed, content in find(folder):
        reasons[student] += []  # who handed in anything is graded
        try:
            notebook = Notebook(content)
            versions[student, notebook.title(asked)].append((changed, path, notebook))
        except ValueError as error:
            reasons[student].append(f"{error}")
            files.append(f"{path} {error}")
    if not versions:
        why = "\n".join(files)
        raise ValueError(f"{folder} holds no notebook with an exercise.\n{why}".strip())
    return versions, reasons


def runs(
    versions: dict, asked: dict, place: str | None, known: dict
) -> Iterator[tuple]:
    """Yield each student with the answers of a notebook and what they did."""
    (seed,) = {exercise.seed for exercise in known.values()}

    def rank(version: tuple) -> tuple:
        """Put versions with attempted answers last, then those changed later."""
        answers = {name: version[2].answer(name, []) for name in known}
        return any(map(is_attempted, known.values(), answers.values())), version[0]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {}
        for (student, title), several in versions.items():
            more = [f"{len(several)} versions"] * (len(several) > 1)
            notebook = max(several, key=rank)[2]
            answers = {name: notebook.answer(name, more) for name in asked[title]}
            jobs[pool.submit(run_apart, answers, place, seed)] = student, answers
        for i, job in enumerate(as_completed(jobs), 1):
            yield *jobs[job], job.result()
            bar = "#" * (40 * i // len(jobs))
            print(f"\r[{bar:40}] {i} of {len(jobs)}", end="", file=sys.stderr)
    print(file=sys.stderr)


def grade(folder: Path, own: Path | None, seed: int) -> Marks:
    """Return the marks for the last version of each notebook of each student.

    Args:
        folder: Of submissions; ValueError if no file holds an answer.
        own: A folder of exercises NAME.py, which count in place of the course's.
        seed: Of the cases.
    """
    asked, place = NOTEBOOKS, own and str(own)
    if own:
        asked = {own.name: tuple(sorted(path.stem for path in own.glob("*.py")))}
    versions, reasons = versions_in(folder, asked)
    titles = [title for title in asked if title in {t for _, t in versions}]
    names = [name for title in titles for name in asked[title]]
    known = {n: replace(load_exercise(n, place), seed=seed) for n in names}
    marks = {}
    for student, why in sorted(reasons.items()):
        none = (
            f"not graded: what was handed in {'; '.join(why) or 'lacks this notebook'}."
        )
        marks[student] = {name: Mark(none) for name in names}
    for student, answers, done in runs(versions, asked, place, known):
        for name, answer in answers.items():
            marks[student][name] = mark(known[name], answer, done.get(name))
    return marks


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line; what a user can mend ends with one message."""
    parser = argparse.ArgumentParser("python -m torchcourse.grade", description=__doc__)
    parser.add_argument("folder", type=Path, help="of submissions")
    parser.add_argument(
        "--into", type=Path, help="a table of Moodle or Canvas, to copy"
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--exercises", type=Path, help="a folder of your own NAME.py")
    given = parser.parse_args(arguments)
    folder, table = given.folder.resolve(), given.into
    try:
        text = table.read_bytes().decode(errors="surrogateescape") if table else ""
        marks = grade(folder, given.exercises, given.seed)
        with TemporaryDirectory(dir=folder.parent, prefix=".grades") as part:
            points, said = write(marks, given.seed, Path(part)), []
            if table:
                text, said = fill(text, points)
                new = text.encode(errors="surrogateescape")
                (Path(part) / table.name).write_bytes(new)
            old = len(list(folder.parent.glob(f"{folder.name}_graded*")))
            name = f"{folder.name}_graded" + f"_{old + 1}" * (old > 0)
            target = folder.with_name(name)  # nothing is overwritten
            shutil.copytree(part, target)
    except (OSError, ValueError) as error:
        sys.exit(f"{error}")
    print(f"{len(points)} students, seed {given.seed}: see {target}.", *said, sep="\n")


if __name__ == "__main__":
    main()
