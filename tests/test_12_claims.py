"""What notebook 12 claims and its own asserts do not prove, on its own definitions.

Each definition is also shown broken here, and the same claim must then refuse it.
"""

import math

import pytest
import torch
from notebook_code import definitions_of
from torch import nn

SOURCES = definitions_of("12_dense_network")


def definition(name, old="", new=""):
    """Return a function or class of the notebook, with a change to its source."""
    assert old in SOURCES[name], f"{name} no longer contains {old!r}"
    known = {"torch": torch, "nn": nn}
    exec(SOURCES[name].replace(old, new), known)
    return known[name]


# --- batches -------------------------------------------------------------------------


def each_image_comes_once_with_its_label(shuffled_batches):
    labels = torch.arange(1000)
    images = labels.unsqueeze(1) * torch.ones(3)
    torch.manual_seed(0)
    epochs = []
    for _ in range(2):
        batches = list(shuffled_batches(images, labels))
        assert [len(batch) for _, batch in batches] == [128] * 7 + [104]
        for rows, answers in batches:
            assert torch.equal(rows, answers.unsqueeze(1) * torch.ones(3))
        epochs.append(torch.cat([answers for _, answers in batches]))
        assert torch.equal(epochs[-1].sort().values, labels)
    assert not torch.equal(epochs[0], labels)
    assert not torch.equal(*epochs)


def test_each_image_comes_once_with_its_label():
    each_image_comes_once_with_its_label(definition("shuffled_batches"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("torch.randperm(len(labels))", "torch.arange(len(labels))"),
        ("torch.randperm(len(labels))", "torch.randint(len(labels), labels.shape)"),
        ("images[rows], labels[rows]", "images[rows], labels[rows.flip(0)]"),
        ("randperm(len(labels))", "randperm(len(labels))[:896]"),
    ],
)
def test_broken_batches_do_not(old, new):
    with pytest.raises(AssertionError):
        each_image_comes_once_with_its_label(definition("shuffled_batches", old, new))


# --- the network ---------------------------------------------------------------------


def is_three_layers_with_two_relus(network):
    torch.manual_seed(0)
    model, images = network().double(), torch.randn(7, 784).double()
    (w1, b1), (w2, b2), (w3, b3) = zip(*[iter(model.parameters())] * 2, strict=True)
    hidden = (images @ w1.T + b1).clamp(min=0)
    hidden = (hidden @ w2.T + b2).clamp(min=0)
    assert torch.allclose(model(images), hidden @ w3.T + b3)
    assert [w.shape for w in (w1, w2, w3)] == [(128, 784), (64, 128), (10, 64)]


def test_the_network_is_three_layers_with_two_relus():
    is_three_layers_with_two_relus(definition("DigitNet"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.second(hidden).relu()", "self.second(hidden)"),
        ("self.last(hidden)", "self.last(hidden).relu()"),
        (".relu()", ".sigmoid()"),
        ("(128, 64)", "(128, 64, bias=False)"),
    ],
)
def test_a_broken_network_is_not(old, new):
    with pytest.raises((AssertionError, ValueError)):
        is_three_layers_with_two_relus(definition("DigitNet", old, new))


def moved_by_training(model):
    """Return the names of the parameters that five steps of Adam move."""
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    images, labels = torch.randn(50, 784), torch.arange(50) % 7
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
    return {n for n, p in model.named_parameters() if not torch.equal(p, before[n])}


def test_from_zero_only_the_last_biases_ever_move():
    torch.manual_seed(0)
    model = definition("DigitNet")()
    names = {name for name, _ in model.named_parameters()}
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    assert moved_by_training(model) == {"last.bias"}
    assert moved_by_training(definition("DigitNet")()) == names
    baseline = nn.Linear(784, 10)  # softmax regression has no later layer
    nn.init.zeros_(baseline.weight)
    assert moved_by_training(baseline) == {"weight", "bias"}


@pytest.mark.parametrize("constant", [0.01, 0.1, None])
def test_equal_units_stay_equal(constant):
    torch.manual_seed(0)
    model = definition("DigitNet")()
    if constant is not None:
        for parameter in model.parameters():
            nn.init.constant_(parameter, constant)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    images, labels = torch.randn(50, 784).abs(), torch.arange(50) % 7
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
    weight = model.first.weight
    distance = (weight - weight[0]).abs().max()
    assert (distance < 1e-5) == (constant is not None)


def test_pytorchs_start_is_uniform_between_the_bounds_named():
    torch.manual_seed(0)
    weight = definition("DigitNet")().first.weight * math.sqrt(784)
    assert weight.abs().max() <= 1
    assert weight.abs().max() > 0.999
    assert abs(weight.var() - 1 / 3) < 0.01  # of a uniform number from -1 to 1
