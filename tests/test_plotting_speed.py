"""Figures of speed: a queue, parts of a whole, a ranking."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from torchcourse import plotting

matplotlib.use("agg")


pytestmark = pytest.mark.usefixtures("clean_matplotlib")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def bars(ax):
    """Return each bar as row, left end and width."""
    return [
        (round(bar.get_y() + bar.get_height() / 2, 6), bar.get_x(), bar.get_width())
        for bar in ax.patches
    ]


def test_a_timeline_shows_jobs_in_milliseconds():
    _, ax = plt.subplots()
    stops = {"naive": 0.002, "truthful": 0.05}
    plotting.plot_timeline(ax, [0.0, 0.001], [(0.001, 0.021), (0.021, 0.05)], stops)
    assert bars(ax) == [(0, 1.0, pytest.approx(20)), (0, 21.0, pytest.approx(29))]
    assert texts(ax) == ["1", "2", "naive", "truthful"]
    assert [line.get_xdata()[0] for line in ax.lines] == [2.0, 50.0]
    assert ax.collections[0].get_offsets()[:, 0].tolist() == [0.0, 1.0]
    assert ax.get_xlim()[0] < 0 < 50 < ax.get_xlim()[1]


def test_names_of_a_timeline_stay_inside():
    fig, ax = plt.subplots(figsize=(8, 3.4))
    stops = {"naive clock stops": 0.0002, "truthful clock stops": 0.1}
    plotting.plot_timeline(ax, [0.0], [(0.0, 0.1)], stops)
    fig.canvas.draw()
    for text in ax.texts[-2:]:
        box = text.get_window_extent()
        assert 0 < box.x0 < box.x1 < fig.bbox.width


def test_parts_follow_each_other_and_the_sum_follows_them():
    _, ax = plt.subplots()
    rows = {
        "slow": {"loading": 1200.0, "work": 34.0},
        "fast": {"loading": 0, "work": 34},
    }
    plotting.plot_parts(ax, rows, "time (ms)", "ms")
    assert bars(ax) == [(0, 0, 1200), (0, 1200, 34), (1, 0, 0), (1, 0, 34)]
    assert texts(ax) == ["1,234 ms", "34 ms"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["slow", "fast"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "loading",
        "work",
    ]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # from top to bottom
    assert ax.patches[0].get_hatch() != ax.patches[1].get_hatch()


def test_rows_of_different_parts_are_refused():
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"differ in their parts: .*'a'.*'b'"):
        plotting.plot_parts(ax, {"one": {"a": 1}, "other": {"b": 1}}, "time (s)", "s")


def test_the_fastest_stands_out_in_a_ranking():
    _, ax = plt.subplots()
    plotting.plot_ranking(ax, {"a": 216.78, "b": 7.1, "c": 24.5}, "time (s)")
    dots = [line for line in ax.lines if line.get_marker() in "oD"]
    assert [dot.get_xydata().tolist()[0] for dot in dots] == [
        [216.78, 0],
        [7.1, 1],
        [24.5, 2],
    ]
    assert [dot.get_marker() for dot in dots] == ["o", "D", "o"]
    colors = [to_hex(dot.get_color()).upper() for dot in dots]
    assert colors == [plotting.DATA, plotting.MODEL, plotting.DATA]
    assert texts(ax) == ["217 s", "7.1 s", "24.5 s"]
    assert ax.get_xscale() == "log"


def test_labels_of_a_ranking_stay_inside():
    fig, ax = plt.subplots(figsize=(8, 3.6), layout="constrained")
    plotting.plot_ranking(ax, {"slow": 21_678.0, "fast": 0.71}, "time (s)")
    fig.canvas.draw()
    assert all(text.get_window_extent().x1 < fig.bbox.width for text in ax.texts)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan")])
def test_a_ranking_refuses_what_has_no_logarithm(wrong):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="no place on a logarithmic axis"):
        plotting.plot_ranking(ax, {"a": wrong}, "time (s)")
