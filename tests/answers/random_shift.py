"""Answers to random_shift: right ones of other construction, and wrong ones."""

import random

import numpy as np
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


def by_index(images, k, value=0):
    n, height, width = images.shape
    padded = functional.pad(images, (k, k, k, k), value=value)
    y = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(height)[:, None]
    x = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(width)
    return padded[torch.arange(n)[:, None, None], y, x]


def by_numpy(images, k):
    numbers = np.random.default_rng()
    padded = np.pad(images.numpy(), ((0, 0), (k, k), (k, k)))
    _, height, width = images.shape
    corners = numbers.integers(0, 2 * k, size=(len(images), 2), endpoint=True)
    windows = [
        p[y : y + height, x : x + width]
        for p, (y, x) in zip(padded, corners, strict=True)
    ]
    return torch.from_numpy(np.stack(windows))


RIGHT = [by_slices, by_index, by_numpy]


def all_at_once(images, k):
    _, height, width = images.shape
    y, x = torch.randint(2 * k + 1, (2,)).tolist()
    padded = functional.pad(images, (k, k, k, k))
    return padded[:, y : y + height, x : x + width]


def seeded(images, k):
    torch.manual_seed(0)
    return by_index(images, k)


def clamped(images, k):
    _, height, width = images.shape
    padded = functional.pad(images, (k, k, k, k))
    corners = k + torch.randint(-k - 1, k + 2, (len(images), 2)).clamp(-k, k)
    return torch.stack(
        [
            image[y : y + height, x : x + width]
            for image, (y, x) in zip(padded, corners.tolist(), strict=True)
        ]
    )


WRONG = {
    "All images of a call make the same move": (all_at_once, lambda images, k: images),
    "A second call makes the same moves": seeded,
    "Pixels that come in: you get 'others'": lambda images, k: by_index(images, k, 1),
    "Moves down: you get '-4 to 4'": lambda images, k: by_index(images, 2 * k),
    "All moves are equally likely: you get False": clamped,
    "What you return": (
        lambda images, k: by_index(images, k).float(),
        lambda images, k: by_index(images, k)[:, None],
    ),
    "Images that are shifts of themselves: you get 'none'": lambda images, k: by_index(
        images.to(torch.uint8), k
    ).to(images.dtype),
    "The result is right, but your code changes its input": lambda images, k: (
        images.copy_(by_index(images, k))
    ),
}
