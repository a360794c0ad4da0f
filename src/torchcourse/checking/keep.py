"""Keep what was solved in one small file of the user's."""

import os
from contextlib import suppress
from pathlib import Path

from torchcourse.exercises import NOTEBOOKS

VARIABLE = "TORCHCOURSE_PROGRESS"
HOME_FILE = ".torchcourse_progress"

_session: set[str] = set()  # what this session knows, even where nothing can be kept


def progress_file() -> Path:
    """Return where progress is kept: ``TORCHCOURSE_PROGRESS``, or a file at home."""
    return Path(os.environ.get(VARIABLE) or f"~/{HOME_FILE}").expanduser()


def record(name: str) -> None:
    """Keep that an exercise is solved, unless that is known.

    A line is appended in one piece: two notebooks may write at once, and a line that a
    full disk cut short costs no other.
    """
    if name not in solved():
        _session.add(name)
        # A home that cannot be written, or that is none, costs the memory alone.
        with suppress(OSError, RuntimeError), open(progress_file(), "ab") as file:
            file.write(f"\n{name}\n".encode())


def solved() -> set[str]:
    """Return the names of the exercises that were solved, here or on other days."""
    with suppress(OSError, RuntimeError):
        text = progress_file().read_text(encoding="utf-8", errors="replace")
        return _session | set(text.split())
    return set(_session)


def summary() -> str:
    """Return a line for each notebook, and one on where this is kept."""
    known, lines = solved(), []
    for notebook, names in NOTEBOOKS.items():
        done = [name for name in names if name in known]
        which = f" ({', '.join(done)})" if done else ""
        lines.append(f"{notebook}: {len(done)} of {len(names)} correct{which}")
    if {"COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"} & set(os.environ):
        return "\n".join([*lines, "This machine forgets your progress when it stops."])
    where = f"the file {HOME_FILE} in your home folder, or where {VARIABLE} says"
    return "\n".join([*lines, f"Your progress is kept in {where}. Nothing is sent."])
