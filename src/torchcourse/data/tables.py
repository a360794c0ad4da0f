"""Load two tables that scikit-learn bundles, as tensors with names and units."""

from importlib import import_module
from typing import Any, NamedTuple

import torch
from torch import Tensor

_DIABETES = {  # name: unit, in the order of the columns
    "age": "years",
    "sex": "coded 1 or 2",
    "body mass index": "kg/m²",
    "blood pressure": "mm Hg",
    "total cholesterol": "mg/dL",
    "LDL": "mg/dL",
    "HDL": "mg/dL",
    "cholesterol / HDL": "no unit",
    "log triglycerides": "log of mg/dL",
    "blood sugar": "mg/dL",
}
_NUCLEUS = {  # ten measures of a cell nucleus; each comes as mean, error and worst
    "radius": "image length",
    "texture": "gray levels",
    "perimeter": "image length",
    "area": "image area",
    "smoothness": "no unit",
    "compactness": "no unit",
    "concavity": "no unit",
    "concave points": "no unit",
    "symmetry": "no unit",
    "fractal dimension": "no unit",
}


class Table(NamedTuple):
    """A table of examples with what to predict, and what each column means.

    Attributes:
        features: (n, d), float32, in the units below, not scaled.
        target: (n,), float32 for a quantity, int64 for labels counted from 0.
        names: d names, one per column of ``features``.
        units: d units, one per column of ``features``.
        target_names: One name for a quantity; for labels, the name of each in order.
    """

    features: Tensor
    target: Tensor
    names: tuple[str, ...]
    units: tuple[str, ...]
    target_names: tuple[str, ...]


def load_diabetes() -> Table:
    """Load the diabetes study: 442 patients, ten measurements, one score a year later.

    Sex is coded 1 and 2; the source does not say which is which. It names the
    measurements without units: those given here are the customary ones that the
    values fit.

    Returns:
        Features (442, 10), float32, in raw units; target (442,), float32: a score of
        disease progression one year after the measurements, from 25 to 346, no unit,
        higher is worse.

    Raises:
        RuntimeError: If scikit-learn is not installed.

    Source:
        B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, "Least Angle Regression",
        Annals of Statistics 32 (2004), 407-499, as bundled with scikit-learn.
    """
    bunch = _bundled("load_diabetes", scaled=False)
    return Table(
        torch.tensor(bunch.data, dtype=torch.float32),
        torch.tensor(bunch.target, dtype=torch.float32),
        tuple(_DIABETES),
        tuple(_DIABETES.values()),
        ("disease progression",),
    )


def load_breast_cancer() -> Table:
    """Load the Wisconsin study: 569 tumors, 30 measurements each, malignant or benign.

    Ten measures of the cell nuclei in a microscope image come as their mean, the
    standard error of that mean, and the mean of the three largest ("worst"). The
    source names no unit of length, so lengths and areas are in those of the image.

    Returns:
        Features (569, 30), float32, in raw units; target (569,), int64, coded as in
        scikit-learn: **0 is malignant** (212 tumors), 1 is benign (357).

    Raises:
        RuntimeError: If scikit-learn is not installed.

    Source:
        W. Wolberg, O. Mangasarian, N. Street, W. Street, "Breast Cancer Wisconsin
        (Diagnostic)", UCI Machine Learning Repository, 1993, CC BY 4.0,
        doi:10.24432/C5DW2B, as bundled with scikit-learn.
    """
    bunch = _bundled("load_breast_cancer")
    return Table(
        torch.tensor(bunch.data, dtype=torch.float32),
        torch.tensor(bunch.target, dtype=torch.int64),
        tuple(str(name) for name in bunch.feature_names),
        tuple(_NUCLEUS.values()) * 3,
        tuple(str(name) for name in bunch.target_names),
    )


def _bundled(name: str, **options: Any) -> Any:
    try:
        datasets = import_module("sklearn.datasets")
    except ImportError:
        raise RuntimeError(
            "This table comes with scikit-learn, which is not installed here. Run "
            "`%pip install scikit-learn` in a cell, then run this cell again."
        ) from None
    return getattr(datasets, name)(**options)
