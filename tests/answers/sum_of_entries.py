"""Answers to sum_of_entries: right ones of other construction, and wrong ones."""

import math

import numpy as np

RIGHT = [
    lambda values: sum(float(value) for value in values.flatten()),
    lambda values: math.fsum(values.flatten().tolist()),
    lambda values: float(values.numpy().sum()),
]

WRONG = {
    "The number is right, but it is a tensor": lambda values: values.sum(),
    "The number is right, but it is a NumPy float": lambda values: np.sum(
        values.numpy()
    ),
    "Your numbers are rounded to 2 digits": lambda values: round(
        values.sum().item(), 2
    ),
    "Your numbers are rounded to 4 digits": lambda values: round(
        values.sum().item(), 4
    ),
    "The digits behind the point are cut off": lambda values: int(values.sum()),
    "Every number is the expected one divided by `values.numel()`": (
        lambda values: values.mean().item(),
        lambda values: values.mean(),
    ),
    "You add along the first dimension alone": lambda values: values.sum(0).numpy(),
    "Your code raises TypeError": lambda values: float(sum(values.tolist())),
}
