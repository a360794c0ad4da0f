"""Show where time goes: queues, parts of a whole, and a ranking."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from torchcourse.plotting.style import DATA, HIGHLIGHT, MODEL, TRUTH, VALIDATION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLORS = (DATA, MODEL, VALIDATION, HIGHLIGHT)
_HATCHES = ("", "//", "..", "xx")  # the second cue beside the color


def plot_timeline(
    ax: "Axes",
    launches: Sequence[float],
    jobs: Sequence[tuple[float, float]],
    stops: Mapping[str, float],
) -> None:
    """Draw what a processor launches, and when the device that it feeds does the work.

    Args:
        ax: Axes to draw on; the title is the caller's.
        launches: Seconds at which the processor queued a job, counted from the start.
        jobs: Start and end of each job on the device, in the same seconds.
        stops: Name and seconds of each moment at which a clock is stopped.
    """
    ax.scatter([1e3 * t for t in launches], [1] * len(launches), marker="v", s=90)
    for k, (start, end) in enumerate(jobs, start=1):
        ax.barh(0, 1e3 * (end - start), 0.5, 1e3 * start, color=DATA, edgecolor="white")
        ax.text(5e2 * (start + end), 0, str(k), color="white", ha="center", va="center")
    last = max(stops.values())
    for (name, second), color in zip(stops.items(), (MODEL, VALIDATION), strict=False):
        ax.axvline(1e3 * second, ymax=0.8, color=color, linestyle="--")
        side = "right" if second > last / 2 else "left"
        ax.text(1e3 * second, 1.72, name, color=color, ha=side, va="bottom")
    ax.set_yticks([0, 1], labels=["device works", "launches"])
    ax.set(ylim=(-0.5, 2.2), xlim=(-20 * last, 1030 * last), xlabel="time (ms)")


def plot_parts(
    ax: "Axes", rows: Mapping[str, Mapping[str, float]], x_label: str, unit: str
) -> None:
    """Draw each row as one bar of parts, with its sum, on a common scale from zero.

    Args:
        ax: Axes to draw on; the title is the caller's.
        rows: From top to bottom, by name: the sizes of its parts, by name, at least 0.
            All rows have the same parts, at most four.
        x_label: What is measured, with its unit.
        unit: Short unit that follows a row's sum, such as ``ms``.

    Raises:
        ValueError: If the rows do not have the same parts.
    """
    names = {tuple(parts) for parts in rows.values()}
    if len(names) != 1:
        raise ValueError(f"The rows differ in their parts: {sorted(names)}.")
    longest = max(sum(parts.values()) for parts in rows.values())
    for y, parts in enumerate(rows.values()):
        left = 0.0
        for (name, width), color, hatch in zip(
            parts.items(), _COLORS, _HATCHES, strict=False
        ):
            style = {"color": color, "hatch": hatch, "edgecolor": "white"}
            ax.barh(y, width, 0.6, left, label=name if y == 0 else None, **style)
            left += width
        ax.text(left + 0.015 * longest, y, f"{_short(left)} {unit}", va="center")
    ax.set_yticks(range(len(rows)), labels=list(rows))
    ax.set(xlabel=x_label, xlim=(0, 1.2 * longest), ylim=(len(rows) - 0.4, -0.6))
    ax.legend(loc="lower right")


def plot_ranking(ax: "Axes", seconds: Mapping[str, float], x_label: str) -> None:
    """Draw one dot per contestant on a logarithmic axis, labeled with its seconds.

    Args:
        ax: Axes to draw on; the title is the caller's.
        seconds: Seconds by name, from top to bottom, above 0.
        x_label: What is measured, with its unit.

    Raises:
        ValueError: If a number is not above 0, which has no place on such an axis.
    """
    best = min(seconds.values())
    if not best > 0:
        raise ValueError(f"{best} s has no place on a logarithmic axis.")
    for y, value in enumerate(seconds.values()):
        color = MODEL if value == best else DATA
        ax.axhline(y, color="0.88", linewidth=1, zorder=0)
        ax.plot(value, y, "D" if value == best else "o", color=color, markersize=10)
        place = {"xytext": (12, 0), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{_short(value)} s", (value, y), color=TRUTH, **place)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:,g}")
    ax.set_yticks(range(len(seconds)), labels=list(seconds))
    ax.set(xlim=(best / 2, 4 * max(seconds.values())), xlabel=x_label)
    ax.set_ylim(len(seconds) - 0.5, -0.5)


def _short(value: float) -> str:
    """Return a number with three digits, or all of those before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
