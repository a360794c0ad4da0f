"""Answers to largest_stable_rate: right ones of other construction, and wrong ones."""

import numpy as np
import torch


def by_spectral_norm(hessian):
    return 2.0 / float(torch.linalg.matrix_norm(hessian, ord=2))


def by_power_iteration(hessian):
    matrix = hessian.double()
    vector = torch.linspace(1, 2, len(matrix), dtype=torch.float64)
    for _ in range(2000):
        vector = matrix @ vector
        vector = vector / vector.norm()
    return 2 / (vector @ matrix @ vector).item()


def by_numpy(hessian):
    return float(min(2 / np.linalg.eigvals(hessian.numpy()).real))


RIGHT = [by_spectral_norm, by_power_iteration, by_numpy]

WRONG = {
    "Every number is 2 times the expected one": lambda hessian: 2 * by_numpy(hessian),
    "The number is right, but it is a tensor": (
        lambda hessian: 2 / torch.linalg.eigvalsh(hessian)[-1]
    ),
    "You get 0.2495, expected 0.25": lambda hessian: 2 / hessian.norm().item(),
    "You return tensor([4.0, 0.25]), expected a Python float": (
        lambda hessian: 2 / torch.linalg.eigvalsh(hessian)
    ),
    "Your code raises": (
        lambda hessian: 2 / torch.linalg.eigvals(hessian).max().item()
    ),
}
