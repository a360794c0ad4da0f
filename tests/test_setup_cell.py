"""The setup cell: find the helpers, fetch them, or say in one sentence what to do.

Each case runs the cell itself, in a new process and a folder of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import alone
import pytest
from alone import ROOT, environment
from publish import UNSET, current, restamp

from torchcourse import threads

START = ROOT / "notebooks" / "00_start_here.ipynb"
CELLS = json.loads(START.read_text(encoding="utf-8"))["cells"]
SETUP = next("".join(c["source"]) for c in CELLS if c["cell_type"] == "code")
UNPUBLISHED = restamp(SETUP, current(ROOT), UNSET)
PUBLISHED = restamp(SETUP, current(ROOT), alone.SLUG)
MISSING = "No module named 'torchcourse'"
NEEDS = "this needs pip, internet and no other torchcourse."
STEPS = "start this unpublished copy as the course's folder says."

SLOW = pytest.mark.slow
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights")


@pytest.fixture
def folder(tmp_path):
    """Where the notebook stands."""
    (tmp_path / "notebook").mkdir()
    return tmp_path / "notebook"


def run(cell, python, folder, site=alone.UNREACHABLE):
    """Run a cell as a notebook in that folder would; return its code and words."""
    cell = cell.replace("https://github.com", site)
    kept = {
        k: v for k, v in environment(site, folder.parent).items() if k[:6] != "PYTHON"
    }
    done = subprocess.run(
        [python, "-c", cell], cwd=folder, env=kept, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr.strip()


def without(machine, name):
    """Take a package away from that Python, and from no other."""
    for links in (machine.packages / "links.pth").read_text().splitlines():
        Path(links, name).unlink()


def helpers(machine):
    return {n.split("-")[0] for n in machine.installed() - {"links.pth"}}


def test_in_the_courses_folder_it_says_nothing_and_fetches_nothing(machine, folder):
    (machine.packages / "course.pth").write_text(str(ROOT / "src"), encoding="utf-8")
    before = machine.installed()
    twice = f"{UNPUBLISHED}\n{PUBLISHED}"
    assert run(twice, machine.python, folder) == (0, "")
    assert machine.installed() == before


@pytest.mark.slow  # every day, test_one_file_alone installs by the same cell
@pytest.mark.parametrize("beside", [[], ["torchcourse"]])
def test_it_installs_the_helpers_alone_and_before_torch(machine, folder, site, beside):
    """In an empty folder, and beside one of the package's name, such as a clone."""
    for name in beside:
        (folder / name).mkdir()
    watch = (
        "import os, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'torch':\n"
        "            print(os.environ.get('GOMP_SPINCOUNT'))\n"
        "sys.meta_path.insert(0, Watch())\n"
        "for name in ('GOMP_SPINCOUNT', 'OMP_WAIT_POLICY'):\n"
        "    os.environ.pop(name, None)\n"
    )
    site.asked.clear()
    said = run(watch + PUBLISHED, machine.python, folder, site.url)
    assert said == (0, f"{threads.SPINS}\n")
    assert helpers(machine) == {"torchcourse"}
    assert f"/{alone.ARCHIVE}" in site.asked
    assert os.listdir(folder) == beside


@pytest.mark.parametrize(
    "name", [pytest.param("torchcourse.py", marks=SLOW), "torchcourse/__init__.py"]
)
def test_a_file_that_hides_them_is_named(machine, folder, site, name):
    (folder / "torchcourse").mkdir()
    (folder / name).touch()
    found = f"cannot import name 'threads' from 'torchcourse' ({folder / name})"
    code, said = run(PUBLISHED, machine.python, folder, site.url)
    assert (code, said.split(" (consider ")[0]) == (1, f"{found}: {NEEDS}")


def test_without_pip_it_says_that(machine, folder, site):
    without(machine, "pip")
    code, said = run(PUBLISHED, machine.python, folder, site.url)
    assert said.startswith(f"{MISSING}: {NEEDS} ")
    assert said.endswith(": No module named pip")
    assert code == 1


@pytest.mark.parametrize("beside", [False, True])
def test_without_internet_it_shows_pips_reason(machine, folder, beside):
    missing = MISSING
    if beside:
        (folder / "torchcourse").mkdir()
        missing = "cannot import name 'threads' from 'torchcourse' (unknown location)"
    code, said = run(PUBLISHED, machine.python, folder)
    assert said.startswith(f"{missing}: {NEEDS} ERROR: Could not install")
    assert "Connection refused" in said
    assert len(said.splitlines()) == code == 1
    assert helpers(machine) == set()


def test_where_the_release_is_missing_it_shows_that(machine, folder, site):
    cell = PUBLISHED.replace("/refs/tags/v", "/refs/tags/none-")
    code, said = run(cell, machine.python, folder, site.url)
    assert said.startswith(f"{MISSING}: {NEEDS} ")
    assert "HTTP error 404" in said
    assert code == 1


@pytest.mark.parametrize("beside", [False, True])
def test_an_unpublished_copy_says_so_and_asks_nobody(machine, folder, site, beside):
    missing = MISSING
    if beside:
        (folder / "torchcourse").mkdir()
        missing = "cannot import name 'threads' from 'torchcourse' (unknown location)"
    site.asked.clear()
    said = run(UNPUBLISHED, machine.python, folder, site.url)
    assert said == (1, f"{missing}: {STEPS}")
    assert site.asked == []


def test_in_a_handout_without_torch_it_says_what_is_missing(machine, folder):
    """There the package stands in the folder above; the folder says what to install."""
    (machine.packages / "course.pth").write_text(str(ROOT / "src"), encoding="utf-8")
    without(machine, "torch")
    said = run(UNPUBLISHED, machine.python, folder)
    assert said == (1, f"No module named 'torch': {STEPS}")
