"""Answers to exact_fit."""

import torch
from torch import nn


def design(features):
    return nn.functional.pad(features, (0, 1), value=1.0)


def by_normal_equations(features, target):
    X = design(features)
    return torch.linalg.solve(X.T @ X, X.T @ target)


def by_centering(features, target):
    mean = features.mean(dim=0)
    left = torch.linalg.lstsq(features - mean, target - target.mean()).solution
    return torch.cat([left, (target.mean() - mean @ left).reshape(1)])


RIGHT = [by_normal_equations, by_centering]

WRONG = {
    "You return all that `lstsq` gives back": (
        lambda features, target: torch.linalg.lstsq(design(features), target)
    ),
    "Your code raises RuntimeError": (
        lambda features, target: torch.linalg.solve(design(features), target)
    ),
}
