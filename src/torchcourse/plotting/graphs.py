"""Figures of autograd: the recorded graph, and the error of difference rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

from torchcourse.plotting.style import DATA, MODEL, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch

LOOKS = {  # of a box: color, corners, letters, and the text below it
    "operation": (TRUTH, "round", "normal", ""),
    "leaf": (DATA, "round", "bold", "leaf"),
    "output": (MODEL, "square", "bold", "output"),
}


def plot_step_errors(
    ax: "Axes", steps: Any, errors: Mapping[str, Any], title: str = ""
) -> None:
    """Draw errors against the step on logarithmic scales, a dot at each best step.

    Args:
        ax: Axes to draw on.
        steps: ``(n,)`` positive steps.
        errors: ``(n,)`` absolute errors by the name of the rule, two rules, the
            better one last.
        title: Title of the axes.
    """
    looks = ((DATA, "-", "right", (-12, 0)), (MODEL, "--", "center", (0, -17)))
    for (name, values), look in zip(errors.items(), looks, strict=False):
        color, dash, align, offset = look
        heights, places = to_numpy(values), to_numpy(steps)
        best = heights.argmin()
        ax.loglog(places, heights, dash, color=color, marker="o", markevery=[best])
        spot = best if align == "center" else int(0.92 * len(heights))
        near = {"xytext": offset, "textcoords": "offset points", "ha": align}
        ax.annotate(name, (places[spot], heights[spot]), color=color, **near)
    ax.margins(y=0.15)
    ax.set(xlabel="step h", ylabel="mean error", title=title)
    ax.label_outer()


def draw_graph(
    names: Mapping[str, torch.Tensor],
    title: str = "",
    notes: Mapping[str, str] | None = None,
) -> "Figure":
    """Draw the graph behind a tensor: leaves left, output right, arrows backward.

    Args:
        names: Scalars or tensors by name, the output last. A leaf that is not named is
            drawn as ``no name``; a named tensor outside the graph is not drawn.
        title: Title of the figure.
        notes: Texts under boxes, in place of ours, by the name in the box.

    Returns:
        The figure, to be passed to ``show``.

    Raises:
        ValueError: If the output carries no graph.
    """
    import matplotlib.pyplot as plt

    output, tensor = list(names.items())[-1]
    if tensor.grad_fn is None:
        raise ValueError(
            f"{output} carries no graph: compute it from a tensor made with "
            "requires_grad=True, outside torch.no_grad()."
        )
    arrows = _arrows(tensor.grad_fn)
    spots = _places(tensor.grad_fn, arrows)
    spots[output] = (1.0, spots[tensor.grad_fn][1])
    low, *_, high = sorted(y for _, y in spots.values())
    low -= 1.0
    fig, ax = plt.subplots(figsize=(10, 0.9 + 0.75 * (high - low + 0.5)))
    read = {node: _read(node, names) for node in spots}
    boxes = {node: _draw_box(ax, spots[node], *read[node]) for node in spots}
    for start, end in [(output, tensor.grad_fn), *arrows]:
        _draw_arrow(ax, boxes[start], boxes[end], spots[start], spots[end])
    for node, (role, label) in read.items():
        (x, y), note = spots[node], (notes or {}).get(label, LOOKS[role][-1])
        ax.text(x, y - 0.5, note, ha="center", va="top")
    left = min(x for x, _ in spots.values()) - 0.5
    ax.set(xlim=(left, 1.5), ylim=(low, high + 0.5), title=title)
    ax.set_axis_off()
    return fig


def _draw_box(ax: "Axes", spot: Any, role: str, label: str) -> "FancyBboxPatch":
    color, corners, weight, _ = LOOKS[role]
    style = {"boxstyle": f"{corners},pad=0.4", "facecolor": "white", "linewidth": 2}
    letters = {"ha": "center", "va": "center", "color": color, "fontweight": weight}
    text = ax.text(*spot, label.replace("Backward", "\nBackward"), **letters)
    text.set_bbox({**style, "edgecolor": color})
    return text.get_bbox_patch()


def _draw_arrow(ax: "Axes", box_a: Any, box_b: Any, start: Any, end: Any) -> None:
    line = {"arrowstyle": "-|>", "color": "0.4", "lw": 1.8, "mutation_scale": 17}
    ends = {"patchA": box_a, "patchB": box_b, "shrinkA": 0}
    ax.annotate("", end, start, arrowprops={**line, **ends}, zorder=4)  # after boxes


def _arrows(root: Any) -> list[tuple[Any, Any]]:
    """Return the steps of the backward walk as (operation, next operation)."""
    arrows, waiting, seen = [], [root], {root}
    while waiting:
        node = waiting.pop(0)
        for parent, _ in node.next_functions:
            if parent is None:  # a constant: no gradient is wanted for it
                continue
            arrows.append((node, parent))
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return arrows


def _places(root: Any, arrows: list) -> dict[Any, tuple[float, float]]:
    """Place nodes in columns by their longest way from the root, spread in each."""
    depth = {root: 0}
    for _ in arrows:  # as often as the longest way can have steps
        for node, parent in arrows:
            depth[parent] = max(depth.get(parent, 0), depth[node] + 1)
    spots = {}
    for column in range(max(depth.values()) + 1):
        nodes = [node for node in depth if depth[node] == column]
        for i, node in enumerate(nodes):
            spots[node] = (-float(column), 1.3 * ((len(nodes) - 1) / 2 - i))
    return spots


def _read(node: Any, names: Mapping[str, torch.Tensor]) -> tuple[str, str]:
    """Return what a node is and the text in its box; the output is its own name."""
    if isinstance(node, str):
        return "output", node
    if not hasattr(node, "variable"):  # only the node of a leaf has its variable
        return "operation", node.name()
    found = [name for name, tensor in names.items() if tensor is node.variable]
    return "leaf", found[0] if found else "no name"
