"""`torchvision_root`: torchvision reads the loaded digits, whatever their source."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_mnist
import torch
from tiny_mnist import CONTENT, TRAIN_IMAGES, ZIPPED

from torchcourse.data import layout, load_mnist, torchvision_root


@pytest.fixture
def world(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    layout._temporary_folder.cache_clear()
    return tiny_mnist.install(monkeypatch, tmp_path)


def assert_torchvision_reads(root, mnist):
    datasets = pytest.importorskip("torchvision.datasets")
    for train, images, labels in ((True, *mnist[:2]), (False, *mnist[2:4])):
        read = datasets.MNIST(root, train=train)
        assert torch.equal(read.data, images)
        assert torch.equal(read.targets, labels)


def test_flat_zipped_files_elsewhere_are_laid_out_once(world):
    tiny_mnist.write_zipped(world.kaggle)
    world.kaggle.chmod(stat.S_IRUSR | stat.S_IXUSR)
    mnist = load_mnist()
    root = torchvision_root(mnist)
    assert root == world.data
    assert_torchvision_reads(root, mnist)
    files = {path: path.stat().st_mtime_ns for path in world.raw.iterdir()}
    assert {path.name: path.read_bytes() for path in files} == CONTENT
    assert torchvision_root(mnist) == root
    assert files == {path: path.stat().st_mtime_ns for path in world.raw.iterdir()}


def test_a_folder_that_is_named_is_not_copied_into_the_data_folder(
    world, monkeypatch, tmp_path
):
    tiny_mnist.write_zipped(world.elsewhere)
    monkeypatch.setenv("TORCHCOURSE_DATA", str(world.elsewhere))
    mnist = load_mnist()
    root = torchvision_root(mnist)
    assert root.parent == tmp_path
    assert_torchvision_reads(root, mnist)
    assert not world.data.exists()
    assert sorted(path.name for path in world.elsewhere.iterdir()) == sorted(ZIPPED)


@pytest.mark.parametrize("place", ["elsewhere", "data"])
def test_files_that_lie_as_torchvision_expects_are_not_copied(
    world, monkeypatch, place
):
    root = getattr(world, place)
    tiny_mnist.write_raw(root / "MNIST/raw")
    tiny_mnist.write_zipped(world.elsewhere)
    monkeypatch.setenv("TORCHCOURSE_DATA", str(world.elsewhere))
    assert torchvision_root(load_mnist()) == root
    assert not layout._temporary_folder.cache_info().currsize


def test_a_damaged_file_is_replaced(world, monkeypatch):
    tiny_mnist.write_raw(world.raw)
    mnist = load_mnist()
    tiny_mnist.flip_bit(world.raw / TRAIN_IMAGES)
    assert_torchvision_reads(torchvision_root(mnist), mnist)


def test_the_stand_in_keeps_out_of_the_folder_of_mnist(world, monkeypatch):
    mnist = load_mnist()._replace(is_mnist=False)
    root = torchvision_root(mnist)
    assert root == world.data / "embedded"
    assert_torchvision_reads(root, mnist)
    assert not world.raw.exists()


def test_without_a_writable_data_folder_it_is_temporary(world, monkeypatch, tmp_path):
    world.data.write_text("a file where the folder should be")
    mnist = load_mnist()
    root = torchvision_root(mnist)
    assert root.parent == tmp_path
    assert root == torchvision_root(mnist)
    assert_torchvision_reads(root, mnist)


def test_the_temporary_folder_is_gone_when_python_ends(tmp_path):
    code = "from torchcourse.data import layout; print(layout._temporary_folder(True))"
    command = [sys.executable, "-W", "error", "-c", code]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert printed.stderr == ""
    assert Path(printed.stdout.strip()).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_changed_digits_are_never_written_as_mnist(world, monkeypatch):
    tiny_mnist.write_zipped(world.elsewhere)
    monkeypatch.setenv("TORCHCOURSE_DATA", str(world.elsewhere))
    mnist = load_mnist()
    mnist.train_images[0, 0, 0] ^= 1
    with pytest.raises(ValueError, match=r"not the values of train-images.*unchanged"):
        torchvision_root(mnist)
    assert not (world.raw / TRAIN_IMAGES).exists()
