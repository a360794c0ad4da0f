"""What notebook 14 claims and its own asserts do not prove, by its own functions.

Each claim about a function is also shown that function broken, and must refuse it.
"""

import copy
import itertools

import pytest
import torch
from notebook_code import definitions_of
from torch import nn

from torchcourse import load_mnist, track, training
from torchcourse.exercises.stop_early import stop_early

SOURCES = definitions_of("14_overfitting")


def notebook(*changes, **names):
    """Return the notebook's functions, with changes (name, old, new) to them."""
    changed = dict(SOURCES)
    for name, old, new in changes:
        assert old in changed[name], f"{name} no longer contains {old!r}"
        changed[name] = changed[name].replace(old, new)
    known = {"torch": torch, "nn": nn, "copy": copy}
    known |= {"pairwise": itertools.pairwise, "track": track}
    known |= {name: getattr(training, name) for name in training.__all__}
    known |= {"loss_function": nn.CrossEntropyLoss()} | names
    changed["part"] = ""  # its defaults need the data
    exec("\n\n".join(changed.values()), known)
    return known


def refused(claim, *change):
    with pytest.raises(AssertionError):
        claim(notebook(change))


# --- dropout -------------------------------------------------------------------------


def claim_dropout_keeps_the_mean_of_every_number(names):
    torch.manual_seed(0)
    hidden = torch.tensor([[-2.0, 0.5, 3.0, 1.0], [1.0, 4.0, -1.0, 0.0]])
    for p in (0.1, 0.5, 0.8):
        draws = torch.stack([names["drop"](hidden, p) for _ in range(8_000)])
        error = hidden.abs() * (p / (1 - p) / len(draws)) ** 0.5
        assert ((draws.mean(dim=0) - hidden).abs() <= 5 * error).all()
        kept = draws != 0  # (8000, 2, 4)
        assert (kept[..., :3].float().mean(dim=0) - (1 - p)).abs().max() < 0.03
        for row, column in ((0, 1), (1, 0), (1, 1)):  # independent of each other
            both = (kept[:, 0, 0] & kept[:, row, column]).float().mean()
            assert abs(both - (1 - p) ** 2) < 0.03


def test_dropout_keeps_the_mean_of_every_number():
    claim_dropout_keeps_the_mean_of_every_number(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" / (1 - p)", ""),
        (" / (1 - p)", " / p"),
        (">= p", "< p"),
        ("torch.rand(hidden.shape)", "torch.rand(hidden.shape[1:])"),
        ("torch.rand(hidden.shape)", "torch.rand(1)"),
    ],
)
def test_broken_dropout_does_not(old, new):
    refused(claim_dropout_keeps_the_mean_of_every_number, "drop", old, new)


def test_no_dropout_before_the_logits():
    model = notebook()["dense"](8, 6, 5, 3, dropout=0.5)
    kinds = [type(layer).__name__ for layer in model]
    assert kinds == ["Linear", "ReLU", "Dropout"] * 2 + ["Linear"]


# --- shifts --------------------------------------------------------------------------


def naive_shift(rows, k):
    top, left = torch.randint(2 * k + 1, (2, len(rows))).tolist()
    result = torch.zeros_like(rows)
    for i, row, column in itertools.product(range(len(rows)), range(28), range(28)):
        y, x = row + top[i] - k, column + left[i] - k
        if 0 <= y < 28 and 0 <= x < 28:
            result[i, 28 * row + column] = rows[i, 28 * y + x]
    return result


def claim_shift_is_the_naive_loop(names):
    rows = 1 + torch.arange(5 * 784.0).reshape(5, 784)  # no pixel is paper
    for k in (0, 1, 3):
        for seed in range(4):
            torch.manual_seed(seed)
            expected = naive_shift(rows, k)
            torch.manual_seed(seed)
            assert torch.equal(names["shift"](rows, k), expected)


def test_shift_is_the_naive_loop():
    claim_shift_is_the_naive_loop(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 * k + 1", "max(2 * k, 1)"),
        (", top, left", ", left, top"),
        (", top, left", ", top[0], left[0]"),
        ("(k, k, k, k))", "(k, k, k, k), value=1.0)"),
        ("(k, k, k, k))", "(k, k, k, k), mode='circular')"),
    ],
)
def test_a_broken_shift_is_not(old, new):
    refused(claim_shift_is_the_naive_loop, "shift", old, new)


