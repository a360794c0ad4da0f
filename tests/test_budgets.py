"""What notebooks cost: measured truthfully, and minutes counted in one place."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import page
import parts
import pytest
from budgets import HEADING, SECONDS, overrun, row, with_minutes, write_minutes
from cost import Cost, cost_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_notebook import NAME, complete

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def problems(table):
    """Return what is wrong with the table, one line per problem."""
    rows = {
        found[1]: [float(number.replace(",", "")) for number in found[2].split(" | ")]
        for found in re.finditer(
            r"^\| \[.*\]\(\.\./notebooks/(.*)\) \| (.*) \|$", table, re.M
        )
    }
    found = [f"{path.name}: no row" for path in PATHS if path.name not in rows]
    found += [
        f"{name}: no such notebook" for name in rows.keys() - {p.name for p in PATHS}
    ]
    for name, (budget, seconds, cpu, memory) in rows.items():
        if budget != SECONDS[name[:2]]:
            found.append(f"{name}: another budget than tools/budgets.py")
        if over := overrun(name, Cost(seconds, cpu, memory)):
            found.append(f"{name}: {over}")
    return found


def test_the_table_agrees_with_the_notebooks():
    assert problems("\n".join(page.lines_below(HEADING))) == []


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(20.0, 20.0, 700.0), None),
        (Cost(73.0, 3.0, 700.0), "73 seconds so far, and 72 are too many"),
        (Cost(173.0, 20.0, 700.0), None),  # other programs had the cores
        (Cost(20.0, 25.0, 700.0), "25 CPU seconds so far"),
        (Cost(20.0, 20.0, 3001.0), "3001 MB so far"),
    ],
)
def test_a_wrong_row_is_found(monkeypatch, cost, said):
    monkeypatch.setitem(SECONDS, "01", 12)
    path = next(path for path in PATHS if path.name.startswith("01_"))
    monkeypatch.setattr(sys.modules[__name__], "PATHS", [path])
    found = problems(row(path, cost))
    assert found == [] if said is None else said in found[0]
    assert problems("") == [f"{path.name}: no row"]


def test_all_stated_minutes_are_those_that_are_counted():
    """If not: `python tools/budgets.py minutes`."""
    other = [p.name for p, t in with_minutes(ROOT) if p.read_text("utf-8") != t]
    assert other == []


def test_minutes_are_counted_by_the_formula():
    """130 words, 10 lines, a prediction, the recall: 1 + 1 + 1.5 + 3 minutes."""
    cells = [
        new_markdown_cell(f"# 1. Title\n\n{'word ' * 90}"),  # 92 with its title
        new_code_cell("from torchcourse import threads\n" + "x = 1\n" * 50),
        new_markdown_cell("## From memory"),  # 94
        new_markdown_cell(
            "## One\n\n> **Predict first.** $x + y$ $$z$$ [so](http://a.b)"
        ),
        new_code_cell("x = 1\n\n" * 10),
        new_markdown_cell(
            f"{'word ' * 30}\n\n### Your turn: a (5 to 10 minutes)\n\nDo."
        ),
        new_code_cell("def f():\n    return ...\n\n\ncheck(f)"),
        new_markdown_cell("## Deeper: more\n\n" + "word " * 128),
    ]
    notebook = new_notebook(cells=cells)
    assert parts.reading(notebook) == pytest.approx((7.5, 15))
    assert parts.reading(notebook, deeper=False) == pytest.approx((6.5, 13))
    assert parts.minutes(notebook).sentence() == (
        "Read and run: 10 to 15 minutes, *Deeper* included. "
        "One exercise: 5 to 10 minutes. (Estimated.)"
    )
    assert parts.minutes(notebook).together() == (15, 25)


@pytest.fixture
def course(tmp_path):
    """A course of one notebook, with pages that state other minutes."""
    for folder in ("notebooks", "docs"):
        (tmp_path / folder).mkdir()
    notebook = complete()
    start = notebook.cells[1]
    start.source = start.source.replace("run: 5 to 10", "run: 40 to 80")
    nbformat.write(notebook, tmp_path / f"notebooks/{NAME}.ipynb")
    table = f"| [05](notebooks/{NAME}.ipynb) | learn | 1 to 2 | [Colab](c) |"
    (tmp_path / "README.md").write_text(f"about 9 to 9 hours\n{table}\n")
    (tmp_path / "docs/instructors.md").write_text("It takes about 9 to 9 hours.\n")
    return tmp_path


def test_minutes_are_written_where_they_stand(course):
    assert write_minutes(course) == [f"{NAME}.ipynb", "README.md", "instructors.md"]
    start = nbformat.read(course / f"notebooks/{NAME}.ipynb", as_version=4).cells[1]
    counted = parts.minutes(complete())
    assert counted.sentence() in start.source
    readme = (course / "README.md").read_text()
    assert "learn | {} to {} | [Colab]".format(*counted.together()) in readme
    assert readme.startswith("about 0 to 1 hours")
    assert write_minutes(course) == []


def test_a_notebook_that_states_no_minutes_is_named(course):
    notebook = complete()
    notebook.cells[1].source = "**Goals.**"
    nbformat.write(notebook, course / f"notebooks/{NAME}.ipynb")
    with pytest.raises(ValueError, match=f"{NAME}.*: no `Read and run"):
        write_minutes(course)


def test_cpu_time_and_peak_memory_are_measured_with_children():
    code = (
        "import subprocess, sys, time\n"
        "burn = 'import time\\nwhile time.process_time() < 0.5: pass'\n"
        "subprocess.run([sys.executable, '-c', burn])\n"
        "x = bytearray(200_000_000); x = None\n"
        "while time.process_time() < 0.5: pass\n"
        "print(flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()
        cost = cost_of(child.pid)
        child.kill()
    assert cost.seconds >= 0.9
    if sys.platform == "linux":
        assert 0.95 <= cost.cpu <= 2.0
        assert 200 <= cost.memory <= 400
