"""`load_mnist` and `describe_source`: order of sources, lines printed, real MNIST."""

import inspect
import os
import re
import shutil
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
import tiny_mnist
import torch
from tiny_mnist import CONTENT, TRAIN_IMAGES

from torchcourse import data, files
from torchcourse.data import describe_source, download, folders, idx, load_mnist

VERIFIED = "MNIST: 60,000 training and 10,000 test images, verified."
REAL = os.environ.get("TORCHCOURSE_DATA", "")
needs_mnist = pytest.mark.skipif(
    not (REAL and folders.holds_mnist(Path(REAL))),
    reason="TORCHCOURSE_DATA does not name a folder with MNIST's four files",
)


@pytest.fixture
def world(monkeypatch, tmp_path):
    return tiny_mnist.install(monkeypatch, tmp_path)


def test_first_source_that_verifies_wins(world, monkeypatch, capsys):
    tiny_mnist.write_zipped(world.elsewhere)
    tiny_mnist.write_raw(world.raw)
    tiny_mnist.write_raw(world.kaggle / "mnist")
    monkeypatch.setenv("TORCHCOURSE_DATA", str(world.elsewhere))
    places = {
        "the TORCHCOURSE_DATA folder": world.elsewhere,
        "the project's data folder": world.data,
        "Kaggle's input folder": world.kaggle,
    }
    for name, folder in places.items():
        assert describe_source() == f"MNIST files in {name}"
        assert load_mnist().source == name
        assert capsys.readouterr().out.splitlines()[-1] == VERIFIED
        shutil.rmtree(folder)
    assert describe_source().startswith("none yet")
    assert load_mnist().source == "embedded digits"


def test_absent_folders_are_silent(world, monkeypatch, capsys):
    tiny_mnist.write_raw(world.kaggle)
    monkeypatch.setenv("TORCHCOURSE_DATA", " ")
    load_mnist()
    assert capsys.readouterr().out.splitlines() == [VERIFIED]


def test_each_source_that_fails_gives_one_line(world, monkeypatch, capsys):
    monkeypatch.setenv("TORCHCOURSE_DATA", str(world.elsewhere))
    for folder in (world.raw, world.kaggle / "mnist"):
        tiny_mnist.write_raw(folder)
        tiny_mnist.flip_bit(folder / TRAIN_IMAGES)
    mnist = load_mnist()
    output = capsys.readouterr()
    damaged = f"{TRAIN_IMAGES} is damaged, or not MNIST (checksum differs)"
    causes = {
        "the TORCHCOURSE_DATA folder": "there is no such folder",
        "the project's data folder": damaged,
        "Kaggle's input folder": damaged,
        "a verified download": "the server refused the connection",
    }
    *lines, last = output.out.splitlines()
    assert lines == [
        f"No MNIST from {source}: {cause}; trying the next source."
        for source, cause in causes.items()
    ]
    assert "digits stand in" in last
    assert "TORCHCOURSE_DATA" in last
    assert "Kaggle" in last
    assert output.err == ""
    assert not mnist.is_mnist


def kaggle_line(capsys):
    """Load; return what is said of Kaggle's input folder, if anything."""
    load_mnist()
    lines = capsys.readouterr().out.splitlines()
    return "".join(line for line in lines if "Kaggle's input folder:" in line)


def test_what_kaggle_has_attached_is_said(world, capsys):
    world.kaggle.mkdir()
    assert kaggle_line(capsys) == ""  # nothing is attached
    mount = world.kaggle / "competitions" / "digit-recognizer"
    mount.mkdir(parents=True)
    (mount / "picture.png").touch()
    assert "folder: it holds no data; load_mnist() reads the four files" in kaggle_line(
        capsys
    )
    (mount / "train.csv").touch()
    assert "it holds only train.csv; load_mnist() reads the four files" in kaggle_line(
        capsys
    )
    for name in ("test.csv", "sample_submission.csv", "a.zip", "b.parquet"):
        (mount / name).touch()
    said = kaggle_line(capsys)
    assert re.search(
        r"only \S+, \S+, \S+, others; load_mnist.* mnist.npz, or mni", said
    )
    assert describe_source().startswith("none yet")


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (
            lambda f: f'"{tiny_mnist.write_raw(f)}"',
            "there is no such folder; write its name without",
        ),
        (
            lambda f: f"'{tiny_mnist.write_raw(f)}'",
            "there is no such folder; write its name without",
        ),
        (
            lambda f: tiny_mnist.write_raw(f) / TRAIN_IMAGES,
            "it is a file, and should b",
        ),
        (lambda f: f, "there is no such folder; trying"),
    ],
)
def test_a_name_that_is_no_folder_is_told(make, cause, world, monkeypatch, capsys):
    monkeypatch.setenv("TORCHCOURSE_DATA", str(make(world.elsewhere)))
    assert not load_mnist().is_mnist
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"No MNIST from the TORCHCOURSE_DATA folder: {cause}")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")
def test_a_deleted_working_directory_does_not_matter(monkeypatch, tmp_path):
    tiny = tiny_mnist.write_raw(tmp_path / "mnist")
    installed = tmp_path / "site-packages" / "torchcourse" / "data" / "folders.py"
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(idx, "FILES", tiny_mnist.FILES)
    monkeypatch.setattr(folders, "__file__", str(installed))
    monkeypatch.setenv("TORCHCOURSE_DATA", str(tiny))
    assert load_mnist().is_mnist
    assert describe_source() == "MNIST files in the TORCHCOURSE_DATA folder"


