"""Figures: what the helpers draw, and what ``show`` stores."""

import io

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image

from torchcourse import plotting
from torchcourse.plotting import style

matplotlib.use("agg")


pytestmark = pytest.mark.usefixtures("clean_matplotlib")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (torch.tensor([1.0, 2.0], requires_grad=True), [1.0, 2.0]),
        (torch.tensor(3.0), 3.0),
        (torch.tensor([1.5], dtype=torch.bfloat16), [1.5]),
        (torch.tensor([1 + 2j]).conj(), [1 - 2j]),
        (torch.arange(4).reshape(2, 2).T, [[0, 2], [1, 3]]),
        ([torch.tensor(1.0), torch.tensor(2.0, requires_grad=True)], [1.0, 2.0]),
        ([1, 2, 3], [1, 2, 3]),
        (2.5, 2.5),
        (np.arange(3), [0, 1, 2]),
        ([], []),
    ],
)
def test_to_numpy_takes_everything(values, expected):
    result = plotting.to_numpy(values)
    assert isinstance(result, np.ndarray)
    np.testing.assert_array_equal(result, expected)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_to_numpy_takes_tensors_on_a_gpu():
    np.testing.assert_array_equal(plotting.to_numpy(torch.ones(2).cuda()), [1, 1])


def test_to_numpy_shares_no_memory():
    tensor = torch.zeros(3)
    plotting.to_numpy(tensor)[0] = 7
    assert tensor[0] == 0


def test_show_stores_picture_and_text_and_closes(monkeypatch):
    stored = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, **more: stored.append((data, more))
    )
    fig, _ = plt.subplots()
    plotting.show(fig, alt="A picture of nothing.")
    ((data, more),) = stored
    assert data["text/plain"] == "A picture of nothing."
    assert more == {"metadata": {"image/png": {"alt": data["text/plain"]}}, "raw": True}
    picture = Image.open(io.BytesIO(data["image/png"]))
    assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    assert not plt.get_fignums()


def test_the_same_figure_gives_the_same_bytes(monkeypatch):
    pictures = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, **_: pictures.append(data["image/png"])
    )
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot([3, 2, 1])
        plotting.show(fig, alt="")
    assert pictures[0] == pictures[1]


def test_the_style_can_be_read_from_the_back_row():
    plotting.set_style()
    for name in ("font.size", "xtick.labelsize", "ytick.labelsize", "legend.fontsize"):
        assert matplotlib.rcParams[name] >= 12
    assert matplotlib.rcParams["figure.facecolor"] == "white"


def test_colors_have_one_meaning_each():
    colors = [style.DATA, style.MODEL, style.TRUTH, style.VALIDATION, style.HIGHLIGHT]
    assert len(set(colors)) == 5


def test_images_are_titled_and_wrong_predictions_framed():
    images = torch.rand(5, 28, 28)
    fig = plotting.show_images(images, [1, 2, 3, 4, 5], [1, 2, 9, 4, 5], columns=3)
    titles = [ax.get_title() for ax in fig.axes]
    assert titles == ["1", "2", "9, not 3", "4", "5", ""]
    framed = [ax.axison for ax in fig.axes]
    assert framed == [False, False, True, False, False, False]


def test_images_with_a_channel_and_without_labels():
    fig = plotting.show_images(torch.zeros(2, 1, 8, 8, dtype=torch.uint8), columns=2)
    assert [ax.get_title() for ax in fig.axes] == ["", ""]


def test_labels_must_match_the_images():
    with pytest.raises(ValueError, match="2 images but 3 labels: pass one for each"):
        plotting.show_images(torch.zeros(2, 8, 8), [1, 2, 3])


@pytest.mark.parametrize(
    "shape",
    [(20, 784), (784,), (28, 28), (2, 3, 8, 8), (0, 28, 28), (), (1, 2, 1, 8, 8)],
)
def test_images_of_another_shape_are_refused_with_what_to_do(shape):
    with pytest.raises(
        ValueError, match=r"these have .*reshape\(-1, 28.*image\[None"
    ) as e:
        plotting.show_images(torch.zeros(shape))
    assert str(shape) in str(e.value)
    assert not plt.get_fignums()


def test_a_wide_layer_is_drawn_short_and_named_in_full():
    _, ax = plt.subplots()
    plotting.draw_network(ax, (784, 3), ("input", "output"))
    circles = [len(group.get_offsets()) for group in ax.collections]
    assert circles == [6, 3]
    assert "input\n784" in [text.get_text() for text in ax.texts]


def test_steps_are_drawn_in_order():
    _, ax = plt.subplots()
    plotting.draw_steps(ax, ["one", "two", "three"], back=(3, 2, "again"))
    words = [text.get_text() for text in ax.texts if text.get_text()]
    assert words == ["one", "two", "three", "again"]
