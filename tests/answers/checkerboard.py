"""Answers to checkerboard."""

import torch

TILE = torch.tensor([[0.0, 1.0], [1.0, 0.0]])


def by_slices(n, second=1.0):
    board = torch.zeros(n, n)
    board[0::2, 1::2] = 1.0
    board[1::2, 0::2] = second
    return board


RIGHT = [by_slices, lambda n: TILE.repeat(n, n)[:n, :n]]

WRONG = {
    "Every other row is all zeros": lambda n: by_slices(n, 0.0),
    "Your boards of even size are right": lambda n: TILE.repeat(n // 2, n // 2),
    "The dtype must be float32. And your boards of even size are wrong": (
        lambda n: (torch.arange(n * n) % 2).reshape(n, n)
    ),
    "Your boards of odd size are right": (
        lambda n: (torch.arange(n * n) % 2).reshape(n, n).float()
    ),
    "The shape is (8, 8), expected (9, 9)": lambda n: TILE.repeat(4, 4)[:n, :n],
    "You return one row": lambda n: ((torch.arange(n) + torch.arange(n).T) % 2).float(),
}
