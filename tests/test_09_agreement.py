"""The losses that notebooks 09 and 11 define, against PyTorch and scikit-learn.

Every agreement is also shown definitions that were broken on purpose, and must refuse
each of them.
"""

import functools
import json
from pathlib import Path

import pytest
import torch
from notebook_code import definitions_of
from sklearn.linear_model import LogisticRegression
from torch import nn

from torchcourse.data import load_breast_cancer
from torchcourse.exercises.stable_softmax import stable_softmax

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "09_logistic_regression.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
TOLERANCE = 1e-6  # absolute, in float64, where losses are below 1e5
SIZES = (1e-3, 1.0, 30.0, 200.0, 1e4)  # of logits; float64 rounds sigmoid(40) to 1


SOURCES = definitions_of("09_logistic_regression")
SOURCES["cross_entropy"] = definitions_of("11_softmax_regression")["cross_entropy"]


def defined(name, *changes):
    """Return a function of a notebook, with changes (old, new) made to its source."""
    changed = dict(SOURCES)
    for old, new in changes:
        assert old in changed[name], f"{name} no longer contains {old!r}"
        changed[name] = changed[name].replace(old, new)
    names = {"torch": torch, "nn": nn}
    exec("\n\n".join(changed.values()), names)
    return names[name]


def agree(mine, theirs, *arguments):
    """Assert that two losses and their gradients are equal and finite."""
    results = []
    for function in (mine, theirs):
        first = arguments[0].clone().requires_grad_()
        loss = function(first, *arguments[1:])
        (gradient,) = torch.autograd.grad(loss, first)
        assert loss.isfinite()
        assert gradient.isfinite().all()
        results.append((loss.detach(), gradient))
    for one, other in zip(*results, strict=True):
        assert one.shape == other.shape
        assert (one - other).abs().max() < TOLERANCE


def logits_and_labels(size, dtype=torch.float64):
    generator = torch.Generator().manual_seed(5)
    logits = size * (2 * torch.rand(101, generator=generator, dtype=dtype) - 1)
    logits[:4] = torch.tensor([size, size, -size, -size])
    logits[4:6] = 0.0  # where training from zeros begins
    labels = torch.arange(101).to(dtype) % 2
    return logits, labels


# --- the agreements ------------------------------------------------------------------


def agrees_sigmoid(sigmoid):
    logits, _ = logits_and_labels(1e4)
    assert (sigmoid(logits) - torch.sigmoid(logits)).abs().max() < TOLERANCE


def agrees_bce(bce):
    generator = torch.Generator().manual_seed(6)
    probs = torch.rand(101, generator=generator, dtype=torch.float64) * 0.98 + 0.01
    labels = torch.arange(101).double() % 2
    agree(bce, nn.functional.binary_cross_entropy, probs, labels)


def agrees_bce_with_logits(bce_with_logits):
    theirs = nn.functional.binary_cross_entropy_with_logits
    for size in SIZES:
        logits, labels = logits_and_labels(size)
        agree(bce_with_logits, theirs, logits, labels)
        # The slope that the notebook derives: probability minus label.
        slope = torch.func.grad(bce_with_logits)(logits, labels)
        by_hand = (torch.sigmoid(logits) - labels) / len(labels)
        assert (slope - by_hand).abs().max() < TOLERANCE


def agrees_cross_entropy(cross_entropy):
    generator = torch.Generator().manual_seed(7)
    labels = torch.randint(7, (40,), generator=generator)
    for size in SIZES:
        logits = 2 * torch.rand(40, 7, generator=generator, dtype=torch.float64) - 1
        logits[0] = 0.0
        agree(cross_entropy, nn.functional.cross_entropy, size * logits, labels)


@functools.cache
def tumors(strength):
    """Return the standardized training data, and scikit-learn's model of it."""
    table = load_breast_cancer()
    rows = torch.arange(len(table.target)) % 4 != 0
    features = table.features[rows].double()
    features = (features - features.mean(dim=0)) / features.std(dim=0)
    labels = (table.target[rows] == 0).double()
    oracle = LogisticRegression(C=strength, tol=1e-10, max_iter=1000)
    oracle.fit(features.numpy(), labels.numpy())
    return features, labels, oracle


def agrees_with_scikit_learn(train, strength=0.1):
    features, labels, oracle = tumors(strength)
    model = nn.Sequential(nn.Linear(30, 1), nn.Flatten(0)).double()
    decay = 1 / (strength * len(labels))
    train(model, features, labels, nn.BCEWithLogitsLoss(), 0.5, 600, decay)
    weight = model[0].weight[0].detach().numpy()
    assert abs(weight - oracle.coef_[0]).max() < 1e-3
    assert abs(model[0].bias.item() - oracle.intercept_[0]) < 1e-3
    probs = torch.sigmoid(model(features)).detach().numpy()
    assert abs(probs - oracle.predict_proba(features.numpy())[:, 1]).max() < 1e-3


