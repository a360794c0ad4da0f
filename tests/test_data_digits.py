"""The stand-in: shapes, disjoint digits, equal on every call, cached and repaired."""

import sys

import pytest
import tiny_mnist
import torch
from tiny_mnist import SHAPES, TEST_IMAGES

from torchcourse import files
from torchcourse.data import digits, idx, load_mnist


@pytest.fixture
def world(monkeypatch, tmp_path):
    return tiny_mnist.install(monkeypatch, tmp_path)


@pytest.fixture(scope="module")
def made():
    return digits.make_digits()


def test_shapes_types_and_ranges_are_those_of_mnist(made):
    for values, file in zip(made, idx.FILES, strict=True):
        assert values.shape == file.shape
        assert values.dtype == torch.uint8
    for images, labels in (made[:2], made[2:]):
        assert (images.min(), images.max()) == (0, 255)
        assert labels.unique().tolist() == list(range(10))
        assert labels.bincount().min() > 0.9 * len(labels) / 10


def test_images_look_like_mnist(made):
    """Black frame, centered strokes, mean 0.131 and spread 0.308 as in MNIST."""
    pixels = made[0].float() / 255
    assert pixels.mean().item() == pytest.approx(0.1307, abs=0.01)
    assert pixels.std().item() == pytest.approx(0.3081, abs=0.03)
    assert pixels[:, 0].mean() < 0.01
    rows = torch.arange(28.0)
    center = (pixels.sum(2) * rows).sum(1) / pixels.sum((1, 2))
    assert center.mean().item() == pytest.approx(13.5, abs=0.5)


def test_labels_are_shuffled_and_belong_to_their_images(made):
    images, labels = made[0].flatten(1).float(), made[1].long()
    means = torch.stack([images[labels == k].mean(0) for k in range(10)])
    guesses = torch.cdist(made[2].flatten(1).float(), means).argmin(1)
    assert (guesses == made[3]).float().mean() > 0.7  # nearest class mean; chance 0.1
    assert labels[:200].unique().numel() == 10
    assert (labels[1:] == labels[:-1]).float().mean() < 0.2


def test_training_and_test_digits_are_disjoint():
    images, labels = digits._load_small()
    training, test = digits.split(labels)
    assert sorted([*training.tolist(), *test.tolist()]) == list(range(1797))
    assert len(test) == 359
    assert labels[test].bincount().min() >= 34
    seen = {tuple(image.flatten().tolist()) for image in images[training]}
    assert not seen & {tuple(image.flatten().tolist()) for image in images[test]}


def test_images_come_from_their_own_side_only(monkeypatch, world):
    """Each side of the split is drawn in another gray, and keeps it."""
    images, labels = digits._load_small()
    training, test = digits.split(labels)
    images[training], images[test] = 0.5, 0.7
    monkeypatch.setattr(digits, "_load_small", lambda: (images, labels))
    train_images, _, test_images, _ = digits.make_digits()
    assert train_images.amax((1, 2)).unique().tolist() == [82]  # 255 * 1.6 * 0.2
    assert test_images.amax((1, 2)).unique().tolist() == [163]  # 255 * 1.6 * 0.4


def test_equal_on_every_call_whatever_the_settings(world):
    first = digits.make_digits()
    torch.manual_seed(1)
    state = torch.get_rng_state()
    torch.set_default_device("meta")
    torch.set_default_dtype(torch.float64)
    try:
        second = digits.make_digits()
    finally:
        torch.set_default_device(None)
        torch.set_default_dtype(torch.float32)
    assert all(map(torch.equal, first, second))
    assert torch.equal(torch.get_rng_state(), state)


def test_distortions_vary_the_same_digit(monkeypatch, world):
    images, labels = digits._load_small()
    same = images[:1].expand(10, 1, 8, 8).contiguous()
    monkeypatch.setattr(digits, "_load_small", lambda: (same, labels[:10]))
    assert len(digits.make_digits()[0].unique(dim=0)) == 6


def test_cached_and_not_made_again(world, monkeypatch):
    first = digits.load_embedded(world.data)
    assert world.files() == sorted([*SHAPES, digits._SUMS])
    monkeypatch.setattr(digits, "make_digits", lambda: pytest.fail("made again"))
    assert all(map(torch.equal, first, digits.load_embedded(world.data)))


def spoil_sums(raw):
    (raw / digits._SUMS).write_text("not a checksum file\n")


def cut_sums(raw):
    sums = (raw / digits._SUMS).read_text().splitlines()
    (raw / digits._SUMS).write_text("\n".join(sums[:2]))


DAMAGE = {
    "flipped": lambda raw: tiny_mnist.flip_bit(raw / TEST_IMAGES),
    "truncated": lambda raw: (raw / TEST_IMAGES).write_bytes(b"short"),
    "missing": lambda raw: (raw / TEST_IMAGES).unlink(),
    "no-sums": lambda raw: (raw / digits._SUMS).unlink(),
    "bad-sums": spoil_sums,
    "binary-sums": lambda raw: (raw / digits._SUMS).write_bytes(b"\xff\xfe\n"),
    "cut-sums": cut_sums,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_cache_is_made_again(damage, world):
    first = digits.load_embedded(world.data)
    raw = world.data / "embedded/MNIST/raw"
    good = {path.name: path.read_bytes() for path in raw.iterdir()}
    damage(raw)
    assert all(map(torch.equal, first, digits.load_embedded(world.data)))
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == good


def test_checksums_are_written_last(world, monkeypatch):
    order = []
    real = files.write_whole
    monkeypatch.setattr(
        files,
        "write_whole",
        lambda path, *parts: (order.append(path.name), real(path, *parts)),
    )
    digits.load_embedded(world.data)
    assert order == [*SHAPES, digits._SUMS]


def test_unwritable_folder_keeps_it_in_memory(world):
    world.data.write_text("a file in the folder's place")
    assert digits.load_embedded(world.data)[0].shape == (6, 28, 28)


def test_torchvision_reads_the_cache(world):
    torchvision = pytest.importorskip("torchvision")
    images, labels = digits.load_embedded(world.data)[:2]
    pairs = torchvision.datasets.MNIST(world.data / "embedded", download=False)
    assert torch.equal(pairs.data, images)
    assert pairs.targets.tolist() == labels.tolist()


def test_the_stand_in_is_never_taken_for_mnist(world, capsys):
    load_mnist()
    assert not load_mnist().is_mnist
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if "project's data folder" in line]


def test_without_scikit_learn_one_clear_error(world, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(RuntimeError, match=r"internet.* or install scikit-learn\.$"):
        load_mnist()
