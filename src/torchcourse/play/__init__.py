"""Interactive figures: a question, something to move, and a sentence that answers.

Each function makes one, which the last line of a cell shows in a frame of its own. The
frame needs neither kernel nor network. ``page()`` returns the figure as a whole page.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from torchcourse.play.figure import Figure

__all__ = ["broadcasting", "descent", "line", "network", "ridge", "threshold"]

MOST_POINTS = 300  # more make the page heavy, and their marks too small


def broadcasting() -> Figure:
    """Show which entries of two tensors meet when their shapes are broadcast.

    Returns:
        A figure with two shapes of 0 to 3 dimensions, and all entries of their sum.
    """
    return Figure("broadcasting")


def descent(
    curvatures: Sequence[float] = (1, 50), start: Sequence[float] = (-7, 1)
) -> Figure:
    """Show gradient descent on ``(curvatures * theta**2).sum() / 2``.

    Args:
        curvatures: Two positive numbers, the second derivatives.
        start: The two entries of theta before the first step, not both 0.

    Returns:
        A figure with a learning rate up to twice the stability limit, a momentum, and
        all iterates that ``torch.optim.SGD`` computes, 3,000 at most.

    Raises:
        ValueError: If there are not two numbers each, or one is out of its range.
    """
    numbers = torch.tensor([*curvatures, *start], dtype=torch.float64)
    whole = len(curvatures) == len(start) == 2 and numbers.isfinite().all()
    if not whole or min(curvatures) <= 0 or not any(start):
        raise ValueError(
            "descent needs two positive curvatures and two numbers to start from, not "
            f"both 0; these are {tuple(curvatures)} and {tuple(start)}."
        )
    settings = {"curvatures": numbers[:2].tolist(), "start": numbers[2:].tolist()}
    return Figure("descent", settings)


def line() -> Figure:
    """Show a line through twelve points, fitted by hand or by gradient descent.

    Returns:
        A figure with a weight and a bias from -1 to 3, and the mean squared error.
    """
    return Figure("line")


def ridge() -> Figure:
    """Show a polynomial of degree 1 to 15 through 16 points, with an L2 penalty.

    Returns:
        A figure of the fit that minimizes the mean squared error plus the penalty, 0 to
        10, times the sum of the squared weights, of which the bias is none.
    """
    return Figure("ridge")


def threshold(logits: Tensor | None = None, labels: Tensor | None = None) -> Figure:
    """Show what a threshold on probabilities finds and misses, and what errors cost.

    Args:
        logits: ``(n,)`` scores of n examples, at most 300; rounded to two digits.
        labels: ``(n,)`` classes, 0 or 1, not all 0. By default, 120 are made up.

    Returns:
        A figure with a threshold from 0.01 to 0.99, and the confusion matrix.

    Raises:
        ValueError: If the two do not fit, or a value is out of its range.
    """
    if logits is None and labels is None:
        logits, labels = _made_up()
    if logits is None or labels is None:
        raise ValueError("threshold needs both logits and labels, or neither.")
    scores, classes = torch.as_tensor(logits).double(), torch.as_tensor(labels)
    shapes = tuple(scores.shape), tuple(classes.shape)
    if shapes[0] != shapes[1] or scores.dim() != 1 or len(scores) > MOST_POINTS:
        raise ValueError(
            "threshold needs logits and labels of one shape (n,), n at most "
            f"{MOST_POINTS}; these have {shapes[0]} and {shapes[1]}."
        )
    if set(classes.tolist()) not in ({0, 1}, {1}) or not scores.isfinite().all():
        raise ValueError("threshold needs finite logits, and labels 0 or 1, not all 0.")
    groups = {"positives": scores[classes == 1], "negatives": scores[classes == 0]}
    rounded = {k: sorted(round(s, 2) for s in g.tolist()) for k, g in groups.items()}
    return Figure("threshold", rounded)


def network() -> Figure:
    """Show how a network of 1 to 8 hidden ReLU units separates two classes.

    Returns:
        A figure that trains on 100 points, all at each step, and counts 200 new ones.
    """
    return Figure("network")


def _made_up() -> tuple[Tensor, Tensor]:
    """Return the quantiles of two normal distributions: 40 positives, 80 negatives."""
    positives, negatives = (
        torch.special.ndtri((torch.arange(n).double() + 0.5) / n) for n in (40, 80)
    )
    logits = torch.cat([1.2 + 1.6 * positives, 1.4 * negatives - 1.8])
    return logits, torch.arange(120) < 40
