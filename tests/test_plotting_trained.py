"""Figures of trained classifiers: weight images and the reliability diagram."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from torchcourse import plotting

matplotlib.use("agg")


pytestmark = pytest.mark.usefixtures("clean_matplotlib")


def test_weights_share_one_scale_with_zero_in_the_middle():
    _, axes = plt.subplots(1, 3)
    weight = torch.zeros(3, 6, requires_grad=True)
    with torch.no_grad():
        weight[1, 4] = -2.0
        weight[2] = torch.linspace(0, 5, 6)
    plotting.draw_weights(axes, weight, size=(2, 3))
    images = [ax.images[0] for ax in axes]
    assert [ax.get_title() for ax in axes] == ["0", "1", "2"]
    np.testing.assert_array_equal(images[1].get_array(), [[0, 0, 0], [0, -2, 0]])
    limits = {image.get_clim() for image in images}
    ((low, high),) = limits
    assert -low == high > 4


def test_weights_need_as_many_axes_as_units():
    _, axes = plt.subplots(1, 2)
    with pytest.raises(ValueError, match="zip"):
        plotting.draw_weights(axes, torch.ones(3, 4), size=(2, 2))


def drawn(ax):
    """Return each point with its count: x, y and text."""
    points = [line.get_xydata()[0] for line in ax.lines if line.get_marker() == "o"]
    counts = [text.get_text() for text in ax.texts if text.get_text() != "calibrated"]
    return [(*point.round(3), n) for point, n in zip(points, counts, strict=True)]


def test_each_range_of_confidence_is_a_point_with_its_count():
    _, ax = plt.subplots()
    confidence = torch.tensor([0.52, 0.58, 0.92, 0.99, 1.0, 0.95]).repeat(6)
    right = torch.tensor([True, False, True, True, True, False]).repeat(6)
    plotting.plot_reliability(ax, confidence, right)
    assert drawn(ax) == [(0.55, 0.5, "12"), (0.965, 0.75, "24")]


def test_a_range_of_few_examples_is_left_out():
    _, ax = plt.subplots()
    confidence = [0.3] * 9 + [0.7] * 10
    plotting.plot_reliability(ax, confidence, [True] * 19)
    assert drawn(ax) == [(0.7, 1.0, "10")]


def test_the_bar_is_one_standard_error():
    _, ax = plt.subplots()
    right = np.arange(100) < 80
    plotting.plot_reliability(ax, np.full(100, 0.85), right)
    (bar,) = ax.collections[0].get_segments()
    assert bar[1, 1] - bar[0, 1] == pytest.approx(2 * 0.04)


def test_confidences_and_answers_must_match():
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"shape \(3,\) and right answers \(2,\)"):
        plotting.plot_reliability(ax, [0.1, 0.2, 0.3], [True, False])
