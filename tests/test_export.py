"""The page that reads handwriting: what is written, and that it computes as PyTorch."""

import functools
import io
import json
import math
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import nn

from torchcourse import files, load_mnist
from torchcourse.export import center_digit, write_page

ROOT = Path(__file__).parents[1]
MEAN, STD, THRESHOLD = 0.13, 0.31, 0.67
DIGITS = 1_000


def network(*widths, activation=nn.ReLU):
    torch.manual_seed(0)
    parts = []
    for inputs, outputs in pairwise(widths):
        layer = nn.Linear(inputs, outputs)
        layer.weight.data *= 3  # logits as large as a trained network's
        parts += [layer, activation()]
    return nn.Sequential(*parts[:-1])


@pytest.fixture(scope="module")
def model():
    return network(784, 128, 64, 10)


@pytest.fixture(scope="module")
def written(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(path, model, MEAN, STD, THRESHOLD)


def parameters_of(path):
    data = re.search(r'id="model">(.*?)</script>', path.read_text("utf-8"), re.S)[1]
    return json.loads(data)


# --- What is written --------------------------------------------------------------


def test_the_page_is_one_small_file(written):
    assert written.stat().st_size < 600_000
    assert len(parameters_of(written)["weights"]) < 300_000
    assert [file.name for file in written.parent.iterdir()] == ["page.html"]


def test_the_page_names_no_other_file_and_no_other_host(written):
    text = written.read_text("utf-8")
    assert re.findall(r"""(?:src|href)=["'](?!data:)""", text) == []
    assert re.findall(r"https?:|//\w+\.|url\(|@import|fetch\(|import\(", text) == []
    assert "default-src 'none'" in text


def test_every_gap_of_the_template_is_filled_and_the_threshold_is_stated(written):
    text = written.read_text("utf-8")
    assert "{{" not in text
    assert "109,386 parameters" in text
    assert "67&nbsp;%" in text


def test_a_text_that_would_end_the_script_is_not_in_it():
    for name in ("reader.js", "page.js"):
        source = (ROOT / "src/torchcourse/export" / name).read_text("utf-8")
        assert "</script" not in source
        assert "<!--" not in source


def test_the_model_is_not_changed(model, tmp_path):
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.train()
    write_page(tmp_path / "page.html", model, MEAN, STD, THRESHOLD)
    assert model.training
    for name, value in model.state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, before[name])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_an_old_page_is_replaced_and_survives_a_failure(model, tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(ValueError, match="threshold from 0 to 1"):
        write_page(path, model, MEAN, STD, 1.5)
    assert path.read_text() == "old"

    full = functools.partial(io.FileIO, "/dev/full", "wb")
    with monkeypatch.context() as patch:
        patch.setattr(files, "open", lambda *_: full(), raising=False)
        with pytest.raises(OSError, match=r"page\.html cannot be written: the disk is"):
            write_page(path, model, MEAN, STD, THRESHOLD)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert write_page(str(path), model, MEAN, STD, THRESHOLD) == path
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")


class OwnForward(nn.Module):
    """A network whose activations are no modules."""

    def __init__(self, activation, end=None):
        super().__init__()
        self.first, self.second = nn.Linear(784, 30), nn.Linear(30, 10)
        self.activation, self.__dict__["end"] = activation, end or torch.clone

    def forward(self, images):
        return self.end(self.second(self.activation(self.first(images.flatten(1)))))


class FourDimensions(OwnForward):
    def forward(self, images):
        count, _, height, width = images.shape
        return super().forward(images.reshape(count, height * width))


class ThreeDimensions(OwnForward):
    def forward(self, images):
        count, height, width = images.shape
        return super().forward(images.reshape(count, height * width))


class Keeping(OwnForward):
    """A network that keeps its activations, as one does to look at them."""

    def __init__(self):
        super().__init__(torch.relu)
        self.seen = []
        self(torch.rand(2, 784))

    def forward(self, images):
        self.hidden = torch.relu(self.first(images))
        self.seen.append(self.hidden)
        return self.second(self.hidden)


def log_probs(logits):
    return nn.functional.log_softmax(logits, dim=1)


def both(logits):
    return logits, logits


@pytest.mark.parametrize(
    "accepted",
    [
        nn.Sequential(nn.Flatten(), network(784, 128, 64, 10)),
        nn.Sequential(nn.Linear(784, 30), nn.Dropout(), nn.ReLU(), nn.Linear(30, 10)),
        network(784, 10),
        network(784, 64, 32, 16, 10),
        network(784, 128, 10).double(),
        OwnForward(torch.relu),
        OwnForward(torch.relu, log_probs),
        nn.Sequential(network(784, 30, 10), nn.LogSoftmax(dim=1)),
        FourDimensions(torch.relu),
        ThreeDimensions(torch.relu),
        Keeping(),
    ],
)
def test_every_network_of_linear_layers_and_relu_is_accepted(accepted, tmp_path):
    path = write_page(tmp_path / "page.html", accepted, MEAN, STD, 0)
    assert parameters_of(path)["sizes"][0] == 784


def with_weight(value):
    changed = network(784, 16, 10)
    changed[0].weight.data[3, 4] = value
    return changed


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (network(784, 128, 64, 9), r"to 10 outputs.*\(64, 9\)"),
        (network(400, 64, 10), r"from 784 inputs.*\(400, 64\)"),
        (nn.Sequential(nn.Linear(784, 9), nn.ReLU(), nn.Linear(8, 10)), "as wide as"),
        (nn.Sequential(nn.Flatten()), r"these are \[\]"),
        (nn.Sequential(nn.Linear(784, 10, bias=False)), "bias"),
        (network(784, 64, 10, activation=nn.Tanh), r"cannot compute Tanh"),
        (nn.Sequential(nn.BatchNorm1d(784), nn.Linear(784, 10)), "BatchNorm1d"),
        (nn.Sequential(nn.Linear(784, 64), nn.Linear(64, 10)), "something else"),
        (nn.Sequential(nn.Linear(784, 10), nn.ReLU()), "something else"),
        (OwnForward(torch.tanh), "something else"),
        (OwnForward(torch.relu, torch.sigmoid), "something else"),
        (OwnForward(torch.relu, nn.Softmax(dim=1)), "ends in softmax: let it return"),
        (OwnForward(torch.relu, both), "into logits .n, 10.; this one returns tuple"),
        (OwnForward(torch.relu, torch.sum), r"this one returns shape \(\)"),
        (OwnForward(torch.relu, len), "this one returns int"),
        (
            OwnForward(torch.relu, torch.inverse),
            "this one fails with RuntimeError: linalg",
        ),
        (with_weight(float("nan")), "not a number"),
        (with_weight(float("inf")), "infinite"),
        (with_weight(1e5), "float16 ends at 65504"),
        (network(784, 512, 10), r"weigh 1\d\d\d KB.*narrower"),
    ],
)
def test_every_other_network_is_refused_in_words(refused, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        write_page(tmp_path / "page.html", refused, MEAN, STD, THRESHOLD)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "numbers",
    [
        (math.nan, 1, 0),
        (0, 0, 0),
        (0, 1, -0.1),
        (0, 1, math.nan),
        (-0.1, 1, 0),
        (1.1, 1, 0),
        (0.1, math.inf, 0),
        (0.5, 300, 0.5),
    ],
)
def test_numbers_out_of_range_are_refused(numbers, model, tmp_path):
    with pytest.raises(ValueError, match="these are"):
        write_page(tmp_path / "page.html", model, *numbers)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("numbers", [(33.3, 78.6), (0, 255), (0.2, 78.6)])
