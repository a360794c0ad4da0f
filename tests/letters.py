"""Tell whether every letter of a figure can be read: size, place, ground, neighbors.

    python tests/letters.py [NOTEBOOK ...]    run notebooks, and read all their figures

Without files, all of ``notebooks/``. A figure is read as it is drawn, from its texts
and from the colors that lie under them, which no stored picture tells apart.
"""

import argparse
import contextlib
import io
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt
import nbformat
import numpy as np
from colors import contrast
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import torchcourse
from torchcourse import plotting

ROOT = Path(__file__).resolve().parents[1]
POINTS = 12  # least size of letters, in a figure of up to 10 inches
CONTRAST = 4.5  # least contrast of letters (WCAG 2.1, 1.4.3)
STRUCK = 0.05  # share of the ground under a text that may have less
SLACK = 1.0  # pixels that boxes of letters may overlap, or leave the figure


def letter_problems(fig: Figure) -> list[str]:
    """Return what is wrong with the letters of a figure, in words."""
    ground, texts = _read(fig)
    found = []
    for text, box in texts:
        name, color = f"{text.get_text()!r}", to_rgb(text.get_color())
        if text.get_fontsize() < POINTS:
            found.append(f"{name} is small: {text.get_fontsize():g} points")
        if _outside(box, fig.bbox):
            found.append(f"{name} is cut off at the border")
        elif (share := _hidden(ground, box, color)) > STRUCK:
            found.append(f"{name} has too little contrast on {share:.0%} of its ground")
    for (one, a), (other, b) in itertools.combinations(texts, 2):
        twice = one.get_text() == other.get_text() and abs(a.p0 - b.p0).max() < SLACK
        if not twice and _overlap(a, b):
            found.append(f"{one.get_text()!r} overlaps {other.get_text()!r}")
    return found


def _read(fig: Figure) -> tuple[np.ndarray, list[tuple[Text, Bbox]]]:
    """Draw the figure without its letters; return the pixels, and texts with boxes."""
    seen = []

    def note(text: Text, renderer: object) -> None:
        if text.get_visible() and text.get_text().strip():
            if patch := text.get_bbox_patch():
                text.update_bbox_position_size(renderer)
                patch.draw(renderer)
            seen.append((text, Text.get_window_extent(text, renderer)))

    canvas = FigureCanvasAgg(fig)  # a closed figure has lost its own
    with mock.patch.object(Text, "draw", note):
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255, seen


def _overlap(a: Bbox, b: Bbox) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return min(wide, high) > SLACK


def _outside(box: Bbox, page: Bbox) -> bool:
    ends = (-box.x0, -box.y0, box.x1 - page.x1, box.y1 - page.y1)
    return max(ends) > SLACK


def _hidden(ground: np.ndarray, box: Bbox, color: tuple) -> float:
    """Return the share of the pixels under a box that a color does not stand out on."""
    height = len(ground)
    rows = slice(max(0, round(height - box.y1)), max(1, round(height - box.y0)))
    under = ground[rows, max(0, round(box.x0)) : max(1, round(box.x1))].reshape(-1, 3)
    kinds, counts = np.unique(under.round(2), axis=0, return_counts=True)
    weak = [contrast(color, kind) < CONTRAST for kind in kinds]
    return float(counts[weak].sum() / counts.sum())


def figures_of(path: Path) -> Iterator[tuple[int, Figure]]:
    """Run a notebook, and yield each figure it shows with the number of its cell."""
    shell = InteractiveShell.instance()
    shell.reset(new_session=True)
    shown: list[Figure] = []
    drawn = plotting.show

    def show(fig: Figure, alt: str) -> None:
        drawn(fig, alt)  # darkens the letters, stores, and closes
        shown.append(fig)

    cells = nbformat.read(path, as_version=4).cells
    with (
        mock.patch.object(torchcourse, "show", show),
        mock.patch.object(plotting, "show", show),
        contextlib.chdir(path.parent),
    ):
        for number, cell in enumerate(cells):
            if cell.cell_type == "code":
                with capture_output(), contextlib.redirect_stderr(io.StringIO()):
                    shell.run_cell(cell.source)
                while shown:
                    yield number, shown.pop(0)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Read the letters of all figures.")
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args(arguments).files
    os.environ["TQDM_DISABLE"] = "1"
    plt.switch_backend("agg")
    count, failed = 0, False
    for path in files or sorted((ROOT / "notebooks").glob("*.ipynb")):
        for number, fig in figures_of(path.resolve()):
            count += 1
            for problem in letter_problems(fig):
                failed = True
                print(f"{path.name}, cell {number}: {problem}")
    print(f"{count} figures read")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
