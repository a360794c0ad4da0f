"""Figures of experiments: means with their spread, the range test, the table."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from torchcourse import plotting

matplotlib.use("agg")

LOOK = (plotting.DATA, "-o")


pytestmark = pytest.mark.usefixtures("clean_matplotlib")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def band(ax, i=0):
    """Return the lower and the upper edge of the i-th band, by place."""
    corners = ax.collections[i].get_paths()[0].vertices
    edges = {x: corners[corners[:, 0] == x, 1] for x in np.unique(corners[:, 0])}
    return np.array([[ys.min(), ys.max()] for ys in edges.values()])


def test_a_line_is_the_mean_and_its_band_one_standard_deviation():
    _, ax = plt.subplots()
    runs = torch.tensor([[1.0, 5.0], [3.0, 5.0]], requires_grad=True)
    plotting.plot_seeds(ax, [10, 20], runs, "a name", LOOK)
    (line,) = ax.lines
    assert line.get_xydata().tolist() == [[10, 2], [20, 5]]
    assert (line.get_color(), line.get_marker()) == (plotting.DATA, "o")
    root = 2**0.5  # of the variance with n - 1
    np.testing.assert_allclose(band(ax), [[2 - root, 2 + root], [5, 5]])
    assert texts(ax) == ["a name"]


def test_the_name_stands_at_the_end_and_has_room():
    fig, ax = plt.subplots()
    plotting.plot_seeds(ax, range(1, 16), torch.rand(3, 15), "validation", LOOK)
    (name,) = ax.texts
    assert name.xy[0] == 15
    assert ax.get_xlim()[0] < 1
    fig.canvas.draw()
    assert name.get_window_extent().x1 <= ax.get_window_extent().x1


def test_names_lean_apart():
    fig, ax = plt.subplots()
    for lean in (9, -9):
        plotting.plot_seeds(ax, [0, 1], torch.ones(2, 2), "a name", LOOK, lean=lean)
    fig.canvas.draw()
    upper, lower = (text.get_window_extent() for text in ax.texts)
    assert upper.y0 > lower.y1


@pytest.mark.parametrize("shape", [(1, 4), (4,), (3, 5), (3, 4, 2)])
def test_runs_must_be_seeds_by_positions(shape):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="4 positions, but runs of shape"):
        plotting.plot_seeds(ax, range(4), torch.ones(shape), "a name", LOOK)


def two_curves(seeds=3, n=12):
    """Return losses: training falls to 0, validation stays at 1."""
    falling = torch.linspace(1, 0, n).expand(seeds, n)
    return torch.stack([falling, torch.ones(seeds, n)], dim=2)  # (seeds, n, 2)


def test_the_gap_names_both_curves_in_their_colors():
    _, ax = plt.subplots()
    plotting.plot_gap(ax, range(1, 13), two_curves())
    training, validation = ax.lines
    assert training.get_ydata()[-1] == 0
    assert validation.get_ydata()[-1] == 1
    assert texts(ax) == ["training", "validation"]
    colors = [line.get_color() for line in ax.lines]
    assert colors == [plotting.DATA, plotting.VALIDATION]
    assert training.get_linestyle() != validation.get_linestyle()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss")
    assert all(tick == int(tick) for tick in ax.get_xticks())


def test_few_settings_are_spaced_evenly_and_named():
    _, ax = plt.subplots()
    plotting.plot_gap(ax, [1_000, 3_000, 50_000], two_curves(n=3), "images")
    assert [tick.get_text() for tick in ax.get_xticklabels()] == [
        "1,000",
        "3,000",
        "50,000",
    ]
    assert ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert ax.get_xlabel() == "images"


def test_the_gap_needs_two_losses():
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="unpack"):
        plotting.plot_gap(ax, range(12), torch.ones(3, 12, 3))


@pytest.mark.parametrize("level", [0.5, 2.0])
def test_a_tool_is_drawn_beside_the_run_without_it(level):
    fig, ax = plt.subplots()
    plotting.plot_tool(ax, two_curves(), level * two_curves(), "shifts")
    without, using = ax.lines
    assert set(without.get_ydata()) == {1.0}
    assert set(using.get_ydata()) == {level}
    assert using.get_xdata().tolist() == list(range(1, 13))
    assert texts(ax) == ["without", "shifts"]
    ax.set_ylim(0, 3)
    fig.canvas.draw()
    first, second = (text.get_window_extent().y0 for text in ax.texts)
    assert (second > first) == (level > 1)


def test_the_range_test_marks_the_region_on_a_log_axis():
    _, ax = plt.subplots()
    rates = torch.logspace(-5, 0, 50)
    plotting.plot_range_test(ax, rates, rates + 1, (1e-3, 1e-2))
    assert ax.get_xscale() == "log"
    assert len(ax.lines[0].get_xdata()) == 50
    (region,) = ax.patches
    left, right = region.get_x(), region.get_x() + region.get_width()
    assert (left, right) == pytest.approx((1e-3, 1e-2))
    assert texts(ax) == ["choose\nhere"]
    assert ax.texts[0].get_position()[0] == pytest.approx(10**-2.5)


@pytest.mark.parametrize("region", [(1e-2, 1e-3), (1e-6, 1e-3), (1e-3, 2.0)])
def test_a_region_outside_of_the_rates_is_refused(region):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"is no range in 1e-05 to 1"):
        plotting.plot_range_test(ax, torch.logspace(-5, 0, 50), torch.ones(50), region)


RESULTS = {"nothing": torch.tensor([0.8, 0.9]), "shifts": torch.tensor([0.95, 0.97])}


def test_each_experiment_is_a_row_from_the_top():
    _, ax = plt.subplots()
    plotting.plot_experiments(ax, RESULTS, [0.02, torch.tensor(0.01)], ["", "better"])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["nothing", "shifts"]
    bottom, top = ax.get_ylim()
    assert bottom > 1 > 0 > top
    bars = [bar.get_segments()[0] for bar in ax.collections]
    np.testing.assert_allclose(bars[0], [[83, 0], [87, 0]], atol=1e-4)
    np.testing.assert_allclose(bars[1], [[95, 1], [97, 1]], atol=1e-4)
    seeds = [line for line in ax.lines if line.get_color() == plotting.DATA]
    np.testing.assert_allclose(seeds[0].get_xdata(), [80, 90], atol=1e-4)
    assert texts(ax) == ["", "better"]
    assert ax.get_xlabel() == "accuracy (%); a tick for each seed"


def test_a_row_with_a_verdict_stands_out():
    _, ax = plt.subplots()
    plotting.plot_experiments(ax, RESULTS, [0.02, 0.01], ["", "better"])
    means = [line.get_color() for line in ax.lines if line.get_marker() == "D"]
    assert means == [plotting.TRUTH, plotting.MODEL]
    assert ax.texts[1].get_color() == plotting.MODEL


@pytest.mark.parametrize("notes", [[""], ["", "", ""]])
def test_every_experiment_needs_an_error_and_a_note(notes):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="zip"):
        plotting.plot_experiments(ax, RESULTS, [0.02, 0.01], notes)


def test_drawing_changes_nothing_it_is_given():
    _, ax = plt.subplots()
    runs, copy = two_curves(), two_curves()
    plotting.plot_gap(ax, range(1, 13), runs)
    plotting.plot_tool(ax, runs, runs, "a tool")
    assert torch.equal(runs, copy)
