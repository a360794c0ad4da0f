"""Know the folders that may hold MNIST, and read it from one."""

import contextlib
import os
from functools import partial
from pathlib import Path

from torch import Tensor

from torchcourse.data import idx, packed, search

RAW = Path("MNIST", "raw")  # where torchvision.datasets.MNIST looks below its root
EMBEDDED = search.PASSED_OVER  # the stand-in's folder
KAGGLE = Path("/kaggle/input")


def named() -> Path | None:
    """Return the folder that ``TORCHCOURSE_DATA`` names, or None if it names none."""
    name = os.environ.get("TORCHCOURSE_DATA", "").strip()
    return Path(os.path.expanduser(name)) if name else None


def data_folder() -> Path:
    """Return the folder that keeps downloads; it need not exist yet.

    Returns:
        ``data`` in the course's checkout if this file or the working directory lies
        in one, else ``torchcourse`` in the user's cache folder.
    """
    roots = [*Path(__file__).resolve().parents]
    with contextlib.suppress(OSError):  # the working directory may be deleted
        roots += [Path.cwd(), *Path.cwd().parents]
    for root in roots:
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


def holds_mnist(folder: Path) -> bool:
    """Tell whether a folder holds files with the names of all of MNIST's parts."""
    paths = search.scan(folder)
    return all(search.by_name(paths).values()) or bool(packed.find(paths))


def read_folder(folder: Path) -> tuple[Tensor, ...]:
    """Read MNIST from a folder, or from folders below it.

    Args:
        folder: Where ``search.scan`` starts.

    Returns:
        Training images, training labels, test images, test labels: all uint8, of
        the shapes in ``idx.FILES``.

    Raises:
        BadFile: If the folder does not exist, or holds no copy that verifies.
    """
    if not os.path.isdir(folder):  # unlike Path.is_dir, never raises
        raise idx.BadFile(_no_folder(folder))
    paths = search.scan(folder)
    found, problems = search.by_name(paths), []
    readers = [partial(packed.read, group) for group in packed.find(paths)]
    if any(found.values()):
        readers.insert(
            0, lambda: tuple(_read_first(found[f.name], f) for f in idx.FILES)
        )
    for read in readers:
        try:
            return read()
        except idx.BadFile as error:
            problems.append(str(error))
    raise idx.BadFile(", then ".join(problems) or _not_read(paths))


def _no_folder(folder: Path) -> str:
    if os.path.isfile(folder):
        return "it is a file, and should be the folder that holds the four files"
    quoted = {*"'\""} & {*str(folder)}
    return "there is no such folder" + "; write its name without quotes" * bool(quoted)


def _not_read(paths: list[Path]) -> str:
    """Say what was seen where no file has a name of MNIST's."""
    names = [path.name for path in paths[:3]] + ["others"] * (len(paths) > 3)
    seen = f"only {', '.join(names)}" if names else "no data"
    return (
        f"it holds {seen}; load_mnist() reads the four files (train-images-idx3-ubyte "
        "...), mnist.npz, or mnist_train.csv with mnist_test.csv"
    )


def _read_first(paths: list[Path], expected: idx.IdxFile) -> Tensor:
    problem = f"{expected.name} is missing"
    for path in paths:
        try:
            return idx.read_verified(path, expected)
        except idx.BadFile as error:
            problem = str(error)
    raise idx.BadFile(problem)
