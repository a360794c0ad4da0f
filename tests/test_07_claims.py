"""What notebook 07 claims and its own asserts do not prove, by its own functions.

Each claim about a function is also shown that function broken, and must refuse it.
"""

import copy
import itertools
import json
import math
import re
import tempfile
from pathlib import Path

import pytest
import torch
from notebook_code import definitions_of
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR

from torchcourse import load_mnist, track, training
from torchcourse.exercises.stop_early import stop_early

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "07_generalization.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


SOURCES = definitions_of("07_generalization")


def notebook(*changes, **names):
    """Return the notebook's functions, with changes (name, old, new) to them."""
    changed = dict(SOURCES)
    for name, old, new in changes:
        assert old in changed[name], f"{name} no longer contains {old!r}"
        changed[name] = changed[name].replace(old, new)
    known = {"torch": torch, "nn": nn, "math": math, "copy": copy}
    known |= {"pairwise": itertools.pairwise, "OneCycleLR": OneCycleLR, "track": track}
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


# --- learning rates ------------------------------------------------------------------


def claim_one_cycle_is_the_schedulers(names):
    for steps, peak in ((588, 0.007), (100, 0.1), (31, 1.0)):
        mine = [names["one_cycle"](step, steps, peak) for step in range(steps)]
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
        scheduler = OneCycleLR(optimizer, peak, total_steps=steps, cycle_momentum=False)
        for rate in mine:
            assert math.isclose(rate, scheduler.get_last_lr()[0], rel_tol=1e-5)
            optimizer.step()
            if scheduler.last_epoch < steps - 1:
                scheduler.step()
        assert math.isclose(mine[0], peak / 25, rel_tol=1e-6)
        assert mine[-1] < peak / 10_000
        assert 0.95 * peak < max(mine) <= peak


def test_one_cycle_is_the_schedulers():
    claim_one_cycle_is_the_schedulers(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.3 * steps - 1", "0.3 * steps"),
        ("peak / 25\n", "peak / 10\n"),
        ("peak / 250_000", "peak / 25_000"),
        ("(steps - 1 - top)", "(steps - top)"),
        ("1 - math.cos", "1 + math.cos"),
    ],
)
def test_a_broken_cycle_is_not(old, new):
    refused(claim_one_cycle_is_the_schedulers, "one_cycle", old, new)


def split_mnist():
    """Return the notebook's data by its names, and the 8,000 images to compare."""
    mnist = load_mnist()
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    rows, _, comparing = order.split([50_000, 2_000, 8_000])
    scale = mnist.train_images[rows].float().std()
    images, labels = mnist.train_images.flatten(1) / scale, mnist.train_labels
    data = {"train_images": images[rows], "train_labels": labels[rows]}
    return data, [(images[comparing], labels[comparing])]


@pytest.mark.slow
def test_past_the_turn_the_network_grows_surer_of_its_errors():
    data, [(images, labels)] = split_mnist()
    names = notebook(**data)
    for seed in range(3):
        torch.manual_seed(seed)
        model, sure = names["dense"](784, 128, 128, 10), []
        optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
        few = data["train_images"][:1000], data["train_labels"][:1000]
        for epoch in range(1, 16):
            batches = names["shuffled_batches"](*few, 50)
            training.train_one_epoch(model, batches, nn.CrossEntropyLoss(), optimizer)
            if epoch in (5, 15):  # the turn, and the end
                with torch.inference_mode():
                    confidence, guesses = model(images).softmax(dim=1).max(dim=1)
                sure.append(confidence[guesses != labels].mean())
        assert sure[1] > sure[0] + 0.03


@pytest.mark.slow
def test_the_constant_rate_is_the_best_of_five():
    """So one-cycle is not compared with a rate chosen to lose."""
    data, compared = split_mnist()
    means = {}
    for rate in (0.0005, 0.001, 0.002, 0.004, 0.007):
        change = ("fit_all", "lr=0.002", f"lr={rate}")
        names = notebook(change, compared=compared, **data)
        means[rate] = names["three_models"](rise=None)[1][:, -1]
    verdict = notebook()["verdict"]
    assert all(verdict(new, means[0.002]) != "better" for new in means.values())
    one_cycle = notebook(compared=compared, **data)["three_models"]()[1][:, -1]
    assert all(one_cycle.mean() > old.mean() for old in means.values())


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


# --- chance --------------------------------------------------------------------------


@pytest.mark.parametrize(("p", "n"), [(0.98, 10_000), (0.9, 8_000), (0.5, 200)])
def test_the_standard_error_is_the_simulated_one(p, n):
    generator = torch.Generator().manual_seed(0)
    counts = torch.full((20_000,), float(n)), torch.full((20_000,), p)
    accuracies = torch.binomial(*counts, generator=generator) / n
    formula = (p * (1 - p) / n) ** 0.5
    assert accuracies.std().item() == pytest.approx(formula, rel=0.03)


