"""Download MNIST from public mirrors, verify it, and keep it for the next notebook."""

import io
import itertools
import time
from pathlib import Path

from torch import Tensor

from torchcourse import files
from torchcourse.data import folders, idx, web

# Source: the copies that torchvision and TensorFlow's tutorials download from.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
WAITS = (0.0, 0.5, 2.0)  # seconds before each try; the mirrors take turns

_MARGIN = 1 << 16  # what gzip may add to bytes that it cannot shrink


def fetch(folder: Path) -> tuple[tuple[Tensor, ...], str]:
    """Return MNIST, downloading only the files that the folder lacks or has damaged.

    A download is verified in memory, then kept decompressed in ``MNIST/raw`` below
    the folder, where ``torchvision.datasets.MNIST(folder)`` reads it.

    Args:
        folder: The data folder; made if needed.

    Returns:
        Training images, training labels, test images, test labels (uint8, shapes in
        ``idx.FILES``); and why a file could not be kept, or an empty string.

    Raises:
        BadFile: If a file fails every try; the files after it are not tried.
    """
    tensors, not_kept = [], ""
    for file in idx.FILES:
        path = folder / folders.RAW / file.name
        try:
            values = idx.read_verified(path, file)
        except idx.BadFile:
            values = _download(file)
            not_kept = _keep(path, values, file) or not_kept
        tensors.append(values)
    return tuple(tensors), not_kept


def _download(file: idx.IdxFile) -> Tensor:
    problems = {}  # a dict keeps the order and drops repetitions
    for mirror, wait in zip(itertools.cycle(MIRRORS), WAITS, strict=False):
        time.sleep(wait)
        try:
            body = web.get(f"{mirror}{file.name}.gz", file.size + _MARGIN)
            return idx.decode(io.BytesIO(body), file)
        except idx.BadFile as error:
            problems[str(error)] = None
    raise idx.BadFile(", then ".join(problems))


def _keep(path: Path, values: Tensor, file: idx.IdxFile) -> str:
    """Return why the values could not be kept, or an empty string."""
    try:
        files.write_whole(path, idx.content(values))
    except OSError as error:
        return "" if _is_good(path, file) else files.cause(error)
    return ""


def _is_good(path: Path, file: idx.IdxFile) -> bool:
    # Windows does not replace a file that another notebook has open: fine if verified.
    try:
        return idx.read_verified(path, file) is not None
    except idx.BadFile:
        return False
