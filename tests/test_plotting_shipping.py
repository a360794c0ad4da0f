"""Pen strokes turned into ink, and the pictures of what a digit reader does."""

from itertools import pairwise

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgba

from torchcourse import plotting

matplotlib.use("agg")

CORNER = torch.tensor([[10.0, 4], [10, 24], [20, 24]])


pytestmark = pytest.mark.usefixtures("clean_matplotlib")


def distance(x, y, points):
    """Measure from a place to a line of points, by trying many places of the line."""
    return min(
        np.hypot(x - (1 - t) * a - t * c, y - (1 - t) * b - t * d)
        for (a, b), (c, d) in pairwise(points)
        for t in np.linspace(0, 1, 401)
    )


def test_ink_falls_off_with_the_distance_from_the_line():
    ink = plotting.rasterize_strokes([CORNER], pen=3)
    assert ink.shape == (28, 28)
    assert ink.dtype == torch.float64
    for row, column in [(4, 10), (15, 11), (24, 8), (24, 15), (22, 20), (5, 13)]:
        away = distance(column + 0.5, row + 0.5, CORNER.tolist())
        wanted = min(max(3 / 2 + 0.5 - away, 0), 1)
        assert ink[row, column].item() == pytest.approx(wanted, abs=1e-3)


def test_x_counts_columns_and_y_counts_rows():
    ink = plotting.rasterize_strokes([torch.tensor([[2.0, 20], [8, 20]])], pen=2)
    rows, columns = ink.nonzero().T
    assert rows.float().mean() == pytest.approx(19.5, abs=0.5)
    assert columns.max() < 11


def test_strokes_are_not_joined_and_overlap_without_adding_up():
    cross = [torch.tensor([[4.0, 14], [24, 14]]), torch.tensor([[14.0, 4], [14, 24]])]
    ink = plotting.rasterize_strokes(cross)
    alone = [plotting.rasterize_strokes([stroke]) for stroke in cross]
    assert torch.equal(ink, torch.maximum(*alone))


def test_a_stroke_of_one_point_is_a_dot_as_wide_as_the_pen():
    ink = plotting.rasterize_strokes([torch.tensor([[20.0, 20.0]])], size=40, pen=10)
    assert ink.sum().item() == pytest.approx(np.pi * 5**2, rel=0.02)


def test_points_that_coincide_do_no_harm():
    stroke = CORNER[[0, 0, 1, 1, 2]]
    assert torch.equal(
        plotting.rasterize_strokes([stroke]), plotting.rasterize_strokes([CORNER])
    )


@pytest.mark.parametrize(
    "strokes", [[], [torch.zeros(0, 2)], [torch.zeros(3)], [CORNER, torch.zeros(2, 3)]]
)
def test_what_is_no_stroke_is_refused(strokes):
    with pytest.raises(ValueError, match="at least one of shape"):
        plotting.rasterize_strokes(strokes)


def answer(highest, threshold):
    probs = torch.full((10,), (1 - highest) / 9)
    probs[4] = highest
    fig = plotting.plot_answer(torch.rand(50, 60), torch.rand(28, 28), probs, threshold)
    return fig.axes


def test_an_answer_stands_above_its_threshold():
    drawing, image, bars = answer(0.9, 0.6)
    assert drawing.images[0].get_array().shape == (50, 60)
    assert image.images[0].get_array().shape == (28, 28)
    assert bars.get_title() == "The page answers 4"
    heights = [bar.get_height() for bar in bars.patches]
    assert heights.index(max(heights)) == 4
    assert bars.lines[0].get_ydata()[0] == 0.6


def test_below_the_threshold_no_bar_is_the_answer():
    colored = {bar.get_facecolor() for bar in answer(0.9, 0.6)[2].patches}
    bars = answer(0.5, 0.6)[2]
    assert bars.get_title() == "Not a digit I know"
    assert to_rgba(plotting.MODEL) in colored
    assert {bar.get_facecolor() for bar in bars.patches} == {to_rgba("0.6")}


def test_without_a_threshold_none_is_drawn():
    bars = answer(0.2, 0.0)[2]
    assert bars.get_title() == "The page answers 4"
    assert len(bars.lines) == 0


def test_every_kind_has_a_bar_and_some_a_digit():
    _, ax = plt.subplots()
    plotting.plot_refused(ax, {"A": 0.95, "C": 0.2}, {"C": 0}, hatched=["C"])
    assert [bar.get_height() for bar in ax.patches] == [0.95, 0.2]
    assert [bar.get_hatch() for bar in ax.patches] == [None, "///"]
    assert [text.get_text() for text in ax.texts] == ["0"]