@pytest.mark.parametrize("is_mnist", [True, False])
def test_result_has_the_promised_types(is_mnist, world):
    if is_mnist:
        tiny_mnist.write_raw(world.raw)
    mnist = load_mnist()
    assert mnist.is_mnist is is_mnist
    assert isinstance(mnist.source, str)
    for images, labels in (mnist[:2], mnist[2:4]):
        assert images.shape == (len(labels), 28, 28)
        assert images.dtype == torch.uint8
        assert labels.dtype == torch.int64


def test_labels_and_images_are_not_mixed_up(world):
    tiny_mnist.write_raw(world.raw)
    mnist = load_mnist()
    assert mnist.train_labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert mnist.test_labels.tolist() == [0, 1, 2, 3]
    for name, images in zip(
        list(CONTENT)[::2], (mnist.train_images, mnist.test_images), strict=True
    ):
        assert bytes(images.flatten().tolist()) == CONTENT[name][16:]


def test_torchvision_reads_the_same_folder(world):
    torchvision = pytest.importorskip("torchvision")
    tiny_mnist.write_raw(world.raw)
    mnist = load_mnist()
    for train, images, labels in ((True, *mnist[:2]), (False, *mnist[2:4])):
        pairs = torchvision.datasets.MNIST(world.data, train=train, download=False)
        assert torch.equal(pairs.data, images)
        assert torch.equal(pairs.targets, labels)


def test_describe_source_only_looks(world, monkeypatch, capsys):
    tiny_mnist.write_raw(world.raw)
    monkeypatch.setattr(idx, "decode", lambda *a: pytest.fail("read a file"))
    monkeypatch.setattr(download, "fetch", lambda *a: pytest.fail("downloaded"))
    text = describe_source()
    (world.raw / TRAIN_IMAGES).unlink()
    assert describe_source().startswith("none yet")
    assert str(world.data) not in text
    assert capsys.readouterr().out == ""


def test_public_names_are_documented():
    for name in data.__all__:
        assert "    " in inspect.getdoc(getattr(data, name))


def test_import_brings_in_nothing_heavy():
    program = (
        "import sys, torch; before = set(sys.modules); import torchcourse.data;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"sklearn", "matplotlib", "torchvision"} & {*output.stdout.split()}


@needs_mnist
def test_real_mnist_loads_in_a_second_of_work_and_without_a_copy(monkeypatch, capsys):
    monkeypatch.setenv("TORCHCOURSE_DATA", REAL)
    seconds = []
    for _ in range(3):
        start = time.process_time()  # whatever else the machine does
        mnist = load_mnist()
        seconds.append(time.process_time() - start)
    assert capsys.readouterr().out.splitlines() == 3 * [VERIFIED]
    assert min(seconds) < 1
    assert mnist.train_labels.bincount().tolist()[:2] == [5923, 6742]
    assert mnist.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert round(mnist.train_images.float().mean().item() / 255, 4) == 0.1307
    del mnist
    tracemalloc.start()
    try:
        load_mnist()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60e6  # 55e6 bytes are the images


@needs_mnist
def test_torchvision_reads_real_mnist_as_stored(monkeypatch, tmp_path):
    torchvision = pytest.importorskip("torchvision")
    mnist = load_mnist()
    for file, values in zip(idx.FILES, mnist[:4], strict=True):
        path = tmp_path / "MNIST/raw" / file.name
        files.write_whole(path, idx.content(values.byte()))
    pairs = torchvision.datasets.MNIST(tmp_path, train=False, download=False)
    assert torch.equal(pairs.data, mnist.test_images)
