"""Diagrams of work shared by devices: what stands in them, and what is refused."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from torchcourse import plotting

matplotlib.use("agg")


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    fig.canvas.draw()
    plt.close(fig)


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def circles(ax):
    """Return how many units are drawn; images are squares."""
    round_ones = [c for c in ax.collections if len(c.get_paths()[0]) > 10]
    return sum(len(c.get_offsets()) for c in round_ones)


def squares(ax):
    flat = [c for c in ax.collections if len(c.get_paths()[0]) <= 10]
    return [len(c.get_offsets()) for c in flat]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_data_parallel_repeats_the_network_and_cuts_the_batch(ax, count):
    names = [f"GPU {i}" for i in range(count)]
    plotting.draw_data_parallel(ax, names, widths=(4, 3, 2), images=8)
    assert circles(ax) == 9 * count
    assert squares(ax) == [8 // count] * count
    assert set(names) <= set(texts(ax))
    assert texts(ax).count(f"{8 // count} images") == count
    assert texts(ax).count("mean") == count - 1
    assert len(ax.patches) == count
    assert not ax.axison


def test_model_parallel_cuts_the_network_and_keeps_the_batch(ax):
    parts = ((4, 3), (3, 2), (2, 2))
    plotting.draw_model_parallel(ax, ["a", "b", "c"], widths=parts, images=8)
    assert circles(ax) == 16
    assert squares(ax) == [8]
    assert texts(ax).count("outputs") == texts(ax).count("gradients") == 2
    frames = [patch.get_bbox() for patch in ax.patches]
    assert frames[0].x1 < frames[1].x0 < frames[1].x1 < frames[2].x0
    low, high = ax.get_xlim()
    assert low < frames[0].x0
    assert frames[2].x1 < high


def test_rows_do_not_overlap(ax):
    plotting.draw_data_parallel(ax, ["a", "b"], widths=(4, 2), images=2)
    upper, lower = (patch.get_bbox() for patch in ax.patches)
    assert lower.y1 < upper.y0
    bottom, top = ax.get_ylim()
    assert bottom < lower.y0
    assert upper.y1 < top


def test_a_batch_that_cannot_be_shared_is_refused(ax):
    with pytest.raises(ValueError, match="3 devices cannot share 8 images equally"):
        plotting.draw_data_parallel(ax, ["a", "b", "c"], widths=(2, 2), images=8)


def test_a_device_without_layers_is_refused(ax):
    with pytest.raises(ValueError, match="2 devices, but 1 groups of layers"):
        plotting.draw_model_parallel(ax, ["a", "b"], widths=((2, 2),), images=8)
