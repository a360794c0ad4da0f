"""Diagrams drawn by code: a dense network, and the steps of a workflow."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from torchcourse.plotting.style import DATA, HIGHLIGHT, MODEL, TRUTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_CIRCLES = 10  # a wider layer is drawn with fewer, and dots for the rest


def draw_network(ax: "Axes", widths: Sequence[int], names: Sequence[str]) -> None:
    """Draw a dense network: a column of circles per layer, a line per weight.

    Args:
        ax: Axes to draw on; its frame is removed.
        widths: Units of each layer, input first. Wide layers are drawn shortened.
        names: One label per layer, written under it.
    """
    columns = [_heights(width) for width in widths]
    for x, (left, right) in enumerate(itertools.pairwise(columns)):
        for low in left:
            ax.plot([x, x + 1], [[low] * len(right), right], color="0.75", lw=0.6)
    colors = [DATA, *[HIGHLIGHT] * (len(widths) - 2), MODEL]
    for x, (heights, width) in enumerate(zip(columns, widths, strict=True)):
        ax.scatter([x] * len(heights), heights, s=150, color=colors[x], zorder=3)
        if width > MOST_CIRCLES:
            ax.text(x, 0, "⋮", ha="center", va="center", fontsize=22)
        ax.text(x, -4.6, f"{names[x]}\n{width}", ha="center", va="top")
    ax.set(ylim=(-6.2, 4.2), xlim=(-0.5, len(widths) - 0.5))
    ax.set_axis_off()


def _heights(width: int) -> list[float]:
    if width <= MOST_CIRCLES:
        return [0.84 * (i - (width - 1) / 2) for i in range(width)]
    outer = [3.6, 2.5, 1.4]  # room in the middle for the dots
    return [*(-y for y in outer), *reversed(outer)]


def draw_steps(
    ax: "Axes", steps: Sequence[str], back: tuple[int, int, str] | None = None
) -> None:
    """Draw boxes from left to right with arrows between them.

    Args:
        ax: Axes to draw on; its frame is removed.
        steps: One short text per box, the first numbered 1; line breaks are kept.
        back: An arrow that leads back: from which step, to which step, and its text.
    """
    arrow = {"arrowstyle": "-|>", "color": TRUTH, "lw": 1.8, "mutation_scale": 18}
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": DATA}
    for x, step in enumerate(steps, start=1):
        ax.text(x, 0, step, ha="center", va="center", bbox={**box, "linewidth": 2})
        if x > 1:
            ax.annotate("", (x - 0.4, 0), (x - 0.62, 0), arrowprops=arrow)
    if back is not None:
        start, end, text = back
        curve = {**arrow, "connectionstyle": "arc3,rad=-0.3", "color": MODEL}
        ax.annotate("", (end, -0.34), (start, -0.25), arrowprops=curve)
        ax.text((start + end) / 2, -1.15, text, ha="center", va="center", color=MODEL)
    ax.set(xlim=(0.4, len(steps) + 0.6), ylim=(-1.35, 0.6))
    ax.set_axis_off()
