"""Answers to sum_of_entries."""

import math

import numpy as np

RIGHT = [
    lambda values: math.fsum(values.flatten().tolist()),
    lambda values: float(values.numpy().sum()),
]

WRONG = {
    "The number is right, but it is a tensor": lambda values: values.sum(),
    "The number is right, but it is a NumPy": lambda values: np.sum(values.numpy()),
    "Your numbers are rounded": lambda values: round(values.sum().item(), 2),
    "The number is the expected one divided by `values.numel()`": (
        lambda values: values.mean().item()
    ),
    "Your code raises TypeError": lambda values: float(sum(values.tolist())),
}