AGREEMENTS = {
    "sigmoid": agrees_sigmoid,
    "bce": agrees_bce,
    "bce_with_logits": agrees_bce_with_logits,
    "cross_entropy": agrees_cross_entropy,
    "train": agrees_with_scikit_learn,
}
BROKEN = [
    ("sigmoid", "exp(-logits)", "exp(logits)"),
    ("sigmoid", "1 + ", "2 + "),
    ("bce", "return -", "return "),
    ("bce", ".mean()", ".sum()"),
    ("bce", "(1 - probs).log()", "probs.log()"),
    ("bce", "(1 - probs).log()", "(probs * (1 - probs)).log()"),
    ("bce_with_logits", ".mean()", ".sum()"),
    ("bce_with_logits", "-logits.abs()", "-logits"),
    ("bce_with_logits", "-logits.abs()", "logits.abs()"),
    ("bce_with_logits", "logits * labels + rest", "logits * labels"),
    ("bce_with_logits", "- logits * labels", "+ logits * labels"),
    (
        "bce_with_logits",
        "torch.maximum(logits, torch.zeros_like(logits))",
        "torch.relu(logits)",  # whose slope at 0 is 0
    ),
    (
        "bce_with_logits",
        "positive_part - logits",
        "positive_part.clamp(max=100) - logits",
    ),
    ("cross_entropy", " - logits.amax(dim=1, keepdim=True)", ""),
    ("cross_entropy", "amax(dim=1, keepdim=True)", "amin(dim=1, keepdim=True)"),
    ("cross_entropy", "sum(dim=1", "sum(dim=0"),
    ("cross_entropy", ".mean()", ".sum()"),
    ("cross_entropy", "return -", "return "),
    (
        "train",
        "loss_function(model(features), labels) + penalty",
        "loss_function(model(features), labels)",
    ),
    ("train", "weight_decay / 2 *", "weight_decay *"),
    (
        "train",
        "weight.square().sum()",
        "(weight.square().sum() + 10 * bias.square().sum())",
    ),
    ("train", "weight.square().sum()", "weight.abs().sum()"),
    ("train", "optimizer.zero_grad()", "pass"),
]


@pytest.mark.parametrize("name", AGREEMENTS)
def test_the_notebooks_function_agrees(name):
    AGREEMENTS[name](defined(name))


@pytest.mark.parametrize(("name", "old", "new"), BROKEN)
def test_a_broken_function_does_not(name, old, new):
    with pytest.raises(AssertionError):
        AGREEMENTS[name](defined(name, (old, new)))


def test_the_naive_form_is_refused():
    """The formula on probabilities is right on paper, and fails on wild logits."""
    bce, sigmoid = defined("bce"), defined("sigmoid")
    with pytest.raises(AssertionError):
        agrees_bce_with_logits(lambda logits, labels: bce(sigmoid(logits), labels))


def test_bce_loss_is_refused():
    with pytest.raises(AssertionError):
        agrees_bce_with_logits(
            lambda logits, labels: nn.BCELoss()(torch.sigmoid(logits), labels)
        )


@pytest.mark.parametrize("name", ["bce_with_logits", "cross_entropy"])
def test_float32_stays_finite_too(name):
    logits, labels = logits_and_labels(1e4, torch.float32)
    if name == "cross_entropy":
        logits, labels = logits[:100].reshape(20, 5), torch.arange(20) % 5
    logits.requires_grad_()
    loss = defined(name)(logits, labels)
    loss.backward()
    assert loss.isfinite()
    assert logits.grad.isfinite().all()


# --- softmax -------------------------------------------------------------------------


def agrees_softmax(softmax):
    for size in SIZES:
        generator = torch.Generator().manual_seed(8)
        logits = size * torch.randn(3, 6, 4, generator=generator, dtype=torch.float64)
        logits[0] = logits[0] + 1e4  # far above the other rows
        assert (softmax(logits) - torch.softmax(logits, dim=-1)).abs().max() < TOLERANCE


def test_the_solution_of_stable_softmax_agrees_with_softmax():
    agrees_softmax(stable_softmax)


@pytest.mark.parametrize("shift", [lambda z: 0.0, lambda z: z.max()])
def test_a_softmax_without_each_rows_shift_does_not(shift):
    def wrong(logits):
        powers = torch.exp(logits - shift(logits))
        return powers / powers.sum(dim=-1, keepdim=True)

    with pytest.raises(AssertionError):
        agrees_softmax(wrong)


def test_two_classes_are_the_sigmoid():
    sigmoid, two = defined("sigmoid"), torch.zeros(101, 2, dtype=torch.float64)
    two[:, 1], labels = logits_and_labels(30.0)
    probs = stable_softmax(two)[:, 1]
    assert (probs - sigmoid(two[:, 1])).abs().max() < TOLERANCE
    one_logit = defined("bce_with_logits")(two[:, 1], labels)
    assert (defined("cross_entropy")(two, labels.long()) - one_logit).abs() < TOLERANCE


# --- what the reader sees ------------------------------------------------------------


def printed(cell):
    return "".join("".join(output.get("text", "")) for output in cell["outputs"])


def test_the_failure_is_shown_beside_the_cure():
    code = [cell for cell in CELLS if cell["cell_type"] == "code"]
    tagged = [c for c in code if "nbval-check-output" in c["metadata"].get("tags", [])]
    (failing,) = tagged
    cure = code[code.index(failing) + 1]
    assert printed(failing).splitlines() == [
        "sigmoid(18) is 1.0",
        "formula: loss inf, gradient nan",
        "BCELoss: loss 100, gradient 0",
    ]
    first, ours, theirs = printed(cure).splitlines()
    assert first.split() == ["joined:", "loss", "200,", "gradient", "1"]
    assert ours.removeprefix("ours").strip() == theirs.removeprefix("PyTorch").strip()
    assert "def bce_with_logits" in "".join(cure["source"])
