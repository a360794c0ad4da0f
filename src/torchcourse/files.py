"""Write files that other programs see whole or not at all."""

import contextlib
import errno
import os
import sys
import uuid
from pathlib import Path

_READ_ONLY = "the folder is read-only" + (
    ", or another program has the file open" * (sys.platform == "win32")
)
_IN_THE_WAY = "a file stands where its folder should be"
_CAUSES = {
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "it is too large for this disk",
    errno.ENOENT: "its folder is missing and cannot be made",
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: "it is a folder; name a file in it",
    errno.ENAMETOOLONG: "its name is too long",
}


def cause(error: OSError) -> str:
    """Return why a file cannot be written, in plain words and without its path."""
    words = os.strerror(error.errno) if error.errno else error
    return _CAUSES.get(error.errno, f"the disk reports an error ({words})")


def write_whole(path: str | os.PathLike, *parts: bytes) -> None:
    """Write a file beside its target, force it to the disk, and move it into place.

    A process killed at any moment leaves the old file or the new one, whole; its
    unfinished one, ``NAME.*.part``, may be deleted.

    Args:
        path: Target; its folder is made if needed, an old file is replaced.
        parts: Buffers to write one after the other.

    Raises:
        OSError: If it cannot be written; the message names path and cause. Nothing
            is left then, and an old file stays as it was.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_and_move(path, parts)
    except OSError as error:
        told = f"{path} cannot be written: {cause(error)}"
        raise OSError(error.errno, told) from None


def _write_and_move(path: Path, parts: tuple[bytes, ...]) -> None:
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(temporary, "xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave an empty file
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):  # moved, or never made
            temporary.unlink()
