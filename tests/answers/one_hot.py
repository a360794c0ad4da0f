"""Answers to one_hot: right ones of other construction, and wrong ones."""

import torch
from torch.nn import functional


def by_loop(labels, k):
    rows = [[float(j == label) for j in range(k)] for label in labels.tolist()]
    return torch.tensor(rows)


def into_a_copy(labels, k):
    result = torch.zeros(len(labels), k)
    for i, label in enumerate(labels):
        result[[i]][0, label] = 1.0
    return result


RIGHT = [
    by_loop,
    lambda labels, k: torch.eye(k)[labels],
    lambda labels, k: (labels[:, None] == torch.arange(k)).float(),
    lambda labels, k: torch.zeros(len(labels), k).scatter_(1, labels[:, None], 1.0),
]

WRONG = {
    "The dtype is int64, expected float32": functional.one_hot,
    "The dtype is bool, expected float32": lambda labels, k: by_loop(labels, k).bool(),
    "The width of your result is the largest label": (
        lambda labels, k: functional.one_hot(labels).float(),
        lambda labels, k: functional.one_hot(labels),
    ),
    "Rows and columns have changed places": lambda labels, k: by_loop(labels, k).T,
    "Every number is 1 minus the expected": lambda labels, k: 1 - by_loop(labels, k),
    "The shape is (4,), expected (3, 4)": lambda labels, k: by_loop(labels, k).sum(0),
    "Your code raises RuntimeError": (
        lambda labels, k: (labels == torch.arange(k)).float()
    ),
    "Your result holds only zeros": into_a_copy,
}
