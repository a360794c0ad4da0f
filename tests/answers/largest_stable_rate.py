"""Answers to largest_stable_rate."""

import numpy as np
import torch

RIGHT = [
    lambda hessian: 2.0 / float(torch.linalg.matrix_norm(hessian, ord=2)),
    lambda hessian: float(min(2 / np.linalg.eigvals(hessian.numpy()).real)),
]

WRONG = {
    "You get 0.2495, expected 0.25": lambda hessian: 2 / hessian.norm().item(),
    "You return tensor([4.0, 0.25]), expected a Python float": (
        lambda hessian: 2 / torch.linalg.eigvalsh(hessian)
    ),
    "Your code raises": (
        lambda hessian: 2 / torch.linalg.eigvals(hessian).max().item()
    ),
}
