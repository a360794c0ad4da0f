"""A world in which MNIST has ten images, no folder holds it, and mirrors are down."""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

import pytest

from torchcourse.data import download, folders, idx

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = (f.name for f in idx.FILES)
SHAPES = {
    TRAIN_IMAGES: (6, 28, 28),
    TRAIN_LABELS: (6,),
    TEST_IMAGES: (4, 28, 28),
    TEST_LABELS: (4,),
}


def content(name: str) -> bytes:
    """Return the tiny file's bytes: pixels that differ, labels 0, 1, 2..."""
    shape = SHAPES[name]
    if len(shape) == 1:
        return idx.header(shape) + bytes(range(shape[0]))
    values = hashlib.shake_256(name.encode()).digest(shape[0] * 784)
    return idx.header(shape) + values


CONTENT = {name: content(name) for name in SHAPES}
ZIPPED = {f"{name}.gz": gzip.compress(CONTENT[name], mtime=0) for name in SHAPES}
FILES = tuple(
    idx.IdxFile(name, shape, hashlib.sha256(CONTENT[name]).hexdigest())
    for name, shape in SHAPES.items()
)


class World(NamedTuple):
    """Folders of a test; `raw` is where downloads are kept."""

    data: Path
    raw: Path
    kaggle: Path
    elsewhere: Path

    def files(self) -> list[str]:
        """Return all file names below the data folder, sorted."""
        return sorted(p.name for p in self.data.rglob("*") if p.is_file())


def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """Put the tiny files, empty folders and short waits in place of the real ones."""
    data = tmp_path / "data"
    world = World(data, data / "MNIST/raw", tmp_path / "kaggle", tmp_path / "else")
    monkeypatch.setattr(idx, "FILES", FILES)
    monkeypatch.setattr(folders, "data_folder", lambda: world.data)
    monkeypatch.setattr(folders, "KAGGLE", world.kaggle)
    monkeypatch.setattr(download, "MIRRORS", ("http://127.0.0.1:9/",))  # refuses
    monkeypatch.setattr(download, "WAITS", (0.0, 0.01, 0.02))
    monkeypatch.delenv("TORCHCOURSE_DATA", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    return world


def write_raw(folder: Path) -> Path:
    """Write the four files uncompressed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in CONTENT.items():
        (folder / name).write_bytes(body)
    return folder


def write_zipped(folder: Path) -> Path:
    """Write the four files gzipped."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in ZIPPED.items():
        (folder / name).write_bytes(body)
    return folder


def flip_bit(path: Path) -> None:
    """Flip one bit of a file's last byte, which is never part of its header."""
    body = bytearray(path.read_bytes())
    body[-1] ^= 1
    path.write_bytes(body)