def test_shift_makes_every_move_equally_often_and_leaves_its_input():
    rows = torch.zeros(9000, 784)
    rows[:, 28 * 14 + 14] = 1.0
    before = rows.clone()
    torch.manual_seed(0)
    places = notebook()["shift"](rows).argmax(dim=1)
    counts = places.bincount(minlength=784)
    assert (counts > 0).sum() == 9
    assert (counts[counts > 0] - 1000).abs().max() < 5 * 1000**0.5
    assert torch.equal(rows, before)


# --- losses --------------------------------------------------------------------------


@pytest.mark.slow
def test_past_the_turn_the_network_grows_surer_of_its_errors():
    mnist = load_mnist()
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    rows, _, comparing = order.split([50_000, 2_000, 8_000])
    scale = mnist.train_images[rows].float().std()
    every = mnist.train_images.flatten(1) / scale
    images, labels = every[comparing], mnist.train_labels[comparing]
    few = every[rows[:1000]], mnist.train_labels[rows[:1000]]
    names = notebook()
    for seed in range(3):
        torch.manual_seed(seed)
        model, sure = names["dense"](784, 128, 128, 10), []
        optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
        for epoch in range(1, 16):
            batches = names["shuffled_batches"](*few, 50)
            training.train_one_epoch(model, batches, nn.CrossEntropyLoss(), optimizer)
            if epoch in (5, 15):  # the turn, and the end
                with torch.inference_mode():
                    confidence, guesses = model(images).softmax(dim=1).max(dim=1)
                sure.append(confidence[guesses != labels].mean())
        assert sure[1] > sure[0] + 0.03


def test_weight_decay_is_a_shrinking_before_the_step():
    """The formula with gradients, where the notebook shows it without."""

    def weights(weight_decay, shrink):
        torch.manual_seed(0)
        weight = torch.randn(50, requires_grad=True)
        optimizer = torch.optim.AdamW([weight], lr=0.1, weight_decay=weight_decay)
        for _ in range(20):
            weight.grad = torch.randn(50)
            with torch.no_grad():
                weight *= shrink
            optimizer.step()
        return weight.detach()

    by_hand = weights(0.0, shrink=1 - 0.1 * 0.5)
    assert torch.allclose(weights(0.5, shrink=1.0), by_hand, atol=1e-5)
    assert not torch.allclose(weights(0.0, shrink=1.0), by_hand, atol=1e-2)


# --- early stopping ------------------------------------------------------------------


def small_data():
    """Return stand-ins for the notebook's tensors: noisy blobs, soon overfitted."""
    torch.manual_seed(0)
    centers = torch.randn(10, 784)

    def blobs(n):
        labels = torch.randint(10, (n,))
        return centers[labels] + 9 * torch.randn(n, 784), labels

    train_images, train_labels = blobs(1000)
    data = {"train_images": train_images, "train_labels": train_labels}
    return data | {"watched": [blobs(300)], "compared": [blobs(300)]}


def claim_early_stopping_keeps_the_best(names):
    losses, _ = names["fit_and_stop"](0)
    epochs, best = stop_early([], losses, 5)
    assert (epochs, best) == (len(losses), 1 + losses.index(min(losses)))
    assert best < epochs


def test_early_stopping_keeps_the_best():
    claim_early_stopping_keeps_the_best(notebook(**small_data()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("copy.deepcopy(model.state_dict())", "model.state_dict()"),
        ("    model.load_state_dict(best)\n", ""),
        ("waited < patience", "waited <= patience"),
    ],
)
def test_broken_early_stopping_does_not(old, new):
    names = notebook(("fit_and_stop", old, new), **small_data())
    with pytest.raises(AssertionError):
        claim_early_stopping_keeps_the_best(names)


def test_stopped_runs_are_the_full_ones_cut_short():
    """The first figure's runs and the stopped ones see the same random numbers."""
    names = notebook(**small_data())
    full, _ = names["fit"](seed=3)
    stopped, _ = names["fit_and_stop"](seed=3)
    both = min(len(stopped), len(full))
    watched = full[:both, 1]
    assert torch.allclose(watched, torch.tensor(stopped[:both]), rtol=1e-3)
