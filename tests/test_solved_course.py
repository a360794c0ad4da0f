"""The solved course: with every starter replaced by its solution, all is correct."""

import matplotlib
import nbformat
import pytest
import torch
from build_solutions import solved
from legs import PATHS, legs

from notebooks import execute
from torchcourse.exercises import desk
from torchcourse.exercises.exercise import exercise_numbers


def results(path, folder):
    """Run a solved notebook, and return how each of its exercises ended."""
    notebook = solved(nbformat.read(path, as_version=4))
    chapter = str(int(path.name[:2]))
    numbers = [n for n in exercise_numbers() if n.split(".")[0] == chapter]
    last = "from torchcourse import progress\nprogress()"
    notebook.cells = [*notebook.cells, nbformat.v4.new_code_cell(last)]
    nbformat.write(notebook, folder / path.name)
    lines = execute(folder / path.name).cells[-1].outputs[0].text.splitlines()
    assert [line.split()[0] for line in lines] == numbers
    return {line.rsplit(": ", 1)[1] for line in lines}


@pytest.mark.parametrize("path", legs())
def test_solved_notebook(path, tmp_path):
    assert results(path, tmp_path) == {"correct"}


def setup_of(cells):
    return next(cell for cell in cells if cell.cell_type == "code")


def setup_and_exercises(cells):
    (start,) = [i for i, c in enumerate(cells) if "## Exercises\n" in f"{c.source}\n"]
    return [setup_of(cells), *cells[start:]]


def solved_in_this_process(path, monkeypatch, capsys):
    """Run setup and solved exercises, without a kernel; return how each ended."""
    monkeypatch.setattr(desk, "_state", {})
    cells = setup_and_exercises(solved(nbformat.read(path, as_version=4)).cells)
    code = "\n\n".join(cell.source for cell in cells if cell.cell_type == "code")
    with matplotlib.rc_context(), torch.random.fork_rng(devices=[]):
        exec(compile(code, path.name, "exec"), {"__name__": "__main__"})
    numbers = [
        n for n in exercise_numbers() if n.split(".")[0] == str(int(path.name[:2]))
    ]
    said = capsys.readouterr().out
    return {n: f"{n} correct." in said.splitlines() for n in numbers}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_exercises_can_be_solved_right_after_the_setup(path, monkeypatch, capsys):
    """Who comes back to them the next day need not run the whole notebook first."""
    ended = solved_in_this_process(path, monkeypatch, capsys)
    assert ended
    assert [number for number, right in ended.items() if not right] == []


def test_a_solution_that_needs_an_earlier_cell_would_be_seen(monkeypatch, capsys):
    """Of 06 without its setup, the first solution lacks ``torch``."""
    (path,) = [path for path in PATHS if path.name.startswith("06")]
    empty = nbformat.v4.new_code_cell("from torchcourse import check, progress")
    monkeypatch.setitem(globals(), "setup_of", lambda cells: empty)
    assert not all(solved_in_this_process(path, monkeypatch, capsys).values())


def test_a_wrong_solution_would_be_seen(tmp_path):
    wrong = 'from torchcourse import check, progress\ncheck("0.1", len)\nprogress()'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(wrong)])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    text = execute(tmp_path / "wrong.ipynb").cells[-1].outputs[0].text
    assert text.splitlines()[-1].endswith(": tried")
