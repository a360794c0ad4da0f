"""The figures of gradient descent: curves, contours and paths."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from torchcourse import plotting


@pytest.fixture(autouse=True)
def _closed_figures():
    matplotlib.use("Agg")
    yield
    plt.close("all")


def parabola(theta):
    return theta**2


def bowl(theta):
    return theta[0] ** 2 + 3 * theta[1] ** 2


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_a_descent_lies_on_its_curve():
    _, ax = plt.subplots()
    plotting.plot_descent(ax, parabola, torch.tensor([1.0, -0.5, 0.25]))
    curve, path, *_ = ax.lines
    assert curve.get_xdata().min() == pytest.approx(-1.4)
    np.testing.assert_allclose(
        path.get_xydata(), [[1, 1], [-0.5, 0.25], [0.25, 0.0625]]
    )
    assert texts(ax) == ["start"]


def test_two_descents_are_told_apart_by_their_starts():
    _, ax = plt.subplots()
    path = torch.tensor([[-0.2, 0.3], [-0.1, 0.1]])
    plotting.plot_descent(ax, parabola, path, reach=(-2, 2))
    assert texts(ax) == ["start at -0.2", "start at 0.3"]
    assert ax.lines[0].get_xdata().max() == 2


def test_contours_have_equal_scales_and_cover_the_ranges():
    _, ax = plt.subplots()
    plotting.plot_contours(ax, bowl, (-4, 2), (-1, 1))
    assert ax.get_aspect() == 1
    assert (*ax.get_xlim(), *ax.get_ylim()) == (-4, 2, -1, 1)
    levels = ax.collections[0].levels
    assert levels[-1] == pytest.approx(19)  # at (-4, 1)
    assert (np.diff(levels, n=2) > 0).all()  # wider and wider toward the top


def test_contours_are_not_turned_over():
    _, ax = plt.subplots()
    plotting.plot_contours(ax, lambda theta: theta[0] + 10 * theta[1], (0, 1), (0, 1))
    lowest = ax.collections[0].get_paths()[0].vertices
    assert lowest[:, 0].max() == pytest.approx(10 * lowest[:, 1].max(), rel=0.1)


def test_a_path_takes_tensors_with_gradients_and_marks_its_ends():
    _, ax = plt.subplots()
    path = torch.tensor([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], requires_grad=True)
    plotting.plot_path(ax, path)
    line, end, start = ax.lines
    assert line.get_xydata().tolist() == path.tolist()
    assert end.get_xydata().tolist() == [[4, 5]]
    assert start.get_xydata().tolist() == [[0, 1]]


def test_only_outer_axes_are_labeled():
    _, axes = plt.subplots(2, 2)
    for ax in axes.flat:
        plotting.plot_contours(ax, bowl, (-1, 1), (-1, 1))
    assert [bool(ax.get_xlabel()) for ax in axes.flat] == [False, False, True, True]
    assert [bool(ax.get_ylabel()) for ax in axes.flat] == [True, False, True, False]
