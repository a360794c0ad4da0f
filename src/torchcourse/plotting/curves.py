"""Loss curves of training and validation."""

from typing import TYPE_CHECKING, Any

from torchcourse.plotting.style import DATA, VALIDATION, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_losses(
    ax: "Axes", training: Any, validation: Any = None, x_label: str = "epoch"
) -> None:
    """Draw the training loss, and the validation loss if given, labeled directly.

    Args:
        ax: Axes to draw on; title and limits are the caller's.
        training: ``(n,)`` losses, one per epoch or step, first at 1.
        validation: ``(n,)`` losses of data not trained on.
        x_label: What one step along the horizontal axis is.
    """
    curves = {"training": (training, DATA, "-o")}
    if validation is not None:
        curves["validation"] = (validation, VALIDATION, "--s")
    ends = {name: to_numpy(values)[-1] for name, (values, _, _) in curves.items()}
    top = max(ends, key=ends.get)  # labels lean apart, or they would overlap
    for name, (values, color, line) in curves.items():
        losses = to_numpy(values)
        marked = line if len(losses) <= 30 else line.rstrip("os")
        ax.plot(range(1, len(losses) + 1), losses, marked, color=color)
        ax.annotate(
            name,
            (len(losses), losses[-1]),
            xytext=(8, 0 if len(ends) == 1 else 6 if name == top else -6),
            textcoords="offset points",
            color=color,
            va="center",
            fontsize=12,
        )
    ax.set(xlabel=x_label, ylabel="loss")
    ax.margins(x=0.2, y=0.1)  # room for the names, to the right and above the axis
