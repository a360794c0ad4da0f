"""Find MNIST's files, and what may be other data, below a folder."""

import contextlib
import heapq
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from torchcourse.data import idx

PASSED_OVER = "embedded"  # a folder of the same file names, with other content

_DEPTH = 8  # Kaggle mounts at datasets/OWNER/NAME, and owners pack MNIST/raw deep
_FEW, _LIMIT = 50_000, 200_000  # entries looked at in one folder, and in all
_SPELLINGS = {
    spelling + suffix: file.name
    for file in idx.FILES
    for spelling in (file.name, file.name.replace("-idx", ".idx"))
    for suffix in ("", ".gz")
}
_DATA = ".csv", ".gz", ".npz", ".parquet", ".zip"  # what a data set is packed in


def scan(folder: Path) -> list[Path]:
    """Find what may be data in a folder or up to eight levels below it.

    Folders with MNIST in their path come first, and none is entered twice, however it
    is linked.

    Args:
        folder: Where to start; it need not exist.

    Returns:
        Files with MNIST's names, and what looks like another data set, the nearest
        first; nothing is opened.
    """
    found, left, entered = [], _LIMIT, set()
    waiting = [(True, 0, str(folder))]
    while waiting:
        _, depth, place = heapq.heappop(waiting)
        if (real := os.path.realpath(place)) in entered:
            continue
        entered.add(real)
        entries = list(itertools.islice(_entries(place), min(_FEW, left)))
        left -= len(entries)
        for entry, is_folder in entries:
            if is_folder and depth < _DEPTH:
                rank = "mnist" not in entry.path.lower(), depth + 1, entry.path
                heapq.heappush(waiting, rank)
            elif not is_folder and _is_data(entry.name):
                found.append((depth, entry.path))
    return [Path(path) for _, path in sorted(found)]


def _is_data(name: str) -> bool:
    return name in _SPELLINGS or name.lower().endswith(_DATA)


def _entries(folder: str) -> Iterator[tuple[os.DirEntry, bool]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # a link that leads to itself
                if entry.name != PASSED_OVER:
                    yield entry, entry.is_dir()


def by_name(paths: list[Path]) -> dict[str, list[Path]]:
    """Return, for each of the four names, its copies among the paths, in order."""
    found: dict[str, list[Path]] = {file.name: [] for file in idx.FILES}
    for path in paths:
        if path.name in _SPELLINGS:
            found[_SPELLINGS[path.name]].append(path)
    return found
