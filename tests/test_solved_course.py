"""The solved course: with every starter replaced by its solution, all is correct."""

import ast
from pathlib import Path

import nbformat
import pytest

from notebooks import execute
from torchcourse.exercises.exercise import exercise_numbers, load_exercise

PATHS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def solve(source, number):
    """Replace the starter's definition by the solution, and keep the rest."""
    exercise = load_exercise(number)
    names = {getattr(node, "name", ""): node for node in ast.parse(source).body}
    starter, lines = names[exercise.solve.__name__], source.splitlines()
    before, after = lines[: starter.lineno - 1], lines[starter.end_lineno :]
    return "\n".join([*before, exercise.solution_source(), *after])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_solved_notebook(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    chapter = str(int(path.name[:2]))
    numbers = [n for n in exercise_numbers() if n.split(".")[0] == chapter]
    for number in numbers:
        (cell,) = [c for c in notebook.cells if f'check("{number}"' in c.source]
        cell.source = solve(cell.source, number)
    last = "from torchcourse import progress\nprogress()"
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    nbformat.write(notebook, tmp_path / path.name)
    lines = execute(tmp_path / path.name).cells[-1].outputs[0].text.splitlines()
    assert [line.split()[0] for line in lines] == numbers
    assert [line.rsplit(": ", 1)[1] for line in lines] == ["correct"] * len(numbers)


def test_a_wrong_solution_would_be_seen(tmp_path):
    wrong = 'from torchcourse import check, progress\ncheck("0.1", len)\nprogress()'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(wrong)])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    text = execute(tmp_path / "wrong.ipynb").cells[-1].outputs[0].text
    assert text.splitlines()[-1].endswith(": tried")
