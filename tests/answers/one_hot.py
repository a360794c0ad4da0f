"""Answers to one_hot."""

import torch
from torch.nn import functional

RIGHT = [
    lambda labels, k: torch.eye(k)[labels],
    lambda labels, k: (labels[:, None] == torch.arange(k)).float(),
]

WRONG = {
    "The dtype is int64, expected float32": functional.one_hot,
    "The width of your result is the largest label": (
        lambda labels, k: functional.one_hot(labels)
    ),
    "The shape is (4,), expected (3, 4)": lambda labels, k: torch.eye(k)[labels].sum(0),
    "Your code raises RuntimeError": (
        lambda labels, k: (labels == torch.arange(k)).float()
    ),
}
