"""Answers to random_shift."""

import random

import torch
from torch.nn import functional


def by_slices(images, k):
    _, height, width = images.shape
    result = torch.zeros_like(images)
    for old, new in zip(images, result, strict=True):
        y, x = random.randint(-k, k), random.randint(-k, k)
        part = old[max(-y, 0) : height - max(y, 0), max(-x, 0) : width - max(x, 0)]
        new[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = part
    return result


def by_index(images, k, corners=None, value=0):
    n, height, width = images.shape
    padded = functional.pad(images, (k, k, k, k), value=value)
    y, x = torch.randint(2 * k + 1, (2, n, 1, 1)) if corners is None else corners
    y, x = y + torch.arange(height)[:, None], x + torch.arange(width)
    return padded[torch.arange(n)[:, None, None], y, x]


RIGHT = [by_slices, by_index]


def seeded(images, k):
    torch.manual_seed(0)
    return by_index(images, k)


def clamped(images, k):
    corners = torch.randint(-1, 2 * k + 2, (2, len(images), 1, 1))
    return by_index(images, k, corners.clamp(0, 2 * k))


WRONG = {
    "All images of a call make the same move": lambda images, k: by_index(
        images, k, torch.randint(2 * k + 1, (2, 1, 1, 1))
    ),
    "Your images never make some pairs of moves": lambda images, k: by_index(
        images, k, torch.randint(2 * k + 1, (1, len(images), 1, 1)).expand(2, -1, 1, 1)
    ),
    "A second call makes the same moves": seeded,
    "Pixels that come in: you get 'other numbers'": (
        lambda images, k: by_index(images, k, value=1)
    ),
    "All moves are equally likely: you get False": clamped,
}
