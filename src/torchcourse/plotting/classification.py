"""Classes as points, decisions as regions, and counts."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from torchcourse.plotting.style import to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Source: the dark ends of ColorBrewer's PuOr and BrBG (C. Brewer, colorbrewer2.org),
# told apart pair by pair under the common color-vision deficiencies.
CLASS_COLORS = ("#542788", "#B35806", "#01665E")
CLASS_MARKERS = ("o", "s", "^")
GRID = 401  # points per axis, enough for smooth edges

Points = Callable[[torch.Tensor], torch.Tensor]  # (n, 2) points to (n,) values


def plot_points(
    ax: "Axes", points: Any, labels: Any, names: Sequence[str] | None = None
) -> None:
    """Draw points of up to three classes, each class in a color and marker of its own.

    Args:
        ax: Axes to draw on, also over a field or regions.
        points: ``(n, 2)`` coordinates.
        labels: ``(n,)`` classes 0, 1 or 2, of any number type.
        names: One name per class for the legend; by default ``class 0`` and so on.

    Raises:
        ValueError: If a label is not 0, 1 or 2.
    """
    xy, classes = to_numpy(points), to_numpy(labels)
    present = np.unique(classes)
    if not set(present.tolist()) <= {0, 1, 2}:
        raise ValueError(
            f"The labels hold {present.tolist()}: only 0, 1 and 2 have a color. "
            "Number the classes from 0, and draw at most three."
        )
    for k in present.astype(int):
        look = {"color": CLASS_COLORS[k], "marker": CLASS_MARKERS[k]}
        name = names[k] if names else f"class {k}"
        spots = xy[classes == k].T
        ax.scatter(*spots, s=26, edgecolor="white", lw=0.6, label=name, **look)
    ax.set(xlabel="x₀", ylabel="x₁")


def plot_regions(
    ax: "Axes", classes_of: Points, x_range: Sequence[float], y_range: Sequence[float]
) -> None:
    """Fill the region of each class with its color, and draw the boundaries.

    Args:
        ax: Axes to draw on; points may be drawn over it.
        classes_of: Maps ``(n, 2)`` points to ``(n,)`` classes 0, 1 or 2; boolean
            decisions count as 0 and 1.
        x_range: Lowest and highest first coordinate.
        y_range: Lowest and highest second coordinate.

    Raises:
        ValueError: If ``classes_of`` does not return one value per point.
    """
    x, y, classes = _on_grid(classes_of, x_range, y_range)
    edges = [-0.5, 0.5, 1.5, 2.5]
    ax.contourf(x, y, classes, levels=edges, colors=CLASS_COLORS, alpha=0.3)
    for k in np.unique(classes)[1:]:  # a line around each class but the lowest
        ax.contour(x, y, classes == k, levels=[0.5], colors="black", linewidths=2)
    ax.set(xlim=x_range, ylim=y_range)


def _on_grid(
    function: Points, x_range: Sequence[float], y_range: Sequence[float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y = torch.linspace(*x_range, GRID), torch.linspace(*y_range, GRID)
    points = torch.cartesian_prod(x, y)  # (GRID * GRID, 2)
    values = to_numpy(function(points)).astype(float)
    if values.shape != (len(points),):
        raise ValueError(
            f"{len(points)} points gave values of shape {values.shape}: the function "
            f"must return one value per point, of shape ({len(points)},)."
        )
    return to_numpy(x), to_numpy(y), values.reshape(GRID, GRID).T


def plot_confusion(ax: "Axes", counts: Any, names: Sequence[Any]) -> None:
    """Draw a confusion matrix: a row per true class, with every count to be read.

    Color shows the share of the row, on a root scale that keeps rare errors visible.

    Args:
        ax: Axes to draw on; 6 x 6 inches carry ten classes.
        counts: ``(k, k)`` counts, rows true, columns predicted.
        names: One name per class.
    """
    table = to_numpy(counts)
    size = 18 if len(table) < 5 else 12
    shares = table / table.sum(axis=1, keepdims=True).clip(min=1)
    ax.imshow(np.sqrt(shares), cmap="cividis", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        ink = "black" if share > 0.22 else "white"  # contrast 4.5 on either side
        text = f"{table[row, column]:,.0f}"
        middle = {"ha": "center", "va": "center"}
        ax.text(column, row, text, color=ink, fontsize=size, **middle)
    places = range(len(names))
    ax.set(xticks=places, yticks=places, xticklabels=names, yticklabels=names)
    ax.set(xlabel="predicted", ylabel="true")
    ax.spines[:].set_visible(False)
