"""What notebooks cost: measured truthfully, and written where README agrees."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from budgets import SECONDS, TABLE, Cost, cost_of, minutes_of, overrun, row

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def problems(page, readme):
    """Return what is wrong with the table, one line per problem."""
    rows = {
        found[1]: [float(number.replace(",", "")) for number in found[2].split(" | ")]
        for found in re.finditer(
            r"^\| \[.*\]\(\.\./notebooks/(.*)\) \| (.*) \|$", page, re.M
        )
    }
    found = [f"{path.name}: no row" for path in PATHS if path.name not in rows]
    found += [
        f"{name}: no such notebook" for name in rows.keys() - {p.name for p in PATHS}
    ]
    for name, (minutes, budget, seconds, cpu, memory) in rows.items():
        if not re.search(rf"\(notebooks/{name}\).*\| {minutes:.0f} \|", readme):
            found.append(f"{name}: README has other minutes")
        if budget != SECONDS[name[:2]]:
            found.append(f"{name}: another budget than tools/budgets.py")
        if over := overrun(name, Cost(seconds, cpu, memory)):
            found.append(f"{name}: {over}")
    return found


def test_the_table_agrees_with_the_notebooks_and_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert problems(TABLE.read_text(encoding="utf-8"), readme) == []


@pytest.mark.parametrize(
    ("cost", "minutes", "said"),
    [
        (Cost(20.0, 20.0, 700.0), 60, None),
        (Cost(91.0, 20.0, 700.0), 60, "91 seconds so far, and 90 are too many"),
        (Cost(20.0, 31.0, 700.0), 60, "31 CPU seconds so far"),
        (Cost(20.0, 20.0, 3001.0), 60, "3001 MB so far"),
        (Cost(20.0, 20.0, 700.0), 61, "README has other minutes"),
    ],
)
def test_a_wrong_row_is_found(monkeypatch, cost, minutes, said):
    path = next(path for path in PATHS if path.name.startswith("01_"))
    monkeypatch.setattr(sys.modules[__name__], "PATHS", [path])
    readme = f"[01](notebooks/{path.name}) | tensors | {minutes} |"
    found = problems(row(path, cost), readme)
    assert found == [] if said is None else said in found[0]
    assert problems("", readme) == [f"{path.name}: no row"]


def test_every_notebook_has_a_budget_and_minutes():
    assert {path.name[:2] for path in PATHS} <= SECONDS.keys()
    assert all(10 <= minutes_of(path) <= 120 for path in PATHS)


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
