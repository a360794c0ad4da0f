"""The two tables: the published numbers, names in step with columns, no scaling."""

import sys

import pytest
import torch

from torchcourse.data import load_breast_cancer, load_diabetes


@pytest.fixture(scope="module")
def diabetes():
    return load_diabetes()


@pytest.fixture(scope="module")
def cancer():
    return load_breast_cancer()


def column(table, name):
    return table.features[:, table.names.index(name)]


def test_diabetes_has_the_published_form(diabetes):
    assert diabetes.features.shape == (442, 10)
    assert diabetes.target.shape == (442,)
    assert diabetes.features.dtype == diabetes.target.dtype == torch.float32
    assert (diabetes.target.min(), diabetes.target.max()) == (25, 346)
    assert diabetes.target.mean().item() == pytest.approx(152.133, abs=0.001)


def test_diabetes_is_in_raw_units_and_named_in_column_order(diabetes):
    """The first published patient, and relations that a wrong order breaks."""
    first = [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87]
    torch.testing.assert_close(diabetes.features[0], torch.tensor(first))
    assert column(diabetes, "age").min() == 19
    assert column(diabetes, "sex").unique().tolist() == [1, 2]
    ratio = column(diabetes, "total cholesterol") / column(diabetes, "HDL")
    rounded = column(diabetes, "cholesterol / HDL")  # most to whole numbers
    assert (ratio - rounded).abs().max() < 1
    total, low = column(diabetes, "total cholesterol"), column(diabetes, "LDL")
    assert (low < total).all()
    logs = column(diabetes, "log triglycerides")
    assert (logs.exp().min() > 20) & (logs.exp().max() < 500)  # mg/dL


def test_cancer_has_the_published_form(cancer):
    assert cancer.features.shape == (569, 30)
    assert cancer.features.dtype == torch.float32
    assert cancer.target.dtype == torch.int64
    assert cancer.target.bincount().tolist() == [212, 357]
    assert cancer.target_names == ("malignant", "benign")


def test_cancer_is_in_raw_units_and_named_in_column_order(cancer):
    assert column(cancer, "mean radius").min().item() == pytest.approx(6.981)
    assert column(cancer, "worst area").max().item() == 4254
    assert (column(cancer, "worst radius") >= column(cancer, "mean radius")).all()
    malignant = cancer.target == 0
    radius = column(cancer, "mean radius")
    assert radius[malignant].mean() > 1.3 * radius[~malignant].mean()


@pytest.mark.parametrize("load", [load_diabetes, load_breast_cancer])
def test_every_column_has_one_name_and_one_unit(load):
    table = load()
    assert len(table.names) == len(set(table.names)) == table.features.shape[1]
    assert len(table.units) == len(table.names)
    assert all(isinstance(text, str) for text in [*table.names, *table.target_names])


def test_units_of_the_cancer_table_follow_the_measure(cancer):
    units = dict(zip(cancer.names, cancer.units, strict=True))
    for name in ("mean radius", "perimeter error", "worst perimeter"):
        assert units[name] == "image length"
    assert {units["mean area"], units["worst area"]} == {"image area"}
    assert units["worst fractal dimension"] == units["smoothness error"] == "no unit"


@pytest.mark.parametrize("load", [load_diabetes, load_breast_cancer])
def test_a_change_to_one_load_does_not_reach_the_next(load):
    load().features.zero_()
    assert load().features.abs().sum() > 0


@pytest.mark.parametrize("load", [load_diabetes, load_breast_cancer])
def test_without_scikit_learn_the_message_says_what_to_do(monkeypatch, load):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(RuntimeError, match=r"pip install scikit-learn"):
        load()
