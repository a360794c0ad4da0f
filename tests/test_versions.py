"""The look-alikes: what differs is told, what fails fails, and nothing is invented."""

import sys

import nbformat
import pytest
import versions
from nbformat.v4 import new_code_cell, new_notebook, new_output
from versions import COMBINATIONS, Combination, differing_cells, find_python, run, write

from notebooks import Failure

THIS = "{}.{}".format(*sys.version_info[:2])


def printing(text, *stored):
    cell = new_code_cell(f"x = 1\nprint({text!r})", execution_count=1)
    cell.outputs = [new_output("stream", name="stdout", text=f"{s}\n") for s in stored]
    return cell


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one notebook, whose outputs are those of another version."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "docs").mkdir()
    path = tmp_path / "notebooks" / "00_x.ipynb"
    cells = [printing("0.5001", "0.5000"), printing("new", "old"), printing("a", "a")]
    nbformat.write(new_notebook(cells=cells), path)
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    monkeypatch.setattr(versions, "PAGE", tmp_path / "docs" / "versions.md")
    monkeypatch.setattr(versions, "install", lambda *arguments: sys.executable)
    monkeypatch.setitem(COMBINATIONS, "here", Combination("Here", THIS, ()))
    return path


@pytest.mark.slow
def test_the_cells_that_differ_are_named(course):
    assert differing_cells(course, sys.executable) == ["cell 1, `print('new')`"]
    section = run("here", course.parent)
    assert "| 00_x | runs; cells that differ: 1 |" in section
    assert "- 00_x.ipynb: cell 1, `print('new')`" in section
    assert f"python {THIS}." in section


@pytest.mark.slow
def test_a_notebook_that_fails_is_told_and_ends_the_command_with_an_error(
    course, monkeypatch
):
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), course)
    with pytest.raises(Failure, match="ZeroDivisionError"):
        differing_cells(course, sys.executable)
    monkeypatch.setattr(sys, "argv", ["versions.py", "--only", "here"])
    with pytest.raises(SystemExit, match="A notebook fails"):
        versions.main()
    page = versions.PAGE.read_text(encoding="utf-8")
    assert "| 00_x | fails |" in page
    assert "- 00_x.ipynb: cell 0, line 1 (1 / 0): ZeroDivisionError" in page


def test_what_cannot_be_run_is_said(course, monkeypatch):
    monkeypatch.setitem(COMBINATIONS, "here", Combination("Here", "2.9", ()))
    assert find_python("2.9") is None
    assert run("here", course).endswith("Not run: this machine has no Python 2.9.\n")


def test_only_the_sections_that_were_run_are_replaced(course):
    write(
        {"colab": "\n## Colab look-alike\n\none\n", "pinned": "\n## The pinned set\n"}
    )
    write({"colab": "\n## Colab look-alike\n\ntwo\n"})
    page = versions.PAGE.read_text(encoding="utf-8")
    assert page == (
        versions.HEADING + "\n## The pinned set\n\n## Colab look-alike\n\ntwo\n"
    )
