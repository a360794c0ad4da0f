"""Know the folders that may hold MNIST, and find its four files below one."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from torch import Tensor

from torchcourse.data import idx

RAW = Path("MNIST", "raw")  # where torchvision.datasets.MNIST looks below its root
EMBEDDED = "embedded"  # the stand-in's folder: the same file names, other content
KAGGLE = Path("/kaggle/input")
_DEPTH = 5
_LIMIT = 20_000  # entries looked at per level: image folders can hold millions


def data_folder() -> Path:
    """Return the folder that keeps downloads; it need not exist yet.

    Returns:
        ``data`` in the course's checkout if this file or the working directory lies
        in one, else ``torchcourse`` in the user's cache folder.
    """
    for root in [*Path(__file__).resolve().parents, Path.cwd(), *Path.cwd().parents]:
        if _is_course(root):
            return root / "data"
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(cache, "torchcourse")


def _is_course(root: Path) -> bool:
    try:
        project = (root / "pyproject.toml").read_text("utf-8", errors="replace")
        return 'name = "torchcourse"' in project and (root / "notebooks").is_dir()
    except OSError:
        return False


def find_files(folder: Path) -> dict[str, list[Path]]:
    """Find copies of the four files in a folder or up to five levels below it.

    A copy may be gzipped (``.gz``) or spelled with a dot, as in
    ``train-images.idx3-ubyte``.

    Args:
        folder: Where to start; it need not exist.

    Returns:
        For each of the four names its copies, the nearest first; nothing is opened.
    """
    spellings = {
        spelling + suffix: file.name
        for file in idx.FILES
        for spelling in (file.name, file.name.replace("-idx", ".idx"))
        for suffix in ("", ".gz")
    }
    found: dict[str, list[Path]] = {file.name: [] for file in idx.FILES}
    level = [folder]
    for _ in range(_DEPTH + 1):
        below = itertools.chain.from_iterable(map(_entries, level))
        entries = list(itertools.islice(below, _LIMIT))
        for path, is_folder in entries:
            if path.name in spellings and not is_folder:
                found[spellings[path.name]].append(path)
        level = [path for path, is_folder in entries if is_folder]
    return found


def _entries(folder: Path) -> Iterator[tuple[Path, bool]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name != EMBEDDED:
                    yield Path(entry), entry.is_dir()
    except OSError:  # missing, or not ours to read: nothing to find here
        return


def read_folder(folder: Path) -> tuple[Tensor, ...]:
    """Read MNIST from a folder, or from folders below it.

    Args:
        folder: Where ``find_files`` starts.

    Returns:
        Training images, training labels, test images, test labels: all uint8, of
        the shapes in ``idx.FILES``.

    Raises:
        BadFile: If the folder does not exist, or a file has no copy that verifies.
    """
    if not os.path.isdir(folder):  # unlike Path.is_dir, never raises
        raise idx.BadFile("there is no such folder")
    found = find_files(folder)
    return tuple(_read_first(found[file.name], file) for file in idx.FILES)


def _read_first(paths: list[Path], expected: idx.IdxFile) -> Tensor:
    problem = f"{expected.name} is missing"
    for path in paths:
        try:
            return idx.read_verified(path, expected)
        except idx.BadFile as error:
            problem = str(error)
    raise idx.BadFile(problem)
