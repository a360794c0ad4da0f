"""Tensors drawn as squares: dimensions, channels, memory and broadcasting."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch

from torchcourse.plotting.style import DATA, MODEL, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHANNELS = ("red", "green", "blue")
TINTS = ("#EE8E82", "#DCF4D0", "#A3B4F7")  # of three depths, so that nobody mixes them
Point = tuple[float, float]
SHIFT = 0.6  # how far a channel peeps out behind the one before it


def draw_dimensions(ax: "Axes", tensors: Mapping[str, torch.Tensor]) -> None:
    """Draw tensors of 0 to 4 dimensions side by side, a square for every number.

    Args:
        ax: Axes to draw on; its frame is removed.
        tensors: By caption, of up to two rows. Up to 2 dimensions they show numbers;
            with 3, a pile of up to three tables in the channels' colors; with 4, a row
            of such piles.
    """
    x = 0.0
    for name, tensor in tensors.items():
        values, left = to_numpy(tensor), x
        for pile in values.reshape((1,) * (4 - tensor.ndim) + values.shape):
            for c, table in reversed(list(enumerate(pile))):
                corner = (x + SHIFT * c, SHIFT * c)
                if tensor.ndim < 3:
                    _draw_cells(ax, corner, table)
                else:
                    _draw_cells(ax, corner, table, face=TINTS[c], numbers=False)
            x += pile.shape[2] + SHIFT * (len(pile) - 1) + 0.6
        text = f"{name}\nndim {tensor.ndim}\n{tuple(tensor.shape)}"
        ax.text((left + x - 0.6) / 2, -2.5, text, ha="center", va="top")
        x += 1.6
    ax.set(xlim=(-1.2, x - 1.0), ylim=(-4.7, 1.3), aspect="equal")
    ax.set_axis_off()


def draw_channels(axes: Sequence["Axes"], image: torch.Tensor) -> None:
    """Draw a color image, and beside it the brightness of each channel.

    Args:
        axes: Four axes: for the image, then for red, green and blue.
        image: ``(3, height, width)``, numbers from 0 to 1.
    """
    pixels = to_numpy(image)
    axes[0].imshow(pixels.transpose(1, 2, 0))
    axes[0].set_title("image")
    for c, ax in enumerate(axes[1:]):
        ax.imshow(pixels[c], cmap="gray", vmin=0, vmax=1)
        ax.set_title(f"image[{c}]: {CHANNELS[c]}")
    for ax in axes:
        ax.set(xticks=[], yticks=[])


def draw_storage(ax: "Axes", tensor: torch.Tensor) -> None:
    """Draw a table above the memory it reads, with the two jumps that strides make.

    Args:
        ax: Axes to draw on; its frame is removed, the title is the caller's.
        tensor: ``(rows, columns)``, at least 2 of each; it may be a view.
    """
    places = tensor.untyped_storage().nbytes() // tensor.element_size()
    memory = torch.as_strided(tensor, (1, places), (places, 1), 0)
    left, top = (places - tensor.shape[1]) / 2, 5.9
    _draw_cells(ax, (left, top), to_numpy(tensor))
    _draw_cells(ax, (0, 1), to_numpy(memory))
    ax.text(-0.3, 0.5, "memory", ha="right", va="center")
    down, right = tensor.stride()
    begin = tensor.storage_offset() + 0.5
    _draw_arrow(ax, (left - 0.35, top - 0.4), (left - 0.35, top - 1.6), MODEL)
    _draw_arrow(ax, (begin, 1), (begin + down, 1), MODEL, bend=-0.5)
    _draw_arrow(ax, (left + 0.4, top + 0.35), (left + 1.6, top + 0.35), DATA)
    _draw_arrow(ax, (begin, 0), (begin + right, 0), DATA, bend=0.5)
    for name, step, y, color in (
        ("row", down, 2, MODEL),
        ("column", right, -1.7, DATA),
    ):
        text = f"next {name}: {step} place{'s' * (step > 1)} further"
        ax.text(places / 2, y, text, color=color, ha="center")
    ax.set(xlim=(-2.2, places + 0.3), ylim=(-2, top + 0.7), aspect="equal")
    ax.set_axis_off()


def draw_broadcast(
    ax: "Axes", left: torch.Tensor, right: torch.Tensor, sums: torch.Tensor
) -> None:
    """Draw two tensors and their sum, the stretched copies in dashed squares.

    Args:
        ax: Axes to draw on; its frame is removed, the title is the caller's.
        left: Of 1 or 2 dimensions, broadcasts with the other one.
        right: As ``left``.
        sums: ``left + right``.
    """
    shape = torch.broadcast_shapes(left.shape, right.shape)
    x = 0.0
    for sign, tensor in (("+", left), ("=", right), ("", sums)):
        full = torch.atleast_2d(tensor)
        rows, columns = full.shape
        spread = to_numpy(tensor.broadcast_to(shape))
        _draw_cells(ax, (x, 0), spread, edge="0.55", dashed=True)
        _draw_cells(ax, (x, 0), spread[:rows, :columns])
        x += shape[-1]
        text = f"{tuple(tensor.shape)}"
        ax.text(x - shape[-1] / 2, -shape[0] - 0.3, text, ha="center", va="top")
        ax.text(x + 0.7, -shape[0] / 2, sign, ha="center", va="center", fontsize=20)
        x += 1.4
    ax.set(xlim=(-0.2, x - 1.2), ylim=(-shape[0] - 0.7, 0.1), aspect="equal")
    ax.set_axis_off()


def _draw_cells(
    ax: "Axes",
    corner: Point,
    table: Any,
    face: str = "white",
    edge: str = DATA,
    dashed: bool = False,
    numbers: bool = True,
) -> None:
    """Draw a ``(rows, columns)`` array of squares, downward from the upper left."""
    from matplotlib.patches import Rectangle

    style = {"facecolor": face, "edgecolor": edge, "linestyle": "--" if dashed else "-"}
    level = 1 if dashed else 4  # a number hides the copy behind it
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            x, y = corner[0] + j, corner[1] - i - 1
            ax.add_patch(Rectangle((x, y), 1, 1, linewidth=1.4, zorder=level, **style))
            if numbers:
                color = "0.45" if dashed else "black"
                text = {"ha": "center", "va": "center", "color": color, "zorder": level}
                ax.text(x + 0.5, y + 0.5, f"{value:g}", **text)


def _draw_arrow(
    ax: "Axes", start: Point, end: Point, color: str, bend: float = 0.0
) -> None:
    style = {"arrowstyle": "-|>", "color": color, "lw": 2.2, "mutation_scale": 15}
    style |= {"shrinkA": 0, "shrinkB": 0, "connectionstyle": f"arc3,rad={bend}"}
    ax.annotate("", end, start, arrowprops=style)
