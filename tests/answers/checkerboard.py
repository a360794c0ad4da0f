"""Answers to checkerboard: right ones of other construction, and wrong ones."""

import torch

TILE = torch.tensor([[0.0, 1.0], [1.0, 0.0]])


def by_slices(n, first=1.0, second=1.0):
    board = torch.zeros(n, n)
    board[0::2, 1::2] = first
    board[1::2, 0::2] = second
    return board


RIGHT = [
    by_slices,
    lambda n: TILE.repeat(n, n)[:n, :n],
    lambda n: torch.tensor([[(i + j) % 2.0 for j in range(n)] for i in range(n)]),
]

WRONG = {
    "Every other row is all zeros": (
        lambda n: by_slices(n, 1.0, 0.0),
        lambda n: by_slices(n, 0.0, 1.0),
        lambda n: (torch.arange(n)[:, None] * torch.arange(n) % 2).float(),
    ),
    "Your boards of even size are right": lambda n: TILE.repeat(n // 2, n // 2),
    "Your boards of odd size are right": (
        lambda n: (torch.arange(n * n) % 2).reshape(n, n).float()
    ),
    "The shape is (8, 8), expected (9, 9)": lambda n: TILE.repeat(4, 4)[:n, :n],
    "You return one row": lambda n: ((torch.arange(n) + torch.arange(n).T) % 2).float(),
    "Every number is 1 minus the expected": lambda n: 1 - by_slices(n),
    "The dtype is int64, expected float32": lambda n: by_slices(n).long(),
    "The dtype is float64, expected float32": lambda n: by_slices(n).double(),
    "The largest error is at [0, 0]: you get -1": lambda n: 2 * by_slices(n) - 1,
}
