"""Load MNIST from the first source that has it whole."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from torchcourse.data import digits, download, folders, idx, search

_VERIFIED = "MNIST: 60,000 training and 10,000 test images, verified."
_STAND_IN = (
    "MNIST is out of reach, so scikit-learn's digits stand in for it. To get MNIST, "
    "connect to the internet and run this cell again (on Kaggle: switch Internet on, "
    "or attach the MNIST data set), or set TORCHCOURSE_DATA to a folder with its four "
    "files."
)


class MNIST(NamedTuple):
    """Handwritten digits, white on black, with their labels.

    Attributes:
        train_images: (60000, 28, 28), uint8, from 0 (black) to 255 (white).
        train_labels: (60000,), int64, from 0 to 9.
        test_images: (10000, 28, 28), uint8, from 0 to 255.
        test_labels: (10000,), int64, from 0 to 9.
        source: Where the images came from, in words, such as "a verified download".
        is_mnist: False if scikit-learn's digits stand in for MNIST.
    """

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    source: str
    is_mnist: bool


def load_mnist() -> MNIST:
    """Load MNIST, verified, from the first source that has it; else a stand-in.

    The sources, in this order: the folder named by the environment variable
    ``TORCHCOURSE_DATA``, the project's ``data`` folder, Kaggle's input folder, a
    download into the project's ``data`` folder, and scikit-learn's digits, enlarged
    and distorted to MNIST's shapes. A folder may hold the four files, ``mnist.npz``,
    or ``mnist_train.csv`` and ``mnist_test.csv``, at any depth down to eight levels.
    Each source that fails prints one line with the cause; a last line tells what was
    loaded.

    Returns:
        Images and labels on the CPU, and where they came from.

    Raises:
        RuntimeError: If every source fails and scikit-learn is not installed.

    Source:
        Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten
        digits", 1998, CC BY-SA 3.0.
    """
    readers = {name: partial(folders.read_folder, path) for name, path in _folders()}
    readers["a verified download"] = _download
    for source, read in readers.items():
        try:
            tensors = read()
        except idx.BadFile as error:
            print(f"No MNIST from {source}: {error}; trying the next source.")
        else:
            print(_VERIFIED)
            return _bundle(tensors, source, True)
    tensors = digits.load_embedded(folders.data_folder())
    print(_STAND_IN)
    return _bundle(tensors, "embedded digits", False)


def describe_source() -> str:
    """Describe where ``load_mnist`` would look first, for a bug report.

    Nothing is read, verified, downloaded or printed, so the source can still fail.

    Returns:
        A few words without any path.
    """
    for source, folder in _folders():
        if folders.holds_mnist(folder):
            return f"MNIST files in {source}"
    return "none yet: load_mnist() downloads MNIST or falls back to the embedded digits"


def _folders() -> Iterator[tuple[str, Path]]:
    """Yield the folder that the user named, and the others that hold something."""
    usual, kaggle = folders.data_folder(), folders.KAGGLE
    if named := folders.named():
        yield "the TORCHCOURSE_DATA folder", named
    if search.scan(usual):
        yield "the project's data folder", usual
    if os.path.isdir(kaggle) and os.listdir(kaggle):  # something is attached
        yield "Kaggle's input folder", kaggle


def _download() -> tuple[Tensor, ...]:
    tensors, not_kept = download.fetch(folders.data_folder())
    if not_kept:
        print(f"MNIST is in memory only, because {not_kept}.")
    return tensors


def _bundle(tensors: tuple[Tensor, ...], source: str, is_mnist: bool) -> MNIST:
    images, labels, test_images, test_labels = tensors
    return MNIST(
        images, labels.long(), test_images, test_labels.long(), source, is_mnist
    )
