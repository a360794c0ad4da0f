"""Read MNIST from ``mnist.npz``, or from ``mnist_train.csv`` and ``mnist_test.csv``."""

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from torch import Tensor

from torchcourse.data import idx

NAMES = "mnist.npz", "mnist_train.csv", "mnist_test.csv"
_ARRAYS = "x_train", "y_train", "x_test", "y_test"  # as Keras names them


def find(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """Return what may hold all of MNIST, by its name: an archive, or a pair of tables.

    Args:
        paths: Files, the nearest first.

    Returns:
        Tuples of one archive or two tables; nothing is opened.
    """
    paths = list(paths)
    archives, *tables = ([p for p in paths if p.name == name] for name in NAMES)
    return [*((archive,) for archive in archives), *zip(*tables, strict=False)]


def read(group: tuple[Path, ...]) -> tuple[Tensor, ...]:
    """Read one of the tuples that ``find`` returns, and verify it like the four files.

    A table has one row per image: its label, then 784 pixels, row by row. A first
    row of names is passed over.

    Returns:
        Training images, training labels, test images, test labels: all uint8, of
        the shapes in ``idx.FILES``.

    Raises:
        BadFile: If the values are not those of MNIST, in its order.
    """
    try:
        if len(group) == 1:
            with np.load(group[0]) as archive:
                arrays = [archive[name] for name in _ARRAYS]
        else:
            arrays = [part for path in group for part in _table(path)]
        pairs = zip(arrays, idx.FILES, strict=True)
        return tuple(_verified(values, file) for values, file in pairs)
    except Exception:  # damage shows in many ways
        names = " and ".join(path.name for path in group)
        raise idx.BadFile(f"{names}: damaged, or not MNIST in its order") from None


def _table(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with open(path, encoding="utf-8") as file:
        names = not file.read(1).isdigit()
    rows = np.loadtxt(path, np.uint8, delimiter=",", skiprows=int(names))
    return rows[:, 1:].reshape(-1, 28, 28), rows[:, 0]


def _verified(values: np.ndarray, file: idx.IdxFile) -> Tensor:
    content = idx.header(values.shape) + values.astype(np.uint8).tobytes()
    return idx.decode(io.BytesIO(content), file)
