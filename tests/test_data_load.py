"""`load_mnist` and `describe_source`: order of sources, lines printed, real MNIST."""

import inspect
import os
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

from torchcourse import data
from torchcourse.data import describe_source, download, folders, idx, load_mnist

VERIFIED = "MNIST: 60,000 training and 10,000 test images, verified."
REAL = os.environ.get("TORCHCOURSE_DATA", "")
needs_mnist = pytest.mark.skipif(
    not (REAL and all(folders.find_files(Path(REAL)).values())),
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


def test_import_is_quick_and_does_nothing():
    program = (
        "import sys, time, torch; start = time.perf_counter(); import torchcourse.data;"
        "print(time.perf_counter() - start, 'sklearn' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, sklearn = output.stdout.split()
    assert float(seconds) < 0.2
    assert sklearn == "False"


@needs_mnist
def test_real_mnist_loads_within_a_second_and_without_a_copy(monkeypatch, capsys):
    monkeypatch.setenv("TORCHCOURSE_DATA", REAL)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        mnist = load_mnist()
        seconds.append(time.perf_counter() - start)
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
        digest = idx.write(path, values.to(torch.uint8))
        assert digest == file.sha256
    pairs = torchvision.datasets.MNIST(tmp_path, train=False, download=False)
    assert torch.equal(pairs.data, mnist.test_images)
