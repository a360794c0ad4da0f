"""Look at a trained classifier: its weights as images, its confidence tested."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from torchcourse.plotting.style import MODEL, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLIPPED = 0.005  # share of weights beyond the ends of the color scale
FEWEST = 10  # examples that a point of a reliability diagram stands for


def draw_weights(
    axes: Sequence["Axes"], weight: Any, size: tuple[int, int] = (28, 28)
) -> None:
    """Draw the weights of each unit as an image, all on one scale of colors.

    Args:
        axes: One axes per unit, flat; their frames are removed, and a color bar is put
            beside them. The titles are the numbers of the units.
        weight: ``(units, height * width)``, such as ``nn.Linear(784, 10).weight``.
        size: Height and width of an image.
    """
    pictures = to_numpy(weight).reshape(-1, *size)
    limit = np.quantile(np.abs(pictures), 1 - CLIPPED)
    for unit, (ax, picture) in enumerate(zip(axes, pictures, strict=True)):
        drawn = ax.imshow(picture, cmap="PuOr_r", vmin=-limit, vmax=limit)
        ax.set_title(str(unit), loc="center")
        ax.set_axis_off()
    bar = axes[0].figure.colorbar(drawn, ax=list(axes), shrink=0.8, aspect=12)
    bar.set_ticks([-limit, 0, limit], labels=["against", "0", "for"])


def plot_reliability(ax: "Axes", confidence: Any, right: Any, bins: int = 10) -> None:
    """Draw how often a classifier is right against how sure it says it is.

    Each point stands for the examples of one range of confidence, with their number
    and, as a bar, plus and minus one standard error of their accuracy.

    Args:
        ax: Axes to draw on, at least 6 x 4 inches; the title is the caller's.
        confidence: ``(n,)`` probabilities of the answers given, from 0 to 1.
        right: ``(n,)`` whether each answer was right, boolean.
        bins: Ranges of equal width between 0 and 1; those with fewer than ten
            examples say little and are left out.

    Raises:
        ValueError: If the two are not both of the one shape ``(n,)``.
    """
    sure, correct = to_numpy(confidence), to_numpy(right).astype(float)
    if sure.shape != correct.shape or sure.ndim != 1:
        raise ValueError(
            f"Confidences have the shape {sure.shape} and right answers "
            f"{correct.shape}: pass both as (n,)."
        )
    ax.plot([0, 1], [0, 1], "--", color=TRUTH)
    ax.text(0.2, 0.12, "calibrated", color=TRUTH)
    ranges = np.minimum((sure * bins).astype(int), bins - 1)  # 1.0 is in the last
    for k in np.unique(ranges):
        n = (ranges == k).sum()
        if n < FEWEST:
            continue
        x, y = sure[ranges == k].mean(), correct[ranges == k].mean()
        spread = np.sqrt(y * (1 - y) / n)
        ax.errorbar(x, y, spread, fmt="o", color=MODEL, capsize=4, markersize=8)
        aside = ((-9, 9), "right") if y > x else ((9, -14), "left")  # off the diagonal
        place = {"xytext": aside[0], "ha": aside[1], "textcoords": "offset points"}
        ax.annotate(f"{n:,}", (x, y), fontsize=12, **place)
    ax.set(xlabel="confidence (probability)", ylabel="share that is right")
    ax.set(xlim=(0, 1.08), ylim=(0, 1.05))