def test_statistics_of_pixels_to_255_are_told(numbers, model, tmp_path):
    with pytest.raises(ValueError, match=r"pixels from 0 to 255: .*divide both by 255"):
        write_page(tmp_path / "page.html", model, *numbers, 0.5)
    assert list(tmp_path.iterdir()) == []


def test_the_numbers_of_a_network_without_normalization_are_accepted(model, tmp_path):
    for numbers in ((0, 1), (0.5, 0.5), (0, 1 / 255), (torch.tensor([0.1]), 1)):
        write_page(tmp_path / "page.html", model, *numbers, THRESHOLD)


@pytest.mark.parametrize("value", [(0.1307,), None, "small", torch.ones(3)])
@pytest.mark.parametrize("name", ["mean", "std", "threshold"])
def test_what_is_not_one_number_is_refused(name, value, model, tmp_path):
    numbers = {"mean": MEAN, "std": STD, "threshold": THRESHOLD, name: value}
    kind = f"{name} must be one number, .* type {type(value).__name__}"
    with pytest.raises(TypeError, match=kind):
        write_page(tmp_path / "page.html", model, **numbers)


@pytest.mark.parametrize("threshold", [0, 0.1])
def test_a_page_that_always_answers_says_so(threshold, model, tmp_path):
    text = write_page(tmp_path / "page.html", model, 0, 1, threshold).read_text("utf-8")
    assert "If none reaches" not in text
    assert "not a digit I know”" not in text
    assert "It answers the most probable digit, whatever you draw." in text
    assert "It refuses" not in text


