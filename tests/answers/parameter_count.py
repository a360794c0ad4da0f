"""Answers to parameter_count: right ones of other construction, and wrong ones."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn


def by_pairs(widths):
    return sum((a + 1) * b for a, b in pairwise(widths))


def recursively(widths):
    first, second, *_ = widths
    return (first + 1) * second + (recursively(widths[1:]) if len(widths) > 2 else 0)


RIGHT = [
    by_pairs,
    recursively,
    lambda widths: int(np.dot(np.array(widths[:-1]) + 1, widths[1:])),
]


def by_a_network(widths, device="cpu"):
    layers = [nn.Linear(a, b, device=device) for a, b in pairwise(widths)]
    return sum(p.numel() for p in nn.Sequential(*layers).parameters())


WRONG = {
    "You build the layers, and this network is too large": (
        by_a_network,
        lambda widths: by_a_network(widths, device="meta"),
    ),
    "Your code raises IndexError": lambda widths: sum(
        widths[i] * widths[i + 1] + widths[i + 1] for i in range(len(widths))
    ),
    "The number is right, but it is a tensor": lambda w: torch.tensor(by_pairs(w)),
    "Every number is 2 times": lambda widths: 2 * by_pairs(widths),
    "You get 11, expected 8": lambda widths: by_pairs(widths) + sum(widths[:-1]),
}
