"""Answers to squared_distances."""

import torch


def by_expansion(left, right):
    squares = (left**2).sum(dim=1, keepdim=True) + (right**2).sum(dim=1)
    return squares - 2 * left @ right.T


RIGHT = [by_expansion, lambda left, right: torch.cdist(left, right) ** 2]

WRONG = {
    "Every number is the square root of the expected": torch.cdist,
    "Every number is the expected one divided by `left.shape[1]`": (
        lambda left, right: (left[:, None] - right).square().mean(dim=2)
    ),
}