def test_what_a_model_keeps_is_not_changed(tmp_path):
    model = Keeping()
    hidden = model.hidden
    write_page(tmp_path / "page.html", model, MEAN, STD, THRESHOLD)
    assert model.hidden is hidden
    assert model.seen == [hidden]
    assert hidden.requires_grad


SETTINGS = {
    "no gradients": (torch.set_grad_enabled, False, True),
    "another device": (torch.set_default_device, "meta", None),
    "float64": (torch.set_default_dtype, torch.float64, torch.float32),
}


@pytest.mark.parametrize(("change", "to", "back"), SETTINGS.values(), ids=SETTINGS)
def test_the_settings_of_a_notebook_do_not_matter(change, to, back, written, tmp_path):
    model = network(784, 128, 64, 10)
    change(to)
    try:
        path = write_page(tmp_path / "page.html", model, MEAN, STD, THRESHOLD)
    finally:
        change(back)
    assert path.read_bytes() == written.read_bytes()


# --- What the page computes, by its own script ------------------------------------


def drawings():
    """Yield 1,000 test digits, half as they are, half of other sizes and places."""
    images = load_mnist().test_images[:DIGITS].double()
    chance = torch.Generator().manual_seed(0)
    for image in images[: DIGITS // 2]:
        yield image
    for image in images[DIGITS // 2 :]:
        height, width, below, right = torch.randint(8, 60, (4,), generator=chance)
        small = nn.functional.interpolate(
            image[None, None], (int(height), int(width)), mode="bilinear"
        )[0, 0].round()
        yield nn.functional.pad(small, (3, int(right), 0, int(below)))


@pytest.fixture(scope="module")
def inks():
    blank, dot, heavy, line = (torch.zeros(20, 20).double() for _ in range(4))
    dot[8, 0] = heavy[:3] = heavy[:, :3] = 255  # heavy above and left
    line[:, 9] = 1
    long = nn.functional.pad(line.T, (90, 90), value=255)[9:10]
    return [*drawings(), blank, dot, heavy, heavy.flip(0, 1), line, line.T, long]


@pytest.fixture(scope="module")
def computed(written, inks, tmp_path_factory):
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js to run the page's own script")
    file = tmp_path_factory.mktemp("images") / "images.json"
    rows = [
        {"ink": ink.int().flatten().tolist(), "height": len(ink), "width": len(ink[0])}
        for ink in inks
    ]
    file.write_text(json.dumps(rows))
    command = [node, str(ROOT / "tests" / "browser" / "reader.mjs"), written, file]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    results = json.loads(done.stdout)
    return {k: torch.tensor(v, dtype=torch.float64) for k, v in results.items()}


def test_every_float16_is_read_as_it_was_written(computed):
    bits = torch.arange(2**16, dtype=torch.int32).to(torch.uint16)
    halves = bits.view(torch.float16).double()
    assert torch.equal(computed["bits"], halves[halves.isfinite()])


def test_the_page_centers_as_python_does(computed, inks):
    wanted = torch.stack([center_digit(ink / 255) for ink in inks])
    assert (computed["pixels"].view(-1, 28, 28) - wanted).abs().max() < 1e-9


def test_mnist_is_left_as_it_is(computed, inks):
    """MNIST's digits were centered by this very rule."""
    if not load_mnist().is_mnist:
        pytest.skip("needs MNIST")
    half = DIGITS // 2
    pixels, images = computed["pixels"].view(-1, 28, 28)[:half], inks[:half]
    changes = (pixels - torch.stack(images) / 255).abs().amax(dim=(1, 2))
    assert (changes < 1e-9).double().mean() > 0.99


def test_the_page_computes_as_pytorch_does(computed, model):
    rounded = network(784, 128, 64, 10)
    rounded.load_state_dict({k: v.half() for k, v in model.state_dict().items()})
    images = (computed["pixels"].view(-1, 784) - MEAN) / STD
    logits = computed["logits"].view(-1, 10)
    with torch.inference_mode():
        single = rounded(images.float()).double()
        double = rounded.double()(images)
    assert double.abs().max() > 5
    assert (logits - double).abs().max() < 1e-5
    assert (logits.softmax(1) - single.softmax(1)).abs().max() < 1e-5
