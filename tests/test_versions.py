"""The look-alikes: what differs is told, what fails fails, and nothing is invented."""

import sys

import nbformat
import pytest
import versions
from nbformat.v4 import new_code_cell, new_notebook, new_output
from versions import COMBINATIONS, Combination, differing_cells, find_python, run, write

from notebooks import Failure

PAGE = """# Page

## Other versions

| place | same |
|---|--:|
| old | |

## What follows

| and | stays |
|---|--:|
| old | |
"""
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
    made = tmp_path / "docs" / "benchmarks.md"
    made.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(versions.page, "PAGE", made)
    monkeypatch.setattr(versions, "install", lambda *arguments: sys.executable)
    monkeypatch.setitem(COMBINATIONS, "here", Combination("Here", THIS, ()))
    return path


@pytest.mark.slow
def test_the_cells_that_differ_are_named(course):
    assert differing_cells(course, sys.executable) == ["cell 1, `print('new')`"]
    row, *notes = run("here", course.parent)
    assert row.startswith("| Here | ")
    assert row.endswith(" | 0 of 1 |")
    assert f"python {THIS}." in row
    assert notes == ["- Here: 00_x.ipynb: cell 1, `print('new')`"]


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
    said = "- Here: 00_x.ipynb: fails: 00_x.ipynb: cell 0, line 1 (1 / 0)"
    assert said in versions.page.PAGE.read_text(encoding="utf-8")


def test_what_cannot_be_run_is_said(course, monkeypatch):
    monkeypatch.setitem(COMBINATIONS, "here", Combination("Here", "2.9", ()))
    assert find_python("2.9") is None
    said = ["- Here: not run, this machine has no Python 2.9."]
    assert run("here", course) == said


def test_only_the_lines_of_what_was_run_are_replaced(course):
    colab, pinned = "Colab look-alike", "The pinned set"
    write(
        {"colab": [f"| {colab} | 1 |", f"- {colab}: old"], "pinned": [f"| {pinned} |"]}
    )
    write({"colab": [f"| {colab} | 2 |", f"- {colab}: new"]})
    rows = f"| {pinned} |\n| {colab} | 2 |\n\n- {colab}: new\n"
    text = PAGE.replace("| old | |\n", rows, 1)
    assert versions.page.PAGE.read_text(encoding="utf-8") == text
