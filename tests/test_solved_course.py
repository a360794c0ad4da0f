"""The solved course: with every starter replaced by its solution, all is correct."""

import nbformat
import pytest
from build_solutions import solved
from legs import PATHS, legs

from notebooks import execute
from torchcourse.exercises.exercise import exercise_numbers


def results(path, folder, keep=lambda cells: cells):
    """Run a solved notebook, and return how each of its exercises ended."""
    notebook = solved(nbformat.read(path, as_version=4))
    chapter = str(int(path.name[:2]))
    numbers = [n for n in exercise_numbers() if n.split(".")[0] == chapter]
    last = "from torchcourse import progress\nprogress()"
    notebook.cells = [*keep(notebook.cells), nbformat.v4.new_code_cell(last)]
    nbformat.write(notebook, folder / path.name)
    lines = execute(folder / path.name).cells[-1].outputs[0].text.splitlines()
    assert [line.split()[0] for line in lines] == numbers
    return {line.rsplit(": ", 1)[1] for line in lines}


@pytest.mark.parametrize("path", legs())
def test_solved_notebook(path, tmp_path):
    assert results(path, tmp_path) == {"correct"}


def setup_and_exercises(cells):
    setup = next(cell for cell in cells if cell.cell_type == "code")
    (start,) = [i for i, c in enumerate(cells) if "## Exercises\n" in f"{c.source}\n"]
    return [setup, *cells[start:]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_exercises_can_be_solved_right_after_the_setup(path, tmp_path):
    """Who comes back to them the next day need not run the whole notebook first."""
    assert results(path, tmp_path, setup_and_exercises) == {"correct"}


def test_a_wrong_solution_would_be_seen(tmp_path):
    wrong = 'from torchcourse import check, progress\ncheck("0.1", len)\nprogress()'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(wrong)])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    text = execute(tmp_path / "wrong.ipynb").cells[-1].outputs[0].text
    assert text.splitlines()[-1].endswith(": tried")
