"""Gradient descent: paths on a curve and on contours."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from torchcourse.plotting.style import MODEL, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GRID = 121  # points per axis, enough for smooth lines
BANDS = 8  # of height, narrower near the lowest point


def plot_descent(
    ax: "Axes",
    function: Callable[[torch.Tensor], torch.Tensor],
    path: Any,
    reach: tuple[float, float] | None = None,
) -> None:
    """Draw a function of one variable, and one or two descents on it.

    Args:
        ax: Axes to draw on; the title is the caller's.
        function: Maps a tensor of any shape, entry by entry.
        path: ``(steps + 1,)`` positions, the start first; or ``(steps + 1, 2)`` of two
            walks, the one that starts further left first.
        reach: Lowest and highest value to draw; by default symmetric about zero and
            1.4 times as wide as the path.
    """
    theta = torch.as_tensor(to_numpy(path)).reshape(len(path), -1)
    width = 1.4 * theta.abs().max().item()
    grid = torch.linspace(*(reach or (-width, width)), GRID)
    ax.plot(grid, function(grid), color="0.55")
    ax.plot(theta, function(theta), "-o", color=MODEL, markersize=5, linewidth=1.3)
    for i, start in enumerate(theta[0]):
        alone = theta.shape[1] == 1
        text = "start" if alone else f"start at {start:g}"
        offset = (12, 0) if alone else (4 if i else -4, 14)
        _mark(ax, (start.item(), function(start).item()), text, offset)
    _label(ax, "θ", "f(θ)")


def plot_contours(
    ax: "Axes",
    function: Callable[[torch.Tensor], torch.Tensor],
    x_range: Sequence[float],
    y_range: Sequence[float],
) -> None:
    """Draw the height of a function of two variables as bands, dark where it is low.

    The axes have equal scales, so that a round bowl looks round.

    Args:
        ax: Axes to draw on; the title is the caller's.
        function: Maps one point, a tensor of shape ``(2,)``, to a tensor of shape
            ``()``; it must be a formula that ``torch.vmap`` can batch.
        x_range: Lowest and highest first coordinate.
        y_range: Lowest and highest second coordinate.
    """
    x, y = torch.linspace(*x_range, GRID), torch.linspace(*y_range, GRID)
    points = torch.cartesian_prod(x, y)  # (GRID * GRID, 2)
    heights = to_numpy(torch.vmap(function)(points).reshape(GRID, GRID).T)
    low, high = heights.min(), heights.max()
    levels = low + (high - low) * np.linspace(0, 1, BANDS + 1) ** 2
    # Without smoothing the bands' edges stay visible as lines, and the picture small.
    ax.contourf(x, y, heights, levels=levels, alpha=0.45, antialiased=False)
    ax.set(aspect="equal", xlim=x_range, ylim=y_range)
    _label(ax, "θ₀", "θ₁")


def plot_path(ax: "Axes", path: Any) -> None:
    """Draw a path over contours: a dot per step, the start and the end marked.

    Args:
        ax: Axes with contours.
        path: ``(steps + 1, 2)`` positions, the start first.
    """
    theta = to_numpy(path)
    ax.plot(*theta.T, "-o", color=MODEL, markersize=4, linewidth=1.3, zorder=3)
    ax.plot(*theta[-1], "D", color=TRUTH, markersize=7, zorder=5)
    _mark(ax, theta[0], "start", (0, 13))


def _mark(
    ax: "Axes", point: Sequence[float], text: str, offset: tuple[int, int]
) -> None:
    ax.plot(*point, "o", color="white", markeredgecolor=MODEL, markersize=9, zorder=4)
    side = "center" if offset[0] == 0 else ("left" if offset[0] > 0 else "right")
    place = {"xytext": offset, "textcoords": "offset points", "ha": side}
    ax.annotate(text, point, fontsize=12, va="center", **place)


def _label(ax: "Axes", x: str, y: str) -> None:
    """Label the outer axes of a grid of plots, or the only ones."""
    spec = ax.get_subplotspec()
    if spec is None or spec.is_last_row():
        ax.set_xlabel(x)
    if spec is None or spec.is_first_col():
        ax.set_ylabel(y)
