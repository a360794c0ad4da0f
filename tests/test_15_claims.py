"""What notebook 15 claims and its own asserts do not prove, by its own functions.

Each claim about a function is also shown that function broken, and must refuse it.
"""

import ast
import itertools
import math
import re

import nbformat
import pytest
import torch
from notebook_code import NOTEBOOKS, definitions_of
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR

from torchcourse import load_mnist, track, training

SOURCES = definitions_of("15_experiments")


def notebook(*changes, **names):
    """Return the notebook's functions, with changes (name, old, new) to them."""
    changed = dict(SOURCES)
    for name, old, new in changes:
        assert old in changed[name], f"{name} no longer contains {old!r}"
        changed[name] = changed[name].replace(old, new)
    known = {"torch": torch, "nn": nn, "math": math}
    known |= {"pairwise": itertools.pairwise, "OneCycleLR": OneCycleLR, "track": track}
    known |= {name: getattr(training, name) for name in training.__all__}
    known |= {"loss_function": nn.CrossEntropyLoss()} | names
    changed["part"] = ""  # its defaults need the data
    exec("\n\n".join(changed.values()), known)
    return known


def refused(claim, *change):
    with pytest.raises(AssertionError):
        claim(notebook(change))


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


# --- what the reader sees ------------------------------------------------------------


def stored(name, part):
    """Return the one code cell of a stored notebook that contains a text."""
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    (cell,) = [c for c in cells if c.cell_type == "code" and part in c.source]
    return cell


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_the_table_is_the_one_that_14_prints():
    """Up to what another machine's rounding does in 300 steps."""
    cell = stored("15_experiments", "results = {")
    table = ast.literal_eval(ast.parse(cell.source).body[0].value)
    lines = printed(stored("14_overfitting", "others = ")).splitlines()
    rows = [re.match(r"(\S.*?) {2,}([\d. ]+)$", line).groups() for line in lines]
    assert list(table) == [name for name, _ in rows]
    for name, numbers in rows:
        measured = [float(number) for number in numbers.split()]
        assert table[name] == pytest.approx(measured, abs=0.02)


def test_the_stored_run_passes_the_mark():
    said = printed(stored("15_experiments", "answers = "))
    assert float(re.search(r"test accuracy ([\d.]+)%", said)[1]) >= 98.0


def test_two_equal_networks_differ_in_six_of_ten_cases():
    said = printed(stored("15_experiments", "simulated"))
    assert round(10 * float(re.search(r"apart: ([\d.]+)", said)[1])) == 6
