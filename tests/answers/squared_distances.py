"""Answers to squared_distances: right ones of other construction, and wrong ones."""

import torch


def by_loops(left, right):
    rows = []
    for a in left:
        rows.append(torch.stack([((a - b) ** 2).sum() for b in right]))
    return torch.stack(rows)


def by_expansion(left, right):
    squares = (left**2).sum(dim=1, keepdim=True) + (right**2).sum(dim=1)
    return squares - 2 * left @ right.T


RIGHT = [
    by_loops,
    by_expansion,
    lambda left, right: torch.cdist(left, right) ** 2,
]

WRONG = {
    "Every number is the square root of the expected": torch.cdist,
    "Rows and columns have changed places": lambda left, right: by_loops(left, right).T,
    "Every number is the expected one divided by `left.shape[1]`": (
        lambda left, right: (left[:, None] - right).square().mean(dim=2)
    ),
    "The shape is (), expected (3, 2)": (
        lambda left, right: (left[:, None] - right).square().sum()
    ),
    "You subtract point i of `right`": lambda left, right: ((right - left) ** 2).sum(
        -1
    ),
    "The largest error is at [2, 0]: you get 253": (
        lambda left, right: by_loops(left, right) ** 1.5
    ),
}
