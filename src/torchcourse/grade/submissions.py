"""Find notebooks in folders and zips. Nothing is unpacked, and no link is followed."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LARGEST = 200 * 2**20  # bytes; a notebook with all its figures has a few million
CANVAS = re.compile(
    r"(.+?)(?:_LATE)?(_\d+)_\d+_.*\.(ipynb|zip)$"
)  # doe_471_998_a.ipynb
ADDED = re.compile(r"_assignsubmission_.*|\.(ipynb|zip)$")  # by Moodle, or an ending
Found = tuple[str, float, bytes | str]  # path, seconds when changed, content or reason


def find(folder: Path) -> Iterator[tuple[str, *Found]]:
    """Yield whose a file is, and its path, time, and content or why it is not read."""
    for top in sorted(folder.iterdir()):
        canvas = CANVAS.match(top.name)
        student = canvas[1] + canvas[2] if canvas else ADDED.sub("", top.name)
        found = [one for path in [top, *sorted(top.rglob("*"))] for one in read(path)]
        if top.is_dir() and not found:
            found = [(top.name, 0.0, "holds no notebook")]
        yield from ((student, *one) for one in found)


def read(path: Path) -> Iterator[Found]:
    """Yield what a path holds: nothing, a notebook, or the notebooks of a zip."""
    if path.is_symlink():
        yield path.name, 0.0, "is a link, which is not followed"
    elif wanted(path.as_posix()) and path.is_file():
        yield from unzipped(path.name, path.stat().st_mtime, path.read_bytes())


def wanted(path: str) -> bool:
    """Tell whether a path is a student's own notebook or zip."""
    copy = re.search(r"__MACOSX|\.ipynb_checkpoints", path)
    return PurePosixPath(path).suffix.lower() in (".ipynb", ".zip") and not copy


def unzipped(name: str, changed: float, content: bytes) -> Iterator[Found]:
    """Yield a notebook, or those in a zip, which may hold zips again."""
    if not name.lower().endswith(".zip"):
        yield name, changed, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if wanted(one.filename)]
            for one in inside:
                path = f"{name}/{one.filename}"
                changed = time.mktime((*one.date_time, 0, 0, -1))
                if one.external_attr >> 28 == 0o12 or one.file_size > LARGEST:
                    yield path, changed, "is a link, or too large"
                else:
                    yield from unzipped(path, changed, archive.read(one))
            if not inside:
                yield name, changed, "holds no notebook"
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError) as error:
        yield name, changed, f"cannot be unpacked: {error}"
