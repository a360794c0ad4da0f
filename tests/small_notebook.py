"""A notebook of a few cells that has every part of the course's form."""

import tomllib
from pathlib import Path

import nbformat
import parts
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from torchcourse.exercises import NOTEBOOKS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOME = PROJECT["project"]["urls"]["Homepage"]
TAG = f"v{PROJECT['project']['version']}"
COPY = f"{HOME.removeprefix('https://github.com/')}/blob/{TAG}/notebooks/"
PIXEL = (  # a PNG file of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNg"
    "AAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
BADGES = (
    f"](https://colab.research.google.com/github/{COPY}",
    f"](https://kaggle.com/kernels/welcome?src=https://github.com/{COPY}",
)
NAME = "05_gradient_descent"
ALT = "A parabola with nine dots: the gaps shrink toward the minimum."
TASKS = NOTEBOOKS[NAME]
FOLD = "<details><summary>Answer</summary>\n\n{}\n\n{}</details>"


def setup_cell():
    """Return the part of the setup cell that all notebooks share."""
    cells = nbformat.read(ROOT / "notebooks/00_start_here.ipynb", as_version=4).cells
    first = next(cell.source for cell in cells if cell.cell_type == "code")
    return first.split("\n\nfrom torchcourse ")[0]


def recall(number, name):
    said = f"   Yes, because of this. ([{name[:2]}, A place]({name}.ipynb#a-place))"
    return f"{number}. Is it so?\n   {FOLD.format(said, '   ')}"


def task(name):
    heading = f"### Your turn: write {name} (5 to 10 minutes)\n\nWrite it."
    starter = f"def {name}(x):\n    return ...\n\n\ncheck({name})"
    return new_markdown_cell(heading), new_code_cell(starter)


def complete():
    """Return the notebook; the links lead to the headings `A place` of others."""
    badges = "\n".join(
        f"[![x](https://y){badge}05_gradient_descent.ipynb)" for badge in BADGES
    )
    last = "Previous: [{0}]({0}.ipynb) · Next: [{1}]({1}.ipynb) · Stuck? "
    last = last.format("04_build_autograd", "06_momentum_adam_minibatches")
    last += "[Troubleshooting](../docs/troubleshooting.md)"
    before = ("03_autograd", "02_shapes_and_broadcasting", "01_tensors")
    setup = f"{setup_cell()}\n\nfrom torchcourse import check, show\n\nimport torch"
    figure = {"image/png": {"alt": ALT}}
    drawn = new_output("display_data", {"image/png": PIXEL}, metadata=figure)
    printed = new_output("stream", name="stdout", text="1")
    markdown, code = new_markdown_cell, new_code_cell
    cells = [
        markdown(f"# 5. Gradient descent\n\nA promise.\n\n{badges}"),
        markdown(
            "**Goals.** By the end you can\n\n- do a;\n- do b;\n- do c.\n\n"
            "**Before you start.** You need it. Read and run: 5 to 10 minutes, "
            "*Deeper* included. Three exercises: 15 to 30 minutes. (Estimated.)"
        ),
        code(f"{setup}\nfrom matplotlib import pyplot as plt"),
        markdown("## From memory\n\n" + "\n".join(map(recall, (1, 2, 3), before))),
        markdown(
            "## One\n\n> **Predict first.** How many?\n> " + FOLD.format("> 2", "> ")
        ),
        code("fig, ax = plt.subplots()\nshow(fig, alt='...')", outputs=[drawn]),
        *task(TASKS[0]),
        markdown("## Two\n\nLook."),
        code("x = torch.ones(2)", metadata={"tags": [parts.IDIOM]}, outputs=[printed]),
        *task(TASKS[1]),
        markdown("## Three\n\nRead."),
        *(cell for name in TASKS[2:] for cell in task(name)),
        markdown("## Deeper: more\n\nRead on."),
        markdown("## Without scrolling back\n\n1. a?\n2. b?\n3. c?"),
        markdown("## Summary\n\n1. a\n2. b\n3. c"),
        markdown(f"## New words\n\n- **term**: a meaning.\n\n{last}"),
    ]
    return new_notebook(cells=cells)