def claim_two_errors_hold_the_truth_in_95_of_100_cases(names):
    torch.manual_seed(0)
    for p, n, spread in ((0.9, 8000, 0.001), (0.98, 10_000, 0.0005)):
        images = (p * (1 - p) / n) ** 0.5 * torch.randn(4000, 1)  # shared by the seeds
        accuracies = p + images + spread * torch.randn(4000, 3)
        errors = torch.stack([names["error_of"](row, n) for row in accuracies])
        held = ((accuracies.mean(dim=1) - p).abs() < 2 * errors).float().mean()
        assert 0.94 < held < 0.97


def test_two_errors_hold_the_truth_in_95_of_100_cases():
    claim_two_errors_hold_the_truth_in_95_of_100_cases(notebook())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p * (1 - p) / n", "p * (1 - p) / (3 * n)"),
        ("p * (1 - p) / n", "p / n"),
        ("p * (1 - p) / n + ", ""),
        (").sqrt()", ")"),
    ],
)
def test_broken_errors_do_not(old, new):
    claim = claim_two_errors_hold_the_truth_in_95_of_100_cases
    refused(claim, "error_of", old, new)


def verdicts(names, gap, spread, p=0.9, n=8000, repeats=2500):
    """Return how often two experiments on shared images get each verdict.

    The new one is better by ``gap``; seeds scatter by ``spread`` standard errors.
    """
    torch.manual_seed(0)
    error = (p * (1 - p) / n) ** 0.5
    images = error * torch.randn(repeats, 1)
    old, new = (p + images + spread * error * torch.randn(repeats, 3) for _ in range(2))
    said = [names["verdict"](a + gap, b) for a, b in zip(new, old, strict=True)]
    return {word: said.count(word) / repeats for word in ("better", "worse", "")}


def claim_the_rule_is_cautious(names):
    for spread in (0.3, 1.0, 2.0):
        shares = verdicts(names, 0.0, spread)
        assert shares["better"] + shares["worse"] < 0.05
    assert verdicts(names, 0.02, 1.0)["better"] > 0.95
    assert verdicts(names, -0.02, 1.0)["worse"] > 0.95


def test_the_rule_is_cautious():
    claim_the_rule_is_cautious(notebook())


def test_where_seeds_scatter_much_three_are_too_few():
    """As the notebook says: then the rule errs in about one case of ten."""
    shares = verdicts(notebook(), 0.0, spread=5.0)
    assert 0.05 < shares["better"] + shares["worse"] < 0.13


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"better" if gap > 2', '"better" if gap > 0'),
        ("gap < -2", "gap > -2"),
        ("new.mean() - old.mean()", "old.mean() - new.mean()"),
    ],
)
def test_a_broken_rule_is_not(old, new):
    refused(claim_the_rule_is_cautious, "verdict", old, new)


# --- early stopping, and resuming ----------------------------------------------------


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


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_resumed_run_is_the_uninterrupted_one(seed):
    names = notebook(**small_data())
    start_run, go_on = names["start_run"], names["go_on"]
    whole = go_on(*start_run(seed), epochs=5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pt"
        model, optimizer, scheduler = start_run(seed)
        go_on(model, optimizer, scheduler, epochs=3)
        training.save_checkpoint(path, model, optimizer, 3, scheduler)
        same = []
        for forget in (False, True):
            resumed = start_run(seed + 7)
            done = training.load_checkpoint(path, *resumed)
            if forget:
                torch.manual_seed(seed)  # order, shifts and dropout start anew
            pairs = zip(whole, go_on(*resumed, epochs=5 - done), strict=True)
            same.append([torch.equal(a, b) for a, b in pairs])
    assert done == 3
    assert all(same[0])
    assert not any(same[1])


# --- what the reader sees ------------------------------------------------------------


def printed(fragment):
    """Return what the cell prints whose source contains a fragment."""
    (cell,) = [c for c in CELLS if fragment in "".join(c["source"]) and "outputs" in c]
    texts = [output.get("text", "") for output in cell["outputs"]]
    return "".join("".join(text) for text in texts)


def test_the_stored_run_passes_the_mark():
    accuracy = float(re.search(r"test accuracy ([\d.]+)%", printed("answers = "))[1])
    assert accuracy >= 98.0


def test_numbers_in_the_prose_are_those_computed():
    prose = "".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
    apart = float(re.search(r"apart: ([\d.]+)", printed("simulated"))[1])
    assert round(10 * apart) == 6
    assert "In six of ten cases" in prose
    assert round(100 * math.sqrt(0.98 * 0.02 / 10_000), 2) == 0.14
    model = notebook()["dense"](784, 128, 128, 10)
    assert sum(p.numel() for p in model.parameters()) // 1000 == 118
    assert math.ceil(50_000 / 256) == 196
    assert 3 * 196 == 588


def test_resuming_is_shown_to_work_and_to_fail():
    assert printed("load_checkpoint").splitlines() == [
        "0 numbers drawn in between: all parameters equal True",
        "1 numbers drawn in between: all parameters equal False",
    ]
