"""The handout runs where it is unpacked, with nothing installed and no network."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import build_handout
import nbformat
import pytest
import tiny_mnist

from notebooks import execute

ROOT = Path(__file__).parents[1]
CHECKOUT_HIDDEN = """
import sys
sys.path = [p for p in sys.path if p != {src!r}]
sys.meta_path = [f for f in sys.meta_path if "__editable__" not in repr(f)]
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    command = [sys.executable, ROOT / "tools/build_handout.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    if "needs MNIST" in done.stderr:
        pytest.skip("the handout holds MNIST, which is not on this machine")
    assert done.returncode == 0, done.stderr
    folder = tmp_path_factory.mktemp("stick")
    with zipfile.ZipFile(ROOT / "build/torchcourse-handout.zip") as file:
        file.extractall(folder)
    return folder / "torchcourse"


def python(folder, code):
    """Run code where a notebook would run, without the checkout's package."""
    hidden = CHECKOUT_HIDDEN.format(src=str(ROOT / "src"))
    environment = {k: v for k, v in os.environ.items() if k != "TORCHCOURSE_DATA"}
    command = [sys.executable, "-c", hidden + code]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_it_holds_what_a_room_needs(unpacked):
    names = {path.name for path in unpacked.iterdir()}
    assert {"START_HERE.txt", "notebooks", "data", "requirements.txt"} <= names
    assert any(name.endswith(".whl") for name in names)
    stored = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (unpacked / "notebooks").glob("*.ipynb")} == stored
    assert {path.name for path in (unpacked / "docs").iterdir()} == {
        "glossary.md",
        "troubleshooting.md",
    }


@pytest.mark.slow
def test_its_notebooks_have_no_outputs_and_the_same_cells(unpacked):
    for path in (unpacked / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        stored = nbformat.read(ROOT / "notebooks" / path.name, as_version=4).cells
        assert [cell.source for cell in cells] == [cell.source for cell in stored]
        assert not any(cell.get("outputs") for cell in cells)
        assert not any(cell.get("execution_count") for cell in cells)
        assert any(cell.get("outputs") for cell in stored)


@pytest.mark.slow
def test_its_requirements_are_those_of_learners(unpacked):
    named = (unpacked / "requirements.txt").read_text(encoding="utf-8")
    everything = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert everything.startswith(named.rstrip())
    for name in ("torch==", "torchvision==", "scikit-learn==", "jupyterlab=="):
        assert name in named
    assert "pytest" not in named


@pytest.mark.slow
def test_what_it_tells_students_to_open_is_there(unpacked):
    text = (unpacked / "START_HERE.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w/]+\.(?:py|md|ipynb)\b|requirements\.txt", text))
    assert "notebooks/00_start_here.ipynb" in named
    assert [name for name in named if not (unpacked / name).exists()] == []
    assert max(map(len, text.splitlines())) <= 88


@pytest.mark.slow
def test_the_check_says_ready_or_names_what_is_missing(unpacked):
    check = "exec(open('check_install.py').read())"
    assert python(unpacked, check).startswith("READY: Python 3.")
    others = "torch numpy matplotlib sklearn jupyterlab ipykernel"
    lacking = (
        f"sys.modules.update(dict.fromkeys('{others}'.split(), sys), torchvision=None)"
    )
    said = python(unpacked, f"{lacking}\n{check}")
    assert re.fullmatch(r"missing: torchvision .*\nNOT READY: Python 3\..*\n", said)


@pytest.mark.parametrize(
    ("version", "old"),
    [("1.13.1", True), ("2.3.1+cu118", True), ("2.4.0", False), ("2.14.1+cpu", False)],
)
def test_the_check_names_a_torch_that_is_too_old(version, old, tmp_path):
    shutil.copy(build_handout.PARTS / "check_install.py", tmp_path)
    others = "torchvision numpy matplotlib sklearn jupyterlab ipykernel"
    code = f"""
from types import SimpleNamespace
sys.modules.update(dict.fromkeys('{others}'.split(), sys))
sys.modules['torch'] = SimpleNamespace(__version__='{version}')
exec(open('check_install.py').read())
"""
    said = python(tmp_path, code)
    told = f"too old: torch {version}; the course needs 2.4 or newer\nNOT READY: "
    assert said.startswith(told if old else "READY: ")


def test_only_verified_files_are_packed(monkeypatch, tmp_path):
    """Of two copies of a file, one is damaged, and would be found first."""
    monkeypatch.setattr(build_handout.idx, "FILES", tiny_mnist.FILES)
    tiny_mnist.write_raw(tmp_path)
    tiny_mnist.write_zipped(tmp_path / "backup")
    tiny_mnist.flip_bit(tmp_path / tiny_mnist.TRAIN_IMAGES)
    monkeypatch.setenv("TORCHCOURSE_DATA", str(tmp_path))
    packed = {path.name: body for path, body in build_handout.mnist_files().items()}
    assert packed == tiny_mnist.CONTENT


def test_without_a_whole_copy_it_says_what_was_found(monkeypatch, tmp_path):
    monkeypatch.setattr(build_handout.idx, "FILES", tiny_mnist.FILES)
    monkeypatch.setattr(build_handout.folders, "data_folder", lambda: tmp_path / "no")
    tiny_mnist.write_raw(tmp_path)
    tiny_mnist.flip_bit(tmp_path / tiny_mnist.TRAIN_IMAGES)
    monkeypatch.setenv("TORCHCOURSE_DATA", str(tmp_path))
    with pytest.raises(
        SystemExit, match=r"needs MNIST.*images-idx3-ubyte is damaged.*"
    ):
        build_handout.mnist_files()


@pytest.mark.slow
def test_the_package_beside_the_notebooks_finds_the_data(unpacked):
    code = """
import torchcourse
print(torchcourse.__file__)
print(torchcourse.load_mnist().source)
"""
    said = python(unpacked / "notebooks", code)
    assert str(unpacked / "notebooks/torchcourse/__init__.py") in said
    assert "the project's data folder" in said


@pytest.mark.slow
def test_without_the_package_the_import_fails(tmp_path):
    assert "No module named 'torchcourse'" in python(tmp_path, "import torchcourse")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["00_start_here", "13_training_loop"])
def test_a_notebook_of_the_handout_runs(unpacked, name, monkeypatch):
    monkeypatch.delenv("TORCHCOURSE_DATA", raising=False)
    outputs = execute(unpacked / "notebooks" / f"{name}.ipynb")
    text = str([cell.get("outputs") for cell in outputs.cells])
    assert "60,000 training and 10,000 test images, verified" in text
