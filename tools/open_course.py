"""Open the course in JupyterLab, on notebooks of your own: what `make course` calls.

    python tools/open_course.py            every argument goes on to JupyterLab

Your notebooks stand in my_notebooks/: copies without outputs, so that you predict
before you see. One that is there already is never touched. JupyterLab's root is the
course's folder, so that docs/ can be reached.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
from stored_form import written

ROOT = Path(__file__).resolve().parents[1]
MINE = "my_notebooks"
START = "00_start_here.ipynb"
NOT_SET_UP = (
    "This Python does not find the course's package: the folder was moved or renamed "
    "after its set-up, or never set up. The README says how to set it up."
)


def unsolved(path: Path) -> str:
    """Return the text of a notebook without outputs, so that learners run it."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return written(notebook)


def add_copies(root: Path) -> tuple[int, int]:
    """Copy the notebooks that are not there yet; return how many were not and were.

    Raises:
        OSError: If a copy cannot be written; none is left half-written.
    """
    mine, stored = root / MINE, sorted((root / "notebooks").glob("*.ipynb"))
    mine.mkdir(exist_ok=True)
    missing = [path for path in stored if not os.path.lexists(mine / path.name)]
    for path in missing:
        part = mine / f"{path.name}.part"
        try:
            part.write_bytes(unsolved(path).encode())
            os.replace(part, mine / path.name)
        finally:
            part.unlink(missing_ok=True)
    return len(missing), len(stored) - len(missing)


def arguments(root: Path) -> list[str]:
    """Return what JupyterLab is told: its root, its style, and the notebook to open."""
    return [
        "--LabApp.custom_css=True",
        f"--ServerApp.static_custom_path={root / 'tools' / 'lab'}",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.preferred_dir={root / MINE}",
        str(root / MINE / START),
    ]


def main() -> None:
    package = find_spec("torchcourse")  # looked up, and not imported: it costs nothing
    if package is None or package.origin is None:
        sys.exit(NOT_SET_UP)
    try:
        new, kept = add_copies(ROOT)
    except OSError as error:
        sys.exit(f"{ROOT / MINE} cannot be written: {error.strerror}.")
    print(f"Your notebooks are in {MINE}: {new} new, {kept} as you left them.")
    print("For a fresh one, delete or rename yours, then run this again.", flush=True)
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import main as jupyterlab

    ServerApp.static_custom_path.tag(config=True)  # so that the argument is heard
    jupyterlab([*arguments(ROOT), *sys.argv[1:]])


if __name__ == "__main__":
    main()
