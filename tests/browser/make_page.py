"""Let notebook 19 write its page, and put it where the browser tests look for it.

Run as ``python make_page.py PAGE``; about 15 seconds. The cells are the notebook's own,
up to the last that writes the page: what the tests open is what a learner gets.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "19_ship_a_model.ipynb"
sys.path.insert(0, str(ROOT / "tools"))
from notebooks import execute  # noqa: E402


def main(path: str) -> None:
    """Execute the notebook's first part in an empty folder, and keep its page."""
    os.environ["OMP_NUM_THREADS"] = "1"  # the same page on every run of one machine
    if data := os.environ.get("TORCHCOURSE_DATA"):
        os.environ["TORCHCOURSE_DATA"] = str(Path(data).resolve())
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    last = max(i for i, c in enumerate(notebook.cells) if "write_page(page" in c.source)
    notebook.cells = notebook.cells[: last + 1]
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(notebook, Path(folder) / NOTEBOOK.name)
        execute(Path(folder) / NOTEBOOK.name)
        Path(path).write_bytes((Path(folder) / "digits.html").read_bytes())
    print(f"Notebook 19 wrote {path}.")


if __name__ == "__main__":
    main(sys.argv[1])
