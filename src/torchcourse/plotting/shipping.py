"""Pen strokes turned into ink, and pictures of what a shipped digit reader does."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from torchcourse.plotting.style import DATA, MODEL, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def rasterize_strokes(
    strokes: Sequence[Tensor], size: int = 28, pen: float = 2.5
) -> Tensor:
    """Draw pen strokes as a square of ink, as a page's canvas would.

    Args:
        strokes: At least one, each ``(k, 2)``: the x and y of k points joined by
            straight lines, in pixels from the upper left corner. One point is a dot.
        size: Height and width of the square, in pixels.
        pen: Width of the line, in pixels.

    Returns:
        Ink ``(size, size)``, float64, from 0 (paper) to 1; edges of lines are gray.

    Raises:
        ValueError: If there is no stroke, or one is not ``(k, 2)`` with k at least 1.
    """
    shapes = [tuple(stroke.shape) for stroke in strokes]
    if not shapes or any(len(s) != 2 or s[0] == 0 or s[1] != 2 for s in shapes):
        raise ValueError(
            f"The strokes have the shapes {shapes}: pass at least one of shape (k, 2), "
            "the x and y of its points. A blank sheet is torch.zeros(size, size)."
        )
    points = [torch.cat([stroke, stroke[-1:]]).double() for stroke in strokes]
    start = torch.cat([part[:-1] for part in points])  # (lines, 2)
    step = torch.cat([part.diff(dim=0) for part in points])
    middle = torch.arange(size, dtype=torch.float64) + 0.5
    away = torch.cartesian_prod(middle, middle).flip(1)[:, None] - start
    length = step.square().sum(1).clamp(min=1e-12)
    along = ((away * step).sum(2) / length).clamp(0, 1)  # nearest point of each line
    distance = (away - along[..., None] * step).norm(dim=2).amin(1)
    return (pen / 2 + 0.5 - distance).clamp(0, 1).reshape(size, size)


def plot_answer(
    drawing: Any, image: Any, probs: Any, threshold: float = 0.0
) -> "Figure":
    """Draw what a digit reader is given, what its network sees, and what it answers.

    Args:
        drawing: Ink of any shape ``(height, width)``, from 0 (paper) to 1.
        image: What the network is given, ``(28, 28)``, from 0 to 1.
        probs: ``(10,)`` probabilities of the digits 0 to 9.
        threshold: Probability that an answer needs; drawn if above 0.

    Returns:
        The figure, to be passed to ``show``.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, figsize=(11, 3.6), width_ratios=(1, 1, 1.6))
    titles = {"You draw": drawing, "The network sees": image}
    for ax, (title, ink) in zip(axes[:2], titles.items(), strict=True):
        ax.imshow(to_numpy(ink), cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], title=title)
        for spine in ax.spines.values():
            spine.set(visible=True, color="0.6")
    values = to_numpy(probs)
    best, sure = int(values.argmax()), values.max() >= threshold
    bars = axes[2].bar(range(len(values)), values, color="0.6")
    bars[best].set_color(MODEL if sure else "0.6")
    if threshold > 0:
        axes[2].axhline(threshold, ls="--", color=TRUTH)
        axes[2].text(9.4, threshold + 0.02, "threshold", ha="right")
    axes[2].set(xticks=range(len(values)), ylim=(0, 1.05))
    axes[2].set(xlabel="digit", ylabel="probability")
    axes[2].set_title(f"The page answers {best}" if sure else "Not a digit I know")
    return fig


def plot_refused(
    ax: "Axes",
    shares: Mapping[str, float],
    taken_for: Mapping[str, int],
    hatched: Collection[str],
) -> None:
    """Draw which share of each kind of image a digit reader refuses.

    Args:
        ax: Axes to draw on, at least 9 inches wide for twenty kinds.
        shares: Share that is refused, from 0 to 1, by name.
        taken_for: Digit that stands above a bar, for those names that have one.
        hatched: Names whose bars are hatched.
    """
    for name, share in shares.items():
        (bar,) = ax.bar(name, share, color=DATA)
        if name in hatched:
            bar.set(facecolor="white", edgecolor=DATA, hatch="///")
        if name in taken_for:
            ax.text(name, share + 0.04, taken_for[name], ha="center", color=MODEL)
    ax.set(ylabel="refused (share)", ylim=(0, 1.12))
