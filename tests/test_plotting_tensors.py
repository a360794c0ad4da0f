"""The pictures of tensors: what each draws, counted and read off the axes."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch

from torchcourse import plotting

matplotlib.use("agg")


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_dimensions_draw_a_square_for_every_number(ax):
    tensors = {
        "number": torch.tensor(7),
        "table": torch.arange(6).reshape(2, 3),
        "batch": torch.zeros(2, 3, 2, 4),
    }
    plotting.draw_dimensions(ax, tensors)
    assert len(ax.patches) == 1 + 6 + 48
    assert "table\nndim 2\n(2, 3)" in texts(ax)
    assert "batch\nndim 4\n(2, 3, 2, 4)" in texts(ax)
    assert texts(ax).count("0") == 1  # the batch is too full for numbers


def test_channels_are_drawn_beside_the_image():
    fig, axes = plt.subplots(1, 4)
    image = torch.rand(3, 4, 5)
    plotting.draw_channels(axes, image)
    shown = [torch.tensor(a.get_images()[0].get_array().tolist()) for a in axes]
    plt.close(fig)
    torch.testing.assert_close(shown[0], image.permute(1, 2, 0))
    torch.testing.assert_close(torch.stack(shown[1:]), image)


@pytest.mark.parametrize(
    ("turned", "row", "column"),
    [(False, "3 places", "1 place"), (True, "1 place", "3")],
)
def test_storage_draws_the_same_strip_for_a_view(ax, turned, row, column):
    table = torch.arange(6).reshape(2, 3)
    plotting.draw_storage(ax, table.T if turned else table)
    assert len(ax.patches) >= 12  # six squares of the table, six of the strip
    strip = texts(ax)[6:12]
    assert strip == ["0", "1", "2", "3", "4", "5"]
    assert any(text.startswith(f"next row: {row}") for text in texts(ax))
    assert any(text.startswith(f"next column: {column}") for text in texts(ax))


def test_broadcasting_draws_both_and_their_sum(ax):
    tens, units = torch.tensor([[0], [10], [20]]), torch.tensor([1, 2, 3, 4])
    plotting.draw_broadcast(ax, tens, units, tens + units)
    found = texts(ax)
    assert [t for t in found if t in "+="] == ["+", "=", ""]
    assert {"(3, 1)", "(4,)", "(3, 4)", "24"} <= set(found)


def test_shapes_that_do_not_fit_are_refused(ax):
    with pytest.raises(RuntimeError):
        plotting.draw_broadcast(ax, torch.zeros(3), torch.zeros(4), torch.zeros(3))
