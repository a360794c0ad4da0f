"""How a course begins: `make course`, its set-up, and the learner's own notebooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import open_course
import pytest
from open_course import MINE, START, add_copies

ROOT = Path(__file__).parents[1]
needs_make = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")

# In place of Python, so that nothing is installed: it says what it is asked to do.
NO_PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit
[ "$*" = "-m venv .venv" ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python
echo "python $*"
"""


@pytest.fixture
def course(tmp_path):
    """A course of two notebooks, with all that `make course` reads."""
    root = tmp_path / "a course"
    (root / "notebooks").mkdir(parents=True)
    for name in (START, "01_tensors.ipynb"):
        shutil.copy(ROOT / "notebooks" / name, root / "notebooks")
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / "no_python").write_text(NO_PYTHON)
    (root / "no_python").chmod(0o755)
    return root


def make(root, *targets):
    command = ["make", "--no-print-directory", *targets, "PYTHON=./no_python"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def works(root, target):
    """Make it, and return what it says."""
    code, said, wrong = make(root, target)
    assert code == 0, said + wrong
    return said


def outputs(path):
    cells = nbformat.read(path, as_version=4).cells
    return [
        cell.outputs or cell.execution_count
        for cell in cells
        if cell.cell_type == "code"
    ]


def test_copies_have_the_same_cells_and_no_outputs(course):
    assert add_copies(course) == (2, 0)
    for path in (course / "notebooks").glob("*.ipynb"):
        mine = course / MINE / path.name
        nbformat.validate(nbformat.read(mine, as_version=4))
        cells, copied = (nbformat.read(p, as_version=4).cells for p in (path, mine))
        assert [cell.source for cell in copied] == [cell.source for cell in cells]
        assert any(outputs(path))
        assert not any(outputs(mine))


def test_a_second_time_keeps_what_the_learner_wrote_and_adds_what_is_new(course):
    add_copies(course)
    mine = course / MINE / START
    mine.write_text("what a learner wrote, even if it is no notebook")
    shutil.copy(ROOT / "notebooks/03_autograd.ipynb", course / "notebooks")
    before = {path: path.read_bytes() for path in (course / MINE).iterdir()}
    assert add_copies(course) == (1, 2)
    assert {path: path.read_bytes() for path in before} == before
    assert (course / MINE / "03_autograd.ipynb").is_file()


def test_a_renamed_notebook_gets_a_fresh_one_beside_it(course):
    add_copies(course)
    mine = course / MINE / START
    mine.write_text("tried")
    mine.rename(mine.with_name("00_mine.ipynb"))
    assert add_copies(course) == (1, 1)
    assert mine.with_name("00_mine.ipynb").read_text() == "tried"
    assert nbformat.read(mine, as_version=4).cells


def test_a_copy_that_is_cut_off_leaves_nothing_half_written(course, monkeypatch):
    def cut_off(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        add_copies(course)
    assert list((course / MINE).iterdir()) == []


def test_git_ignores_the_learners_notebooks():
    command = ["git", "check-ignore", f"{MINE}/{START}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    if done.returncode > 1:
        pytest.skip("this is no checkout of git")
    assert done.returncode == 0


@pytest.mark.parametrize("missing", ["package", "folder"])
def test_where_it_cannot_open_it_says_why_in_one_line(course, monkeypatch, missing):
    monkeypatch.setattr(open_course, "ROOT", course)
    if missing == "package":  # as in a course that was moved
        monkeypatch.setattr(open_course, "find_spec", lambda name: None)
    else:
        (course / MINE).write_text("a file where the folder should be")
    with pytest.raises(SystemExit) as ended:
        open_course.main()
    said = {"package": "moved or renamed", "folder": f"{MINE} cannot be written"}
    assert said[missing] in ended.value.code
    assert "\n" not in ended.value.code


def test_jupyterlab_starts_in_the_courses_folder_on_the_first_notebook(course):
    """JupyterLab reads the arguments itself, up to the address that it would open."""
    add_copies(course)
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "tools")!r})
from pathlib import Path
from jupyterlab.labapp import LabApp
from open_course import arguments
app = LabApp.initialize_server(argv=[*arguments(Path({str(course)!r})), "--port=0"])
print(app.root_dir, app.preferred_dir, app.file_to_run, sep="\\n")
"""
    fresh = {name: str(course / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **fresh},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == [
        str(course),
        str(course / MINE),
        str(course / MINE / START),
    ], done.stderr


@needs_make
def test_the_setup_says_its_steps_and_lets_pip_be_heard(course):
    code, said, wrong = make(course, "course")
    assert (code, wrong) == (0, "")
    lines = said.splitlines()
    for number, work in enumerate(("-m venv .venv", "requirements.txt", "-e ."), 1):
        (at,) = (i for i, line in enumerate(lines) if line.endswith(work))
        assert f"Step {number} of 3: " in lines[at - 1]
    assert not any("--quiet" in line for line in lines if "requirements.txt" in line)
    assert lines[-1] == "python tools/open_course.py"
    assert "Step" not in works(course, "course")


@needs_make
def test_a_course_that_was_renamed_says_so_and_what_to_do(course):
    works(course, "course")
    old = course / ".venv"
    moved = course.rename(course.with_name("renamed"))
    for target in ("course", "test"):
        code, said, wrong = make(moved, target)
        assert code != 0
        assert "python" not in said
        assert f"moved or renamed after its set-up, which points to {old}." in wrong
        assert "Run make clean, then this again" in wrong
    works(moved, "clean")
    assert "Step 3 of 3" in works(moved, "course")
    works(moved, "course")


@needs_make
@pytest.mark.parametrize("kind", ["linked", "older"])
def test_a_setup_that_works_is_not_called_moved(course, kind):
    """One environment for two checkouts, or one that notes no place."""
    works(course, "course")
    if kind == "older":
        (course / ".venv/ready").write_text("")
    else:
        (course / ".venv").rename(course.with_name("environment"))
        (course / ".venv").symlink_to(course.with_name("environment"))
        place = str(course.with_name("environment").resolve())
        (course / ".venv/ready").write_text(place + "\n")
    works(course, "course")
