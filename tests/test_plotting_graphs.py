"""The drawn graph of autograd, and the curves of difference rules."""

import itertools

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch

from torchcourse import plotting

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def texts(fig):
    return [t.get_text().replace("\n", "") for t in fig.axes[0].texts if t.get_text()]


def arrows(fig):
    return [t for t in fig.axes[0].texts if getattr(t, "arrow_patch", None)]


def test_a_chain_is_drawn_from_the_output_to_the_leaf():
    x = torch.tensor(1.0, requires_grad=True)
    y = 3 * (x + 2) ** 2
    fig = plotting.draw_graph({"x": x, "y": y}, "title", notes={"PowBackward0": "6"})
    drawn = ["AddBackward0", "MulBackward0", "PowBackward0", "6", "x", "y"]
    assert sorted(texts(fig)) == sorted([*drawn, "leaf", "output"])
    assert len(arrows(fig)) == 4
    assert fig.axes[0].get_title() == "title"


def test_only_leaves_that_require_a_gradient_are_drawn():
    weight, bias = (torch.tensor(v, requires_grad=True) for v in (2.0, 0.5))
    x, target = torch.tensor(3.0), torch.tensor(1.0)
    loss = (weight * x + bias - target) ** 2
    names = {"weight": weight, "x": x, "target": target, "loss": loss}
    drawn = texts(plotting.draw_graph(names))
    assert {"weight", "loss", "no name"} <= set(drawn)  # bias was not named
    assert drawn.count("leaf") == 2
    assert "x" not in drawn
    assert "target" not in drawn


def test_the_output_looks_unlike_a_leaf():
    x = torch.tensor(1.0, requires_grad=True)
    fig = plotting.draw_graph({"x": x, "y": x**2})
    boxes = {t.get_text(): t for t in fig.axes[0].texts if t.get_bbox_patch()}
    assert boxes["x"].get_color() == plotting.DATA
    assert boxes["y"].get_color() == plotting.MODEL
    shapes = {type(boxes[name].get_bbox_patch().get_boxstyle()) for name in "xy"}
    assert len(shapes) == 2


def test_a_leaf_used_twice_is_one_box_and_no_two_boxes_share_a_place():
    x = torch.tensor(1.0, requires_grad=True)
    z = x * torch.sin(x) + x**2
    fig = plotting.draw_graph({"x": x, "z": z})
    assert texts(fig).count("x") == 1
    assert len(arrows(fig)) == 7
    boxes = [t.get_position() for t in fig.axes[0].texts if t.get_bbox_patch()]
    assert all(a != b for a, b in itertools.combinations(boxes, 2))


def test_the_drawing_leaves_the_graph_usable():
    x = torch.tensor(1.0, requires_grad=True)
    y = x**2
    plotting.draw_graph({"x": x, "y": y})
    y.backward()
    assert x.grad == 2


@pytest.mark.parametrize("made", [torch.zeros(()), torch.zeros((), requires_grad=True)])
def test_a_tensor_without_a_graph_is_refused(made):
    with pytest.raises(ValueError, match="y carries no graph: compute it from"):
        plotting.draw_graph({"y": made})


def test_difference_rules_are_named_beside_their_curves():
    fig, ax = plt.subplots()
    steps = torch.logspace(-4, 0, 5)
    errors = {"forward": steps, "central": steps**2}
    plotting.plot_step_errors(ax, steps, errors, "a finding")
    assert [t.get_text() for t in ax.texts] == ["forward", "central"]
    assert [line.get_markevery() for line in ax.lines] == [[0], [0]]  # the best step
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert ax.get_title() == "a finding"
    fig.canvas.draw()
