"""Write what the tests of the interactive figures open, into an empty folder.

Run as ``python make_play.py FOLDER``: a page for each figure, a notebook that shows two
of them, stored as a learner downloads it, and what nbconvert and Sphinx make of it.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbformat import v4

from torchcourse import play

SHOWN = "descent", "broadcasting"
SPHINX = 'extensions = ["myst_nb"]\nnb_execution_mode = "off"\n'


def main(folder: Path) -> None:
    """Write all that can be written; without Sphinx, its page is missing."""
    for name in play.__all__:
        page = getattr(play, name)().page()
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    cells = [v4.new_markdown_cell("# Figures")]
    for count, name in enumerate(SHOWN, start=1):
        data = getattr(play, name)()._repr_mimebundle_()
        output = v4.new_output("execute_result", data, execution_count=count)
        source = f"from torchcourse import play\n\nplay.{name}()"
        cells.append(v4.new_code_cell(source, execution_count=count, outputs=[output]))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    source = folder / "source"
    source.mkdir()
    nbformat.write(notebook, source / "index.ipynb")
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    convert = ["-m", "nbconvert", "--to", "html", "--output-dir", folder / "converted"]
    run([*convert, source / "index.ipynb"], quiet)
    if find_spec("sphinx") and find_spec("myst_nb"):
        (source / "conf.py").write_text(SPHINX, encoding="utf-8")
        run(["-m", "sphinx", "-q", "-W", source, folder / "sphinx"], quiet)


def run(arguments: list, environment: dict[str, str]) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
