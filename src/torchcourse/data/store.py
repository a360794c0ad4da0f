"""Write files that other programs see whole or not at all."""

import hashlib
import os
import uuid
from pathlib import Path

from torch import Tensor

from torchcourse.data.idx import header


def write_idx(path: Path, values: Tensor) -> str:
    """Write values as a raw IDX file that other programs see whole or not at all.

    Args:
        path: Target; its folder is made if needed, an old file is replaced.
        values: uint8 on the CPU, contiguous, of any shape.

    Returns:
        Hexadecimal SHA-256 of the file.

    Raises:
        OSError: If it cannot be written; then nothing is left and an old file stays.
    """
    start, body = header(values.shape), values.numpy()
    write_whole(path, start, body)
    digest = hashlib.sha256(start)
    digest.update(body)
    return digest.hexdigest()


def write_whole(path: Path, *parts: bytes) -> None:
    """Write a temporary file beside the target and move it into place.

    Every reader checks the SHA-256, so the file is not forced to disk first.

    Args:
        path: Target; its folder is made if needed, an old file is replaced.
        parts: Buffers to write one after the other.

    Raises:
        OSError: If it cannot be written; then nothing is left and an old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(temporary, "xb") as file:
            for part in parts:
                file.write(part)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
