"""What notebooks 07 and 08 agree with: independent oracles, for their own cells.

Every check is a function of a namespace with a notebook's definitions. It must pass
for the notebook as it stands, and fail for each broken variant of its source.
"""

import ast
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from notebook_code import definitions_of
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from torch import nn

from torchcourse.data import load_diabetes

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LINE, PATIENTS = "07_linear_regression", "08_judging_a_model"
CELLS = {
    name: [
        cell
        for cell in json.loads(
            (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
        )["cells"]
        if cell["cell_type"] == "code"
    ]
    for name in (LINE, PATIENTS)
}
SOURCES = {
    name: ["".join(cell["source"]) for cell in cells] for name, cells in CELLS.items()
}
SPLITS = ("training", "validation", "test")


def definitions(name, *replacements):
    """Run a notebook's function definitions, with pieces of source replaced."""
    text = replaced("\n\n".join(definitions_of(name).values()), *replacements)
    namespace = {"torch": torch, "nn": nn}
    exec(text, namespace)
    return namespace


def replaced(text, *replacements):
    for old, new in replacements:
        assert old in text, f"the notebook no longer says {old!r}"
        text = text.replace(old, new)
    return text


def points(n=50, seed=3):
    """Return a line's points with noise, made here and not in the notebook."""
    random = np.random.default_rng(seed)
    x = random.uniform(-1, 3, n)
    y = -1.5 + 2.5 * x + random.normal(0, 0.4, n)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def oracle_line(x, y):
    weight, bias = np.polyfit(x.double().numpy(), y.double().numpy(), 1)
    return torch.tensor([weight, bias])


def close(given, expected, tolerance):
    given = torch.as_tensor(given).double()
    assert given.shape == expected.shape
    assert (given - expected).abs().max() < tolerance


def mse_is_pytorchs(names):
    x, y = points()
    close(names["mse"](2 * x, y), nn.functional.mse_loss(2 * x, y).double(), 1e-6)


def gradient_by_hand_is_autograds(names):
    x, y = points()
    names.update(feature=x, target=y)
    for theta in (torch.zeros(2), torch.tensor([1.3, -0.7])):
        leaf = theta.double().requires_grad_()
        loss = nn.functional.mse_loss(leaf[0] * x.double() + leaf[1], y.double())
        (oracle,) = torch.autograd.grad(loss, leaf)
        close(names["gradient_by_hand"](theta), oracle, 1e-5)
        close(names["gradient_by_autograd"](theta), oracle, 1e-5)


def descents_end_at_the_exact_line(names):
    x, y = points()
    names.update(feature=x, target=y)
    exact = oracle_line(x, y)
    for gradient in ("gradient_by_hand", "gradient_by_autograd"):
        close(names["descend"](names[gradient], 0.1, 150)[-1], exact, 1e-3)
    line = nn.Linear(1, 1)
    names["train"](line, x.unsqueeze(1), y.unsqueeze(1), 0.1, 150)
    close(torch.cat([line.weight[0], line.bias]).detach(), exact, 1e-3)
    design = names["with_ones"](x.unsqueeze(1))
    close(names["by_lstsq"](design, y), exact, 1e-3)
    close(names["normal_equations"](design, y), exact, 1e-3)


def diabetes_agrees_with_scikit_learn(names):
    """Another split than the notebook's."""
    study = load_diabetes()
    rows = torch.tensor(np.random.default_rng(1).permutation(442)[:262])
    raw, target = study.features[rows].double(), study.target[rows].double()
    features = (raw - raw.mean(dim=0)) / raw.std(dim=0)
    oracle = LinearRegression().fit(features.numpy(), target.numpy())
    expected = torch.tensor([*oracle.coef_, oracle.intercept_])
    close(names["by_lstsq"](names["with_ones"](features), target), expected, 1e-3)


def r2_is_scikit_learns(names):
    x, y = points()
    given = names["r2"](2 * x + 1, y).item()
    assert given == pytest.approx(r2_score(y.numpy(), (2 * x + 1).numpy()), abs=1e-5)


def ridge_is_scikit_learns(names):
    x, y = (values.double() for values in points(20))
    features = names["powers"](x / 3, 6)[:, 1:]
    for alpha in (0.001, 0.1):
        oracle = Ridge(alpha=20 * alpha / 2).fit(features.numpy(), y.numpy())
        weight, bias = names["ridge"](features, y, alpha)
        close(weight, torch.tensor(oracle.coef_), 1e-6)
        close(bias, torch.tensor(oracle.intercept_), 1e-6)


def weight_decay_is_a_penalty(names):
    x, y = (values.double() for values in points(20))
    features = names["powers"](x / 3, 15)[:, 1:]
    names.update(X=features - features.mean(dim=0), y=y - y.mean())
    decayed = names["descend"](weight_decay=0.05, penalty=0)
    close(decayed, names["descend"](weight_decay=0, penalty=0.05), 1e-6)
    close(decayed, names["ridge"](features, y, 0.05)[0], 1e-3)


NOTEBOOK_OF = {
    mse_is_pytorchs: LINE,
    gradient_by_hand_is_autograds: LINE,
    descents_end_at_the_exact_line: LINE,
    diabetes_agrees_with_scikit_learn: PATIENTS,
    r2_is_scikit_learns: PATIENTS,
    ridge_is_scikit_learns: PATIENTS,
    weight_decay_is_a_penalty: PATIENTS,
}
CHECKS = {
    mse_is_pytorchs: [
        [("** 2).mean()", "** 2).sum()")],
        [("(target - prediction) ** 2", "(target - prediction).abs()")],
    ],
    gradient_by_hand_is_autograds: [
        [("return -2 *", "return 2 *")],
        [("return -2 *", "return -1 *")],
        [("(feature * residual).mean()", "(feature * residual).sum()")],
        [("(feature * residual).mean()", "residual.mean()")],
        [("theta.clone().requires_grad_()", "(2 * theta).requires_grad_()")],
    ],
    descents_end_at_the_exact_line: [
        [("theta - learning_rate", "theta + learning_rate")],
        [("range(steps)", "range(steps // 4)")],
        [
            (
                "        optimizer.zero_grad()\n        loss.backward()",
                "        loss.backward()",
            )
        ],
        [
            (
                "loss_function(model(features), target)",
                "loss_function(model(features), 0 * target)",
            )
        ],
        [("torch.ones(len(features)", "torch.zeros(len(features)")],
    ],
    diabetes_agrees_with_scikit_learn: [
        [("torch.ones(len(features)", "torch.zeros(len(features)")],
        [("[features, ones]", "[ones, features]")],
    ],
    r2_is_scikit_learns: [
        [("mse(target.mean(), target)", "target.var()")],
        [("mse(target.mean(), target)", "mse(prediction.mean(), target)")],
    ],
    ridge_is_scikit_learns: [
        [("n * alpha / 2 *", "alpha / 2 *")],
        [("n * alpha / 2 *", "n * alpha *")],
        [("target_mean - feature_mean @ weight", "target_mean")],
    ],
    weight_decay_is_a_penalty: [
        [("penalty / 2", "penalty")],
        [("weight_decay=weight_decay", "weight_decay=2 * weight_decay")],
    ],
}
BROKEN = [
    pytest.param(check, broken, id=f"{check.__name__}-{i}")
    for check, variants in CHECKS.items()
    for i, broken in enumerate(variants)
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_notebook_agrees_with_the_oracle(check):
    torch.manual_seed(0)
    check(definitions(NOTEBOOK_OF[check]))


@pytest.mark.parametrize(("check", "broken"), BROKEN)
def test_a_broken_notebook_is_caught(check, broken):
    torch.manual_seed(0)
    with pytest.raises((AssertionError, RuntimeError)):
        check(definitions(NOTEBOOK_OF[check], *broken))


def scale(study, *replacements):
    """Run the two cells that split and that scale, on any study."""
    wanted = ("sizes = [", "train_features = ")
    sources = [text for text in SOURCES[PATIENTS] if any(w in text for w in wanted)]
    names = {**definitions(PATIENTS), "features": study.features.double()}
    names["target"] = study.target.double()
    exec(replaced("\n".join(sources), *replacements), names)
    return names


@pytest.mark.parametrize(
    ("replacements", "leaks"),
    [
        ([], False),
        ([("= train_raw.mean(dim=0)", "= features.mean(dim=0)")], True),
        ([("= train_raw.std(", "= torch.cat([train_raw, validation_raw]).std(")], True),
    ],
)
def test_scaling_knows_the_training_patients_alone(capsys, replacements, leaks):
    """Whatever happens to the other patients, the scaled training data are the same."""
    study = load_diabetes()
    first = scale(study, *replacements)
    others = first["order"][len(first["train_features"]) :]
    features = study.features.clone()
    features[others] = 1000 - 3 * features[others]
    second = scale(study._replace(features=features), *replacements)
    same = torch.equal(first["train_features"], second["train_features"])
    assert same is not leaks


def test_the_parts_are_disjoint_and_complete(capsys):
    names = scale(load_diabetes())
    parts = [names[f"{part}_features"] for part in ("train", "validation", "test")]
    assert [len(part) for part in parts] == [262, 90, 90]
    assert len(torch.cat(parts).unique(dim=0)) == 442


def test_a_row_of_targets_trains_to_the_mean_and_warns():
    x, y = points()
    line = nn.Linear(1, 1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        definitions(LINE)["train"](line, x.unsqueeze(1), y, 0.1, 150)
    assert line.weight.abs().item() < 1e-3
    assert line.bias.item() == pytest.approx(y.mean().item(), abs=1e-3)
    assert "target size (torch.Size([50]))" in str(caught[0].message)


def outputs():
    cells = [cell for several in CELLS.values() for cell in several]
    return ["".join(o.get("text", "")) for cell in cells for o in cell["outputs"]]


def scores_without_a_split(lines):
    scored = [line for line in lines if re.search(r"(MSE|R2).*\d\.\d", line)]
    return [line for line in scored if not any(split in line for split in SPLITS)]


def test_every_score_says_of_which_split():
    lines = [line for text in outputs() for line in text.splitlines()]
    assert scores_without_a_split(lines) == []
    assert scores_without_a_split(["RMSE 53.3, R2 0.470"])


def uses_of_test_data(sources):
    """Return which cells read the variables that hold test data."""
    reads = []
    for i, source in enumerate(sources):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found = re.fullmatch(r"test_(x|y|features|target)", node.id)
                reads += [(i, found[0])] if found else []
    return reads


def test_test_data_are_used_once():
    assert len({i for i, _ in uses_of_test_data(SOURCES[PATIENTS])}) == 1
    twice = [*SOURCES[PATIENTS], "mse(line(test_x), test_y)"]
    assert len({i for i, _ in uses_of_test_data(twice)}) == 2


def test_a_baseline_stands_beside_every_test_score():
    for text in outputs():
        if re.search(r"^test", text, re.MULTILINE):
            assert re.search(r"test.*baseline", text)
