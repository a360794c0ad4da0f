"""Diagrams of several devices that share work: the batch is cut, or the network is."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from torchcourse.plotting.style import DATA, HIGHLIGHT, MODEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEP = 0.85  # from one layer to the next, and from one unit to the next
_EDGE = 0.6  # from the outer layers to the frame of their device
_HALF = 1.9  # half the height of a device


def draw_data_parallel(
    ax: "Axes", devices: Sequence[str], widths: Sequence[int], images: int
) -> None:
    """Draw the whole network on each device, and a share of the batch beside it.

    Args:
        ax: Axes to draw on, about 5 x 5 inches; its frame is removed.
        devices: Their names, one row each, from above.
        widths: Units of each layer, input first, at most 4.
        images: Of the whole batch; a multiple of the number of devices.

    Raises:
        ValueError: If the devices cannot share the batch equally.
    """
    share, rest = divmod(images, len(devices))
    if rest:
        raise ValueError(
            f"{len(devices)} devices cannot share {images} images equally: draw a "
            "multiple of their number."
        )
    rows = [-5.0 * row for row in range(len(devices))]
    for name, y in zip(devices, rows, strict=True):
        _draw_batch(ax, y, share)
        right = _draw_device(ax, 0, y, widths, name)
        _arrow(ax, (right, y), (right + 1, y), MODEL)
        ax.text(right + 1.1, y, "gradients", color=MODEL, va="center")
    x = right + 2.3
    for upper, lower in itertools.pairwise(rows):
        middle = (upper + lower) / 2
        ax.text(x, middle, "mean", color=MODEL, ha="center", va="center")
        _arrow(ax, (x, middle + 0.4), (x, upper - 0.5), MODEL)
        _arrow(ax, (x, middle - 0.4), (x, lower + 0.5), MODEL)
    _frame(ax, x + 1.5, rows)


def draw_model_parallel(
    ax: "Axes", devices: Sequence[str], widths: Sequence[Sequence[int]], images: int
) -> None:
    """Draw one network cut between its layers, and the whole batch before it.

    Args:
        ax: Axes to draw on, about 5 x 5 inches; its frame is removed.
        devices: Their names, from the input to the output.
        widths: For each device, the units of its layers, at most 4.
        images: Of the batch, all of which pass through all devices.

    Raises:
        ValueError: If there is not one group of layers for each device.
    """
    if len(devices) != len(widths):
        raise ValueError(
            f"{len(devices)} devices, but {len(widths)} groups of layers: give each "
            "device one."
        )
    _draw_batch(ax, 0, images)
    left = right = 0.0
    for name, part in zip(devices, widths, strict=True):
        if name != devices[0]:
            left = right + 1.6 + _EDGE
            _arrow(ax, (right, 0.4), (left - _EDGE, 0.4), DATA)
            _arrow(ax, (left - _EDGE, -0.4), (right, -0.4), MODEL)
            ax.text(right + 0.8, 0.65, "outputs", color=DATA, ha="center")
            ax.text(right + 0.8, -1.1, "gradients", color=MODEL, ha="center")
        right = _draw_device(ax, left, 0, part, name)
    _frame(ax, right + 0.2, [0])


def _draw_device(
    ax: "Axes", x: float, y: float, widths: Sequence[int], name: str
) -> float:
    """Draw layers in a frame with a name; return the right edge of the frame."""
    from matplotlib.patches import FancyBboxPatch

    columns = [
        [(x + i * _STEP, y + _STEP * (j - (width - 1) / 2)) for j in range(width)]
        for i, width in enumerate(widths)
    ]
    for starts, ends in itertools.pairwise(columns):
        for start in starts:
            for end in ends:
                ax.plot(*zip(start, end, strict=True), color="0.75", lw=0.8)
    for column in columns:
        ax.scatter(*zip(*column, strict=True), s=110, color=HIGHLIGHT, zorder=3)
    width = _STEP * (len(widths) - 1) + 2 * _EDGE
    frame = {"boxstyle": "round,pad=0,rounding_size=0.3", "fill": False, "lw": 2}
    ax.add_patch(FancyBboxPatch((x - _EDGE, y - _HALF), width, 2 * _HALF, **frame))
    ax.text(x - _EDGE + width / 2, y - _HALF - 0.15, name, ha="center", va="top")
    return x - _EDGE + width


def _draw_batch(ax: "Axes", y: float, images: int) -> None:
    """Draw images as a column of squares, and an arrow to the device at 0."""
    heights = [y + 0.45 * (i - (images - 1) / 2) for i in range(images)]
    ax.scatter([-2.1] * images, heights, s=90, marker="s", color=DATA)
    place = {"ha": "center", "va": "top", "color": DATA}
    ax.text(-2.1, heights[0] - 0.45, f"{images} images", **place)
    _arrow(ax, (-1.7, y), (-_EDGE, y), DATA)


def _arrow(ax: "Axes", start: tuple, end: tuple, color: str) -> None:
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 1.8, "mutation_scale": 18}
    ax.annotate("", end, start, arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})


def _frame(ax: "Axes", right: float, rows: Sequence[float]) -> None:
    ax.set(xlim=(-3.3, right), ylim=(min(rows) - 2.9, max(rows) + 2.2), aspect="equal")
    ax.set_anchor("N")  # titles of neighbors stand at one height
    ax.set_axis_off()
