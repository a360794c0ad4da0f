"""Experiments with several seeds: curves with their spread, tables with error bars."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from torchcourse.plotting.style import (
    DATA,
    HIGHLIGHT,
    MODEL,
    TRUTH,
    VALIDATION,
    to_numpy,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEW = 8  # so many settings are named one by one


def plot_seeds(
    ax: "Axes", x: Any, runs: Any, name: str, look: tuple[str, str], lean: float = 0
) -> None:
    """Draw the mean of several runs, and one standard deviation to either side.

    Args:
        ax: Axes to draw on; labels, scales and title are the caller's.
        x: ``(n,)`` positions, rising.
        runs: ``(seeds, n)`` values, one row per seed, at least 2.
        name: What stands at the end of the line.
        look: Color by meaning, and dash with marker, such as ``(DATA, "-o")``.
        lean: Points by which the name stands above the end of its line.

    Raises:
        ValueError: If the runs are not ``(seeds, n)`` with at least 2 seeds.
    """
    places, values = to_numpy(x), to_numpy(runs)
    if values.ndim != 2 or len(values) < 2 or values.shape[1] != len(places):
        raise ValueError(
            f"{len(places)} positions, but runs of shape {values.shape}: pass one row "
            "per seed, at least 2, and one column per position."
        )
    (color, line), mean = look, values.mean(axis=0)
    ax.plot(places, mean, line, color=color, markersize=5)
    spread = values.std(axis=0, ddof=1)
    band = {"color": color, "alpha": 0.25, "linewidth": 0}
    ax.fill_between(places, mean - spread, mean + spread, **band)
    beside = {"xytext": (10, lean), "textcoords": "offset points", "va": "center"}
    ax.annotate(name, (places[-1], mean[-1]), color=color, fontsize=12, **beside)
    width = places[-1] - places[0]
    ax.set_xlim(places[0] - 0.06 * width, places[-1] + 0.28 * width)


def plot_gap(ax: "Axes", x: Any, runs: Any, x_label: str = "epoch") -> None:
    """Draw the losses of training and validation, means over seeds with their spread.

    Args:
        ax: Axes to draw on; the title is the caller's.
        x: ``(n,)`` epochs; or up to 8 settings, spaced evenly and named one by one.
        runs: ``(seeds, n, 2)`` losses: of training, and of validation.
        x_label: What the horizontal axis is.

    Raises:
        ValueError: If the runs are not ``(seeds, n, 2)`` with at least 2 seeds.
    """
    training, validation = np.moveaxis(to_numpy(runs), -1, 0)
    places = range(len(x)) if len(x) <= FEW else x
    plot_seeds(ax, places, training, "training", (DATA, "-o"), lean=-8)
    plot_seeds(ax, places, validation, "validation", (VALIDATION, "--s"), lean=8)
    ax.xaxis.get_major_locator().set_params(integer=True)
    if len(x) <= FEW:
        ax.set_xticks(places, labels=[f"{setting:,}" for setting in x])
    ax.set(xlabel=x_label, ylabel="loss")
    ax.margins(y=0.12)  # room for a name below the lowest loss


def plot_tool(ax: "Axes", without: Any, using: Any, name: str) -> None:
    """Draw the validation loss by epoch without a tool and with it.

    Args:
        ax: Axes to draw on; the title is the caller's.
        without: ``(seeds, epochs, 2)`` losses of training and validation.
        using: The same with the tool.
        name: The tool's, to stand at the end of its line.
    """
    before, after = to_numpy(without)[:, :, 1], to_numpy(using)[:, :, 1]
    lean = 8 if after[:, -1].mean() > before[:, -1].mean() else -8
    epochs = range(1, 1 + after.shape[1])
    plot_seeds(ax, epochs, before, "without", (TRUTH, "--"), -lean)
    plot_seeds(ax, epochs, after, name, (VALIDATION, "-o"), lean)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="epoch", ylabel="validation loss", ylim=(0, 1))


def plot_range_test(
    ax: "Axes", rates: Any, losses: Any, region: Sequence[float]
) -> None:
    """Draw the loss of each step against its learning rate, and the region to choose.

    Args:
        ax: Axes to draw on; title and vertical limits are the caller's.
        rates: ``(steps,)`` learning rates, positive, rising; the axis is logarithmic.
        losses: ``(steps,)`` losses at these rates.
        region: Lowest and highest rate to choose from.

    Raises:
        ValueError: If the region does not rise, or lies outside of the rates.
    """
    x, y, (low, high) = to_numpy(rates), to_numpy(losses), region
    if not x.min() <= low < high <= x.max():
        raise ValueError(
            f"{low:g} to {high:g} is no range in {x.min():g} to {x.max():g}"
        )
    ax.axvspan(low, high, color=HIGHLIGHT, alpha=0.25, linewidth=0)
    ax.semilogx(x, y, color=DATA)
    up = {"ha": "center", "va": "top", "transform": ax.get_xaxis_transform()}
    ax.text(np.sqrt(low * high), 0.96, "choose\nhere", **up)
    ax.set(xlabel="learning rate (log scale)", ylabel="loss")


def plot_experiments(
    ax: "Axes", results: Mapping[str, Any], errors: Any, notes: Sequence[str]
) -> None:
    """Draw a table of experiments: a row each, every seed, the mean and an error bar.

    Args:
        ax: Axes to draw on; the title is the caller's.
        results: For each name ``(seeds,)`` accuracies, from 0 to 1; first is topmost.
        errors: ``(n,)`` half lengths of the bars, in the same unit.
        notes: n verdicts, to stand at the right; rows with one are drawn in the model's
            color, rows with an empty one in black.
    """
    rows = zip(results.values(), to_numpy(errors), notes, strict=True)
    for row, (values, error, note) in enumerate(rows):
        seeds, color = 100 * to_numpy(values), MODEL if note else TRUTH
        bar = {"xerr": 100 * error, "fmt": "D", "color": color, "capsize": 5}
        ax.errorbar(seeds.mean(), row, **bar)
        ax.plot(seeds, np.full(len(seeds), row + 0.3), "|", color=DATA, markersize=9)
        beside = {"transform": ax.get_yaxis_transform(), "va": "center"}
        ax.text(1.02, row, note, color=color, fontsize=12, **beside)
    ax.set_yticks(range(len(results)), labels=list(results))
    ax.set(xlabel="accuracy (%); a tick for each seed", ylim=(len(results) - 0.4, -0.6))
    ax.grid(axis="x", color="0.9")
