"""Twice and out of order: no cell, and no notebook, depends on what ran before.

Every cell is run twice in a row, in one folder that all notebooks share, the notebooks
in a random order. `TORCHCOURSE_ORDER` chooses it again; pytest prints its number.
"""

import os
import random

import nbformat
import pytest
from equivalence import same_outputs
from legs import PATHS
from nbformat.v4 import new_code_cell, new_notebook
from stored_form import IGNORED, normalize

from notebooks import Failure, execute

ORDER = random.Random(os.environ["TORCHCOURSE_ORDER"]).sample(PATHS, len(PATHS))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return tmp_path_factory.mktemp("course")


def differences(path, folder):
    """Run each cell twice in a row; return those whose two results differ."""
    notebook = normalize(nbformat.read(path, as_version=4))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [cell.copy() for cell in code for _ in range(2)]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    nbformat.write(notebook, folder / path.name)
    cells = normalize(execute(folder / path.name)).cells
    found = []
    for first, second in zip(cells[::2], cells[1::2], strict=True):
        loose = IGNORED in first.metadata.get("tags", [])
        if not same_outputs(first.outputs, second.outputs, loose):
            found.append(f"{first.source}\n-> {first.outputs}\n-> {second.outputs}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", ORDER, ids=lambda path: path.stem)
def test_every_cell_twice(path, course):
    assert differences(path, course) == []


def write(folder, *sources, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    cells = [new_code_cell(source, metadata=metadata) for source in sources]
    path = folder / "broken" / "n.ipynb"
    path.parent.mkdir()
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.mark.slow
def test_a_cell_that_changes_its_own_input_is_found(tmp_path):
    path = write(tmp_path, "import random\nx = 1", "x += 1\nx", "y = x\ny", "print()")
    (found,) = differences(path, tmp_path)
    assert found.startswith("x += 1\nx\n-> ")


@pytest.mark.slow
def test_a_cell_that_fails_the_second_time_is_found(tmp_path):
    path = write(tmp_path, "x = [1]", "x.pop()")
    with pytest.raises(Failure, match=r"cell 3, line 1 .*pop from empty list"):
        differences(path, tmp_path)


@pytest.mark.slow
def test_values_of_an_ignored_cell_may_differ_but_not_its_errors(tmp_path):
    path = write(tmp_path, "import time", "time.time()", tags=[IGNORED])
    assert differences(path, tmp_path) == []
    (tmp_path / "more").mkdir()
    path = write(tmp_path / "more", "x = [1]", "x.pop()", tags=[IGNORED])
    with pytest.raises(Failure, match="pop from empty list"):
        differences(path, tmp_path)
