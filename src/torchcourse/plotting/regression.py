"""Judge a regression at a glance: predicted against true values, and residuals."""

from typing import TYPE_CHECKING, Any

import numpy as np

from torchcourse.plotting.style import DATA, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_predicted(
    ax: "Axes", prediction: Any, target: Any, color: str = DATA, marker: str = "o"
) -> None:
    """Draw predicted against true values, with the diagonal of perfect predictions.

    Args:
        ax: Axes to draw on; the title is the caller's.
        prediction: ``(n,)`` predictions, in the unit of the target.
        target: ``(n,)`` true values.
        color: Color of the points, such as ``VALIDATION`` for validation data.
        marker: Their marker, the second cue.

    Raises:
        ValueError: If the two are not both of the one shape ``(n,)``.
    """
    predicted, true = _pair(prediction, target)
    ends = [min(predicted.min(), true.min()), max(predicted.max(), true.max())]
    ax.plot(ends, ends, "--", color=TRUTH)
    ax.plot(true, predicted, marker, color=color, markersize=5, alpha=0.7)
    offset = {"xytext": (-12, 0), "textcoords": "offset points", "ha": "right"}
    ax.annotate("perfect", (ends[1], ends[1]), va="center", fontsize=12, **offset)
    ax.set(xlabel="true", ylabel="predicted", aspect="equal")


def plot_residuals(
    ax: "Axes", prediction: Any, target: Any, color: str = DATA, marker: str = "o"
) -> None:
    """Draw residuals, true minus predicted, against the predictions.

    Args:
        ax: Axes to draw on; the title is the caller's.
        prediction: ``(n,)`` predictions, in the unit of the target.
        target: ``(n,)`` true values.
        color: Color of the points, such as ``VALIDATION`` for validation data.
        marker: Their marker, the second cue.

    Raises:
        ValueError: If the two are not both of the one shape ``(n,)``.
    """
    predicted, true = _pair(prediction, target)
    ax.axhline(0, linestyle="--", color=TRUTH)
    ax.plot(predicted, true - predicted, marker, color=color, markersize=5, alpha=0.7)
    ax.set(xlabel="predicted", ylabel="true − predicted")


def _pair(prediction: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    predicted, true = to_numpy(prediction), to_numpy(target)
    if predicted.shape != true.shape or predicted.ndim != 1:
        raise ValueError(
            f"Predictions have the shape {predicted.shape} and targets {true.shape}: "
            "pass both as (n,), for example with .squeeze(1)."
        )
    return predicted, true
