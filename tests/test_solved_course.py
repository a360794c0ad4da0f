"""The solved course: with every starter replaced by its solution, all is correct."""

import matplotlib
import nbformat
import pytest
import torch
from build_solutions import solved
from legs import PATHS, legs

from notebooks import execute
from torchcourse.exercises import NOTEBOOKS


def replies(cells):
    """Return what the exercises' cells have printed."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


def unsolved(path, said):
    names = NOTEBOOKS[path.stem]
    assert names
    return [name for name in names if f"{name}: correct." not in said.splitlines()]


@pytest.mark.parametrize("path", legs())
def test_solved_notebook(path, tmp_path):
    notebook = solved(nbformat.read(path, as_version=4))
    nbformat.write(notebook, tmp_path / path.name)
    assert unsolved(path, replies(execute(tmp_path / path.name).cells)) == []


def run_alone(path, capsys, with_setup=True):
    """Run each solved exercise after the setup cell alone; return all replies."""
    cells = solved(nbformat.read(path, as_version=4)).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    setup = code[0] if with_setup else "from torchcourse import check"
    for source in code:
        if "\ncheck(" in source:
            with matplotlib.rc_context(), torch.random.fork_rng(devices=[]):
                exec(compile(f"{setup}\n\n{source}", path.name, "exec"), {})
    return capsys.readouterr().out


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_answer_needs_the_setup_and_its_own_cell_alone(path, capsys):
    """Who comes back to it the next day need not run the whole notebook first."""
    assert unsolved(path, run_alone(path, capsys)) == []


def test_a_solution_that_needs_an_earlier_cell_would_be_seen(capsys):
    """Without the setup of 13, its first solution lacks ``torch``."""
    (path,) = [path for path in PATHS if path.name.startswith("13")]
    assert unsolved(path, run_alone(path, capsys, with_setup=False))


@pytest.mark.slow
def test_a_wrong_solution_would_be_seen(tmp_path):
    wrong = 'from torchcourse import check\ncheck(len, "sum_of_entries")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(wrong)])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    said = replies(execute(tmp_path / "wrong.ipynb").cells)
    assert said.startswith("sum_of_entries: not yet.")
    assert unsolved(PATHS[0], said) == ["sum_of_entries"]
