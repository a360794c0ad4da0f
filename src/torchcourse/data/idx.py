"""Read MNIST's four files, in their own format IDX, and verify every byte."""

import gzip
import hashlib
import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

import torch
from torch import Tensor

_CHUNK = 1 << 20  # GzipFile copies what it reads: one MiB at a time, not all


class BadFile(ValueError):
    """A file cannot be had or trusted; the message names the cause in plain words."""


class IdxFile(NamedTuple):
    """What one file must hold.

    Attributes:
        name: File name, without ``.gz``.
        shape: Shape of its uint8 values: (images, rows, columns) or (labels,).
        sha256: Hexadecimal SHA-256 of its decompressed bytes, header included.
    """

    name: str
    shape: tuple[int, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes of the decompressed file, header included."""
        return len(header(self.shape)) + math.prod(self.shape)


# Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten
# digits", 1998, with its file format; the hashes are of the decompressed files.
FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        (60_000, 28, 28),
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        (60_000,),
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        (10_000, 28, 28),
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        (10_000,),
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def header(shape: tuple[int, ...]) -> bytes:
    """Return the bytes that precede uint8 values of this shape in an IDX file.

    Two zeros, type code 8, number of sizes, then each size in 4 bytes, big-endian.
    """
    return struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)


def content(values: Tensor) -> bytes:
    """Return the bytes of a raw IDX file that holds uint8 values of any shape."""
    return header(values.shape) + values.numpy().tobytes()


def read_verified(path: Path, expected: IdxFile) -> Tensor:
    """Read a file from disk and prove that it is the expected one.

    Args:
        path: The file, raw or gzipped; its first bytes decide, not its name.
        expected: What the file must hold.

    Returns:
        The values, of shape ``expected.shape``, uint8, from 0 to 255.

    Raises:
        BadFile: If the file is missing, unreadable, or fails as in ``decode``.
    """
    try:
        with open(path, "rb") as file:
            return decode(file, expected)
    except FileNotFoundError:
        raise BadFile(f"{expected.name} is missing") from None
    except OSError as error:
        raise BadFile(f"{expected.name} is unreadable ({error.strerror})") from None


def decode(file: BinaryIO, expected: IdxFile) -> Tensor:
    """Read an open file once into the memory of its tensor, and verify it there.

    Args:
        file: Seekable, at its start; raw or gzipped.
        expected: What the file must hold.

    Returns:
        The values, of shape ``expected.shape``, uint8, from 0 to 255.

    Raises:
        BadFile: If the content is a web page, damaged gzip, another format, too
            short, too long, or has another SHA-256.
    """
    first = file.read(64)
    file.seek(0)
    if first.lstrip().startswith(b"<"):
        raise BadFile(f"{expected.name} is a web page, not data (a login page?)")
    content = bytearray(expected.size)
    stream = gzip.GzipFile(fileobj=file) if first[:2] == b"\x1f\x8b" else file
    try:
        filled = _fill(content, stream)
        too_long = bool(stream.read(1))
    except (gzip.BadGzipFile, zlib.error):
        raise BadFile(f"{expected.name} is damaged (gzip cannot unpack it)") from None
    except EOFError:
        raise BadFile(f"{expected.name} is truncated (its gzip ends early)") from None
    if problem := _problem(content, filled, too_long, expected):
        raise BadFile(f"{expected.name} {problem}")
    values = torch.frombuffer(content, dtype=torch.uint8)
    return values[len(header(expected.shape)) :].reshape(expected.shape)


def _fill(content: bytearray, stream: BinaryIO) -> int:
    view, filled = memoryview(content), 0
    while count := stream.readinto(view[filled : filled + _CHUNK]):
        filled += count
    return filled


def _problem(content: bytearray, filled: int, too_long: bool, expected: IdxFile) -> str:
    if not content.startswith(header(expected.shape)[:filled]):
        return "is not an MNIST file (wrong magic number or sizes)"
    if filled < len(content):
        return f"is truncated ({filled:,} of {len(content):,} bytes)"
    if too_long:
        return f"is too long (more than {len(content):,} bytes)"
    if hashlib.sha256(content).hexdigest() != expected.sha256:
        return "is damaged, or not MNIST (checksum differs)"
    return ""
