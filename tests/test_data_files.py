"""Local files: every way in which one can be wrong, and where they are looked for."""

import contextlib
import gzip
import io
import sys
import tracemalloc
import zlib

import numpy as np
import pytest
import tiny_mnist
import torch
from tiny_mnist import CONTENT, FILES, TEST_LABELS, TRAIN_IMAGES, ZIPPED

from torchcourse.data import folders, idx, packed, search

IMAGES = FILES[0]
BODY = CONTENT[TRAIN_IMAGES]
GZIP = ZIPPED[f"{TRAIN_IMAGES}.gz"]


@pytest.fixture
def world(monkeypatch, tmp_path):
    return tiny_mnist.install(monkeypatch, tmp_path)


def flipped(body, position):
    return body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]


@pytest.mark.parametrize("body", [BODY, GZIP], ids=["raw", "gz"])
def test_reads_raw_and_gzipped(body, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(body)
    values = idx.read_verified(path, IMAGES)
    assert values.shape == (6, 28, 28)
    assert values.dtype == torch.uint8
    assert bytes(values.flatten().tolist()) == BODY[16:]


def test_values_can_be_written_to():
    values = idx.decode(io.BytesIO(BODY), IMAGES)
    values[0, 0, 0] = 7
    assert values[0, 0, 0] == 7


LABELS_INSTEAD = idx.header((6,)) + bytes(len(BODY) - 8)
BAD = {
    "empty": (b"", "is truncated (0 of 4,720 bytes)"),
    "truncated": (BODY[:-1], "is truncated (4,719 of 4,720 bytes)"),
    "truncated-in-header": (BODY[:9], "is truncated (9 of 4,720 bytes)"),
    "truncated-gzip": (GZIP[:-1], "is truncated (its gzip ends early)"),
    "half-gzip": (GZIP[: len(GZIP) // 2], "is truncated (its gzip ends early)"),
    "short-gzip": (gzip.compress(BODY[:-5]), "is truncated (4,715 of 4,720 bytes)"),
    "too-long": (BODY + b"0", "is too long (more than 4,720 bytes)"),
    "too-long-gzip": (gzip.compress(BODY + b"0"), "is too long (more than 4,720"),
    "bit-flipped": (flipped(BODY, 2000), "(checksum differs)"),
    "last-bit-flipped": (flipped(BODY, len(BODY) - 1), "(checksum differs)"),
    "flipped-then-gzipped": (gzip.compress(flipped(BODY, 99)), "(checksum differs)"),
    "bit-flipped-gzip": (flipped(GZIP, 2000), "is damaged"),
    "gzip-checksum": (flipped(GZIP, len(GZIP) - 6), "(gzip cannot unpack it)"),
    "garbage-after-gzip": (GZIP + b"garbage", "(gzip cannot unpack it)"),
    "wrong-magic": (flipped(BODY, 2), "(wrong magic number or sizes)"),
    "labels-for-images": (LABELS_INSTEAD, "(wrong magic number or sizes)"),
    "zlib-not-gzip": (zlib.compress(BODY), "(wrong magic number or sizes)"),
    "web-page": (b"\r\n<html>Please log in</html>", "is a web page, not data"),
}


@pytest.mark.parametrize(("body", "cause"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_bad_file_is_refused_with_its_cause(body, cause, suffix, tmp_path):
    path = tmp_path / (TRAIN_IMAGES + suffix)
    path.write_bytes(body)
    with pytest.raises(idx.BadFile) as caught:
        idx.read_verified(path, IMAGES)
    message = str(caught.value)
    assert message.startswith(TRAIN_IMAGES)
    assert cause in message
    assert "\n" not in message
    assert str(tmp_path) not in message


def test_missing_and_unreadable(monkeypatch, tmp_path):
    with pytest.raises(idx.BadFile, match="is missing"):
        idx.read_verified(tmp_path / "absent", IMAGES)
    with pytest.raises(idx.BadFile, match="is unreadable"):
        idx.read_verified(tmp_path, IMAGES)

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied", "/home/someone/file")

    monkeypatch.setattr(idx, "open", refuse, raising=False)  # root may read anything
    with pytest.raises(idx.BadFile, match=r"unreadable \(Permission denied\)$"):
        idx.read_verified(tmp_path / "file", IMAGES)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["raw", "gz"])
def test_reading_holds_no_second_copy(pack, tmp_path):
    size = 16 << 20
    whole = idx.header((size,)) + bytes(size)
    sha256 = idx.hashlib.sha256(whole).hexdigest()
    path = tmp_path / "large"
    path.write_bytes(pack(whole))
    del whole
    tracemalloc.start()
    try:
        idx.read_verified(path, idx.IdxFile("large", (size,), sha256))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size <= peak < 1.3 * size


def test_a_gzip_bomb_is_read_only_to_the_expected_size(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(BODY + bytes(64 << 20), 1))
    tracemalloc.start()
    try:
        with pytest.raises(idx.BadFile, match="too long"):
            idx.read_verified(path, IMAGES)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


def test_default_device_and_dtype_do_not_matter():
    torch.set_default_device("meta")
    try:
        assert idx.decode(io.BytesIO(BODY), IMAGES).device.type == "cpu"
    finally:
        torch.set_default_device(None)


def test_written_file_reads_back():
    values = idx.decode(io.BytesIO(BODY), IMAGES)
    assert idx.content(values) == BODY


def found_in(folder):
    """Return the copies of the four files that are found, by name."""
    return search.by_name(search.scan(folder))


LAYOUTS = {
    "raw": lambda f: tiny_mnist.write_raw(f),
    "gz": lambda f: tiny_mnist.write_zipped(f),
    "nested": lambda f: tiny_mnist.write_zipped(f / "a/b/c/d/e"),
    "torchvision": lambda f: tiny_mnist.write_raw(f / "MNIST/raw"),
}


@pytest.mark.parametrize("write", LAYOUTS.values(), ids=LAYOUTS)
def test_finds_the_files_in_and_below_a_folder(write, world):
    write(world.elsewhere)
    assert len(folders.read_folder(world.elsewhere)) == 4


def test_finds_kaggles_spellings(world):
    """Folders named like the files they hold, and names with a dot."""
    mount = world.kaggle / "datasets/owner/mnist-dataset"
    for name in CONTENT:
        (mount / name).mkdir(parents=True)
    assert not any(found_in(world.kaggle).values())
    for name, body in CONTENT.items():
        (mount / name / name).write_bytes(body)
    images = folders.read_folder(world.kaggle)[0]
    for name, body in CONTENT.items():
        (mount / name / name).unlink()
        (mount / name.replace("-idx", ".idx")).write_bytes(body)
    assert torch.equal(folders.read_folder(world.kaggle)[0], images)


def test_does_not_look_too_deep_or_too_long(world, monkeypatch):
    tiny_mnist.write_raw(world.elsewhere / "1/2/3/4/5/6/7/8/9")
    assert not any(found_in(world.elsewhere).values())
    tiny_mnist.write_raw(world.elsewhere)
    monkeypatch.setattr(search, "_LIMIT", 2)
    assert sum(map(len, found_in(world.elsewhere).values())) <= 2


def test_takes_the_first_copy_that_verifies(world):
    tiny_mnist.write_raw(world.elsewhere)
    tiny_mnist.write_raw(world.elsewhere / "backup")
    tiny_mnist.flip_bit(world.elsewhere / TRAIN_IMAGES)
    folders.read_folder(world.elsewhere)
    tiny_mnist.flip_bit(world.elsewhere / "backup" / TRAIN_IMAGES)
    with pytest.raises(idx.BadFile, match="checksum differs"):
        folders.read_folder(world.elsewhere)


def test_missing_folder_and_missing_file_are_told_apart(world):
    with pytest.raises(idx.BadFile, match="no such folder"):
        folders.read_folder(world.elsewhere)
    with pytest.raises(idx.BadFile, match="no such folder"):
        folders.read_folder(world.elsewhere / ("x" * 5000))
    tiny_mnist.write_raw(world.elsewhere)
    (world.elsewhere / TEST_LABELS).unlink()
    with pytest.raises(idx.BadFile, match=f"{TEST_LABELS} is missing"):
        folders.read_folder(world.elsewhere)


@pytest.mark.parametrize(
    "mount", ["input/mnist", "input/datasets/owner/mnist", "datasets/owner/digits/data"]
)
@pytest.mark.parametrize("inside", ["", "data/MNIST/raw", "MNIST/raw"])
def test_finds_the_files_below_every_mount_of_kaggle(world, mount, inside):
    tiny_mnist.write_raw(world.kaggle / mount / inside)
    assert len(folders.read_folder(world.kaggle)) == 4


def link(path, target):
    path.symlink_to(target, target_is_directory=True)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("name", ["a", "latest", "zz"])
def test_links_in_a_circle_are_passed_over(world, name):
    """A link to itself, to a folder above, in pairs, and to nothing."""
    place = world.elsewhere / "files"
    for folder in (world.elsewhere, place):
        folder.mkdir()
        link(folder / name, name)
        link(folder / f"{name}-up", world.elsewhere)
        link(folder / f"{name}-1", f"{name}-2")
        link(folder / f"{name}-2", f"{name}-1")
        link(folder / f"{name}-gone", "nowhere")
    tiny_mnist.write_raw(place)
    assert len(folders.read_folder(world.elsewhere)) == 4
    assert all(len(copies) == 1 for copies in found_in(world.elsewhere).values())


def test_large_neighbors_do_not_hide_the_files(world, monkeypatch):
    monkeypatch.setattr(search, "_FEW", 30)
    monkeypatch.setattr(search, "_LIMIT", 100)
    for name in ("a", "b", "c", "d", "z"):
        (world.kaggle / name / "images").mkdir(parents=True)
        for i in range(40):
            (world.kaggle / name / "images" / f"{i}.png").touch()
    tiny_mnist.write_raw(world.kaggle / "q-mnist" / "data" / "raw")
    assert len(folders.read_folder(world.kaggle)) == 4


def test_twenty_thousand_images_beside_the_files_do_not_hide_them(world, monkeypatch):
    class Entry:
        def __init__(self, name):
            self.name, self.path = name, str(world.elsewhere / name)

        def is_dir(self):
            return False

    names = [*(f"{i}.png" for i in range(20_001)), *CONTENT]
    listing = contextlib.nullcontext(map(Entry, names))
    monkeypatch.setattr(search.os, "scandir", lambda _: listing)
    assert all(found_in(world.elsewhere).values())


# --- packed otherwise --------------------------------------------------------------


def arrays():
    images = idx.decode(io.BytesIO(CONTENT[TRAIN_IMAGES]), FILES[0]).numpy()
    parts = [np.frombuffer(CONTENT[f.name], np.uint8) for f in FILES]
    shaped = [
        p[-np.prod(f.shape) :].reshape(f.shape)
        for p, f in zip(parts, FILES, strict=True)
    ]
    assert (shaped[0] == images).all()
    return dict(zip(("x_train", "y_train", "x_test", "y_test"), shaped, strict=True))


def write_npz(folder, **changes):
    np.savez_compressed(folder / "mnist.npz", **(arrays() | changes))


def write_csv(folder, names=""):
    values = arrays()
    for part in ("train", "test"):
        images = values[f"x_{part}"].reshape(-1, 784)
        rows = np.column_stack([values[f"y_{part}"], images])
        path = folder / f"mnist_{part}.csv"
        np.savetxt(path, rows, "%d", delimiter=",", header=names, comments="")


PACKED = {
    "npz": write_npz,
    "csv": write_csv,
    "csv with names": lambda f: write_csv(f, "label," + ",".join(["1x1"] * 784)),
    "npz of longs": lambda f: write_npz(f, y_test=arrays()["y_test"].astype(int)),
}


@pytest.mark.parametrize("write", PACKED.values(), ids=PACKED)
def test_reads_what_is_packed_otherwise(write, world):
    mount = world.kaggle / "datasets" / "owner" / "digits"
    mount.mkdir(parents=True)
    write(mount)
    assert folders.holds_mnist(world.kaggle)
    tensors = folders.read_folder(world.kaggle)
    wanted = tiny_mnist.write_raw(world.elsewhere)
    for ours, theirs in zip(tensors, folders.read_folder(wanted), strict=True):
        assert torch.equal(ours, theirs)
        assert ours.dtype == torch.uint8


SPOILED = {
    "order": lambda f: write_npz(f, y_train=arrays()["y_train"][::-1]),
    "range": lambda f: write_npz(f, x_test=arrays()["x_test"] / 255),
    "shape": lambda f: write_npz(f, x_test=arrays()["x_test"][:, :27]),
    "pickle": lambda f: write_npz(f, y_test=np.array([None] * 4)),
    "no archive": lambda f: (f / "mnist.npz").write_bytes(b"PK"),
    "cut": lambda f: (f / "mnist.npz").write_bytes(b""),
}


@pytest.mark.parametrize("write", SPOILED.values(), ids=SPOILED)
def test_a_packed_set_that_is_not_mnist_is_refused_by_its_name(write, world):
    world.elsewhere.mkdir()
    write(world.elsewhere)
    with pytest.raises(
        idx.BadFile, match=r"^mnist.npz: damaged, or not MNIST in its o"
    ):
        folders.read_folder(world.elsewhere)
    write_csv(world.elsewhere)
    assert len(folders.read_folder(world.elsewhere)) == 4
    (world.elsewhere / "mnist_test.csv").write_text("a,b\n1,2\n")
    with pytest.raises(idx.BadFile, match=r"mnist_train.csv and mnist_test.csv: dam"):
        folders.read_folder(world.elsewhere)


def test_one_table_alone_is_not_read(world):
    world.elsewhere.mkdir()
    write_csv(world.elsewhere)
    (world.elsewhere / "mnist_test.csv").unlink()
    assert packed.find(search.scan(world.elsewhere)) == []
    with pytest.raises(idx.BadFile, match=r"it holds only mnist_train.csv; load_mni"):
        folders.read_folder(world.elsewhere)


def test_data_folder_is_the_projects_or_the_cache(monkeypatch, tmp_path):
    assert (folders.data_folder().parent / "notebooks").is_dir()
    installed = tmp_path / "site-packages" / "torchcourse" / "data" / "folders.py"
    monkeypatch.setattr(folders, "__file__", str(installed))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project, inside = tmp_path / "project", tmp_path / "project" / "notebooks"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert folders.data_folder() == tmp_path / "cache" / "torchcourse"
    (project / "pyproject.toml").write_text('name = "another"\n')
    assert folders.data_folder() == tmp_path / "cache" / "torchcourse"
    (project / "pyproject.toml").write_text('name = "torchcourse"\n')
    assert folders.data_folder() == project / "data"
    monkeypatch.chdir(project)
    inside.rmdir()
    assert folders.data_folder() == tmp_path / "cache" / "torchcourse"
