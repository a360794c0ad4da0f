"""Each notebook alone in an empty folder: its setup cell fetches the helpers only."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import alone
import nbformat
import pytest
from alone import ROOT, copy_mnist, environment, place
from legs import PATHS, legs

from notebooks import Failure, measure
from torchcourse.data import search

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
COLAB = {"COLAB_RELEASE_TAG": "release-colab-external"}
KAGGLE = {"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}


@pytest.fixture(scope="module")
def attached(tmp_path_factory):
    """An input folder like Kaggle's, read-only, with MNIST in it."""
    named = os.environ.get("TORCHCOURSE_DATA", str(ROOT / "data"))
    found = search.by_name(search.scan(Path(named)))
    if not all(found.values()):
        pytest.skip("needs MNIST: set TORCHCOURSE_DATA to a folder with its files")
    files = [paths[0] for paths in found.values()]
    return copy_mnist(files, tmp_path_factory.mktemp("kaggle") / "input")


def only_the_helpers(machine):
    """Tell whether pip installed torchcourse, and touched nothing else."""
    added = machine.installed() - {"links.pth"}
    return {name.split("-")[0] for name in added} == {"torchcourse"}


def printed(notebook):
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    return "".join(output.get("text", "") for output in outputs)


def mnist_lines(notebook):
    return [line for line in printed(notebook).splitlines() if "MNIST" in line]


def with_setup_of(path, folder, *sources):
    """Write a notebook of the setup cell, without its imports, and these cells."""
    setup = next(c for c in nbformat.read(path, 4).cells if c.cell_type == "code")
    sources = [setup.source.split("\n\nfrom torchcourse ")[0], *sources]
    cells = [*map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "n.ipynb")
    return folder / "n.ipynb"


def find_input_at(folder, path):
    """Let the package look for Kaggle's input where the test may put it."""
    notebook = nbformat.read(path, 4)
    source = (
        "import pathlib, torchcourse.data.folders as folders\n"
        f"folders.KAGGLE = pathlib.Path({str(folder)!r})"
    )
    notebook.cells.insert(1, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize("path", legs("02"))
def test_on_colab_twice_in_one_kernel(path, machine, site, tmp_path):
    """No MNIST either: the digits of scikit-learn stand in."""
    site.asked.clear()
    copy = place(path, tmp_path / "content", site.url, times=2)
    measure(copy, machine.python, environment(site.url, tmp_path, **COLAB))
    assert only_the_helpers(machine)
    assert site.asked.count(f"/{alone.ARCHIVE}") == 1
    page = {"digits.html"} if path.name.startswith("19") else set()  # to be opened
    assert {*os.listdir(copy.parent)} == {path.name} | page


@pytest.mark.parametrize("path", legs())
def test_on_kaggle_with_mnist_attached(path, machine, site, attached, tmp_path):
    before = sorted(attached.rglob("*"))
    copy = find_input_at(attached, place(path, tmp_path / "working", site.url))
    variables = environment(site.url, tmp_path, **KAGGLE)
    notebook, _ = measure(copy, machine.python, variables)
    assert only_the_helpers(machine)
    assert sorted(attached.rglob("*")) == before
    assert not any("stand" in line for line in mnist_lines(notebook))


@pytest.mark.slow
def test_attached_data_are_found_read_only_and_without_internet(
    machine, site, attached, tmp_path
):
    cells = ["from torchcourse import *", "print(report())", "load_mnist()[4]"]
    copy = place(with_setup_of(PATHS[0], tmp_path, *cells), tmp_path / "w", site.url)
    variables = environment(site.url, tmp_path, **KAGGLE)
    notebook, _ = measure(find_input_at(attached, copy), machine.python, variables)
    assert mnist_lines(notebook)[-1] == (
        "MNIST: 60,000 training and 10,000 test images, verified."
    )
    assert "Kaggle" in printed(notebook)
    assert notebook.cells[-1].outputs[-1].data["text/plain"] == (
        '"Kaggle\'s input folder"'
    )


@pytest.mark.slow
def test_with_the_network_down_it_says_what_to_do(machine, tmp_path):
    copy = place(with_setup_of(PATHS[0], tmp_path), tmp_path / "working")
    variables = environment(alone.UNREACHABLE, tmp_path, **KAGGLE)
    said = "this needs pip, internet and no other torchcourse"
    with pytest.raises(Failure, match=rf": SystemExit: .*: {said}\. .*ERROR: .+"):
        measure(copy, machine.python, variables)
    assert machine.installed() == {"links.pth"}


@pytest.mark.slow
def test_the_machine_has_everything_but_the_package(machine):
    names = ["torch", "numpy", "matplotlib", "sklearn", "ipykernel", "torchcourse"]
    code = (
        f"import importlib.util as u; print([u.find_spec(n) is None for n in {names}])"
    )
    done = subprocess.run([machine.python, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[False, False, False, False, False, True]\n"


@pytest.mark.slow
def test_a_setup_cell_that_touches_numpy_is_found(machine, site, tmp_path):
    """And the numpy of the machine that runs the tests stays as it was."""
    wheel = tmp_path / "numpy-99.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("numpy/__init__.py", "")
        about = "Metadata-Version: 2.1\nName: numpy\nVersion: 99.0\n"
        file.writestr("numpy-99.0.dist-info/METADATA", about)
        file.writestr("numpy-99.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: x-y-z\n")
        file.writestr("numpy-99.0.dist-info/RECORD", "")
    copy = place(with_setup_of(PATHS[0], tmp_path), tmp_path / "w", site.url)
    greedy = copy.read_text(encoding="utf-8").replace(
        "--no-deps {url}", f"{wheel} {{url}}"
    )
    copy.write_text(greedy, encoding="utf-8")
    measure(copy, machine.python, environment(site.url, tmp_path))
    assert not only_the_helpers(machine)


@pytest.mark.slow
def test_a_notebook_that_needs_its_neighbors_is_found(machine, site, tmp_path):
    needy = with_setup_of(PATHS[0], tmp_path, "open('01_tensors.ipynb').close()")
    copy = place(needy, tmp_path / "empty", site.url)
    with pytest.raises(Failure, match=r"cell 1, line 1 .*No such file"):
        measure(copy, machine.python, environment(site.url, tmp_path))
