"""What notebook 15 claims and its own asserts do not prove, by its own functions.

Each claim about a function is also shown that function broken, and must refuse it.
"""

import math
import re

import nbformat
import pytest
import torch
from notebook_code import NOTEBOOKS, definitions_of
from torch import nn
from torch.optim import lr_scheduler

from torchcourse import load_mnist, training

SOURCES = definitions_of("15_experiments")


def notebook(*changes, **names):
    """Return the notebook's functions, with changes (name, old, new) to them."""
    changed = dict(SOURCES)
    for name, old, new in changes:
        assert old in changed[name], f"{name} no longer contains {old!r}"
        changed[name] = changed[name].replace(old, new)
    known = {"torch": torch, "nn": nn, "math": math, "lr_scheduler": lr_scheduler}
    known |= {name: getattr(training, name) for name in training.__all__}
    known |= {"loss_function": nn.CrossEntropyLoss()} | names
    exec("\n\n".join(changed.values()), known)
    return known


def refused(claim, *change):
    with pytest.raises(AssertionError):
        claim(notebook(change))


# --- training ------------------------------------------------------------------------


def test_dense_is_the_network_of_13():
    """The same parameters from the same seed, so that the baseline is no other one."""
    torch.manual_seed(0)
    mine = notebook()["dense"](128)
    torch.manual_seed(0)
    sizes = ((784, 128), (128, 64), (64, 10))
    layers = [nn.Linear(inputs, outputs) for inputs, outputs in sizes]
    theirs = [parameter for layer in layers for parameter in layer.parameters()]
    assert all(map(torch.equal, mine.parameters(), theirs))


def claim_shifts_move_by_a_pixel_at_most(names):
    torch.manual_seed(0)
    image = torch.full((1, 28, 28), -1.0)
    image[0, 10, 20] = 5
    places = set()
    for _ in range(200):
        moved = names["shift"](image.flatten(1)).reshape(28, 28)
        assert (moved == 5).sum() == 1
        assert (moved == -1).sum() == 783
        places.add(divmod(moved.argmax().item(), 28))
    assert places == {(y, x) for y in (9, 10, 11) for x in (19, 20, 21)}


def test_shifts_move_by_a_pixel_at_most():
    claim_shifts_move_by_a_pixel_at_most(notebook(empty=-1.0))


@pytest.mark.parametrize(
    ("old", "new"), [("randint(3", "randint(2"), ("value=empty", "value=0")]
)
def test_other_shifts_do_not(old, new):
    with pytest.raises(AssertionError):
        claim_shifts_move_by_a_pixel_at_most(notebook(("shift", old, new), empty=-1.0))


@pytest.mark.slow
def test_the_constant_rate_is_the_best_of_five():
    """So decay is not compared with a learning rate chosen to lose."""
    mnist = load_mnist()
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    rows, validation = order[:10_000], order[50_000:]
    pixels = mnist.train_images[order[:50_000]] / 255
    images = (mnist.train_images.flatten(1) / 255 - pixels.mean()) / pixels.std()
    labels = mnist.train_labels
    data = {"train_images": images[rows], "train_labels": labels[rows]}
    names = notebook(**data)
    fit, means = names["fit"], {}
    for rate in (0.0005, 0.001, 0.002, 0.004, 0.007):
        settings = (128, 256, 5, names["constant"], rate)
        models = [fit(seed, *settings, n=10_000) for seed in range(3)]
        right = names["right_answers"](models, images[validation], labels[validation])
        means[rate] = right.float().mean().item()
    assert means[0.004] > max(means.values()) - 0.002


# --- chance --------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "n"), [(0.98, 10_000), (0.9, 8_000), (0.5, 200)])
def test_the_standard_error_is_the_simulated_one(p, n):
    generator = torch.Generator().manual_seed(0)
    counts = torch.full((20_000,), float(n)), torch.full((20_000,), p)
    accuracies = torch.binomial(*counts, generator=generator) / n
    formula = (p * (1 - p) / n) ** 0.5
    assert accuracies.std().item() == pytest.approx(formula, rel=0.03)


def claim_an_interval_holds_the_truth_in_95_of_100_cases(names):
    torch.manual_seed(0)
    held = []
    for _ in range(2000):
        right = (torch.rand(400) < 0.9).float().expand(3, -1)  # the seeds agree
        mean, margin = names["mean_and_margin"](right)
        held.append(abs(mean - 90) < margin)
    assert 0.92 < sum(held) / len(held) < 0.97


def test_an_interval_holds_the_truth_in_95_of_100_cases():
    claim_an_interval_holds_the_truth_in_95_of_100_cases(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("by_image.var() / len(by_image)", "by_image.var() / table.numel()"),
        ("by_image.var()", "by_image.mean()"),
        ("from_images + ", ""),
        (").sqrt()", ")"),
    ],
)
def test_broken_errors_do_not(old, new):
    claim = claim_an_interval_holds_the_truth_in_95_of_100_cases
    refused(claim, "mean_and_margin", old, new)


def claim_equal_networks_are_seldom_told_apart(names):
    """Two recipes of equal quality, whose seeds differ, on the same images."""
    torch.manual_seed(0)
    outside = []
    for _ in range(1000):
        hard = torch.rand(500) < 0.2  # read by half of the networks
        right = (~hard | (torch.rand(2, 3, 500) < 0.5)).float()
        difference, margin = names["mean_and_margin"](right[0] - right[1])
        outside.append(abs(difference) > margin)
    assert 0.005 < sum(outside) / len(outside) < 0.06


def test_equal_networks_are_seldom_told_apart():
    claim_equal_networks_are_seldom_told_apart(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.96 * standard_error", "0.5 * standard_error"),
        ("(from_images + from_seeds).sqrt()", "from_images"),
        ("by_image.var() / len(by_image)", "by_image.var()"),
    ],
)
def test_a_broken_comparison_does(old, new):
    refused(claim_equal_networks_are_seldom_told_apart, "mean_and_margin", old, new)


# --- what the reader sees ------------------------------------------------------------


def printed(part):
    """Return what the one code cell prints that contains a text."""
    cells = nbformat.read(NOTEBOOKS / "15_experiments.ipynb", as_version=4).cells
    (cell,) = [c for c in cells if c.cell_type == "code" and part in c.source]
    return "".join(output.get("text", "") for output in cell.outputs)


def test_the_test_set_is_opened_in_one_cell():
    cells = nbformat.read(NOTEBOOKS / "15_experiments.ipynb", as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert len([source for source in code if "mnist.test_" in source]) == 1


def test_the_stored_difference_is_above_chance():
    said = printed("mnist.test_images")
    found = re.search(r"difference +([+-][\d.]+) ± ([\d.]+)", said)
    difference, margin = found.groups()
    assert 0 < float(margin) < float(difference) < 1
    assert float(re.search(r"shifts, wider *([\d.]+)", said)[1]) >= 98


def test_the_schedules_cannot_be_told_apart_in_the_stored_run():
    lines = printed("decay against {other").splitlines()
    assert len(lines) == 2
    for line in lines:
        difference, margin = re.search(r"([+-][\d.]+) ± ([\d.]+)", line).groups()
        assert abs(float(difference)) < float(margin)
