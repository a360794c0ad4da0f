"""Points, probability fields, decision regions and confusion matrices."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.colors import to_rgb

from torchcourse import plotting, set_style

matplotlib.use("agg")


@pytest.fixture
def ax():
    with matplotlib.rc_context():
        set_style()
        fig, ax = plt.subplots()
        yield ax
        fig.canvas.draw()  # what was drawn can be rendered
    plt.close("all")


def half_plane(points):
    assert points.ndim == 2
    assert points.shape[1] == 2
    return points[:, 0] > 1


def test_each_class_has_a_color_and_a_marker_of_its_own(ax):
    points, labels = torch.randn(9, 2), torch.arange(9) % 3
    plotting.plot_points(ax, points, labels, names=("a", "b", "c"))
    groups = ax.collections
    assert [len(group.get_offsets()) for group in groups] == [3, 3, 3]
    assert len({tuple(group.get_facecolor()[0]) for group in groups}) == 3
    assert len({str(group.get_paths()[0].vertices) for group in groups}) == 3
    assert [group.get_label() for group in groups] == ["a", "b", "c"]


def test_a_fourth_class_has_no_color(ax):
    with pytest.raises(ValueError, match=r"labels hold \[0, 3\]: only 0, 1 and 2"):
        plotting.plot_points(ax, torch.zeros(2, 2), torch.tensor([0, 3]))


def test_regions_take_decisions_and_classes(ax):
    plotting.plot_regions(ax, half_plane, (-2, 4), (-2, 2))
    boundary = ax.collections[-1].get_paths()[0].vertices
    assert abs(boundary[:, 0] - 1).max() < 0.05
    plotting.plot_regions(ax, lambda p: p[:, 0].sign().long() + 1, (-2, 4), (-2, 2))


def test_one_class_everywhere_has_no_boundary(ax):
    plotting.plot_regions(ax, lambda p: torch.zeros(len(p)), (0, 1), (0, 1))
    assert len(ax.collections) == 1


def test_a_column_is_refused_with_what_to_do(ax):
    with pytest.raises(ValueError, match=r"shape \(\d+, 1\): the function must return"):
        plotting.plot_regions(ax, lambda points: points[:, :1], (0, 1), (0, 1))


def test_every_count_can_be_read(ax):
    counts = torch.tensor([[1701, 199], [0, 0]])
    plotting.plot_confusion(ax, counts, ("no", "yes"))
    spots = {text.get_position(): text.get_text() for text in ax.texts}
    assert spots == {(0, 0): "1,701", (1, 0): "199", (0, 1): "0", (1, 1): "0"}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.19, 0.21, 0.3, 0.5, 1.0])
def test_ink_contrasts_with_its_cell(ax, share):
    counts = torch.tensor([[round(100 * share), round(100 * (1 - share))], [0, 1]])
    plotting.plot_confusion(ax, counts, (0, 1))
    image = ax.images[0]
    cell = image.cmap(image.norm(image.get_array()[0, 0]))[:3]
    assert contrast(cell, to_rgb(ax.texts[0].get_color())) > 4


def contrast(one, other):
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2.1)."""

    def luminance(color):
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
