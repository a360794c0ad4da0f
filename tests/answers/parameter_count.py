"""Answers to parameter_count."""

from itertools import pairwise

import numpy as np
from torch import nn


def of_a_network(widths):
    layers = [nn.Linear(a, b, device="meta") for a, b in pairwise(widths)]
    return sum(p.numel() for p in nn.Sequential(*layers).parameters())


RIGHT = [
    lambda widths: sum((a + 1) * b for a, b in pairwise(widths)),
    lambda widths: int(np.dot(np.array(widths[:-1]) + 1, widths[1:])),
]

WRONG = {
    "You build the layers, and this network is too large": of_a_network,
    "Your code raises IndexError": (
        lambda widths: sum((a + 1) * widths[i + 1] for i, a in enumerate(widths))
    ),
}
