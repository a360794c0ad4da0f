"""Lay loaded digits out as files, where torchvision's ``MNIST`` looks for them."""

import atexit
import contextlib
import functools
import hashlib
import shutil
import tempfile
from pathlib import Path

from torchcourse import files
from torchcourse.data import folders, idx
from torchcourse.data.mnist import MNIST


def torchvision_root(mnist: MNIST) -> Path:
    """Return a folder where ``torchvision.datasets.MNIST`` finds the loaded digits.

    A folder that has the four files as torchvision expects them is returned as it is:
    the one named by ``TORCHCOURSE_DATA``, or the one that keeps downloads. Else they
    are written: into the latter or, if it cannot be written or ``TORCHCOURSE_DATA``
    is set, into a temporary folder that is deleted when Python ends.

    Args:
        mnist: What ``load_mnist`` returned; the stand-in gets a folder of its own.

    Returns:
        What to pass as ``root``; the four files lie in ``MNIST/raw`` below it.

    Raises:
        ValueError: If images or labels of MNIST were changed since they were loaded.
    """
    usual, named = folders.data_folder(), folders.named()
    root = usual if mnist.is_mnist else usual / folders.EMBEDDED
    for candidate in filter(None, (named, root)):
        with contextlib.suppress(OSError):  # not there, read-only, or a full disk
            return _lay_out(candidate, mnist, write=named is None)
    return _lay_out(_temporary_folder(mnist.is_mnist), mnist, write=True)


def _lay_out(root: Path, mnist: MNIST, write: bool) -> Path:
    for file, values in zip(idx.FILES, mnist, strict=False):
        path = root / folders.RAW / file.name
        content = idx.content(values.byte())
        if path.is_file() and path.read_bytes() == content:
            continue
        if not write:
            raise FileNotFoundError(path)
        if mnist.is_mnist and hashlib.sha256(content).hexdigest() != file.sha256:
            raise ValueError(
                f"These are not the values of {file.name}: they were changed after "
                "loading. Pass what load_mnist() returns, unchanged."
            )
        files.write_whole(path, content)
    return root


@functools.cache
def _temporary_folder(is_mnist: bool) -> Path:
    """Make one folder for MNIST or one for the stand-in, deleted when Python ends."""
    folder = tempfile.mkdtemp(prefix="torchcourse-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
