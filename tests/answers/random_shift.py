"""Answers to random_shift: right ones of other construction, and wrong ones."""

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


def by_index(images, k, value=0):
    n, height, width = images.shape
    padded = functional.pad(images, (k, k, k, k), value=value)
    y = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(height)[:, None]
    x = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(width)
    return padded[torch.arange(n)[:, None, None], y, x]


RIGHT = [by_slices, by_index]


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


def blanks_both_sides(images, k):
    result = torch.zeros_like(images)
    for old, new in zip(images, result, strict=True):
        y, x = torch.randint(-k, k + 1, (2,)).tolist()
        new[:] = old.roll((y, x), dims=(0, 1))
        if y:
            new[: abs(y)] = new[-abs(y) :] = 0
        if x:
            new[:, : abs(x)] = new[:, -abs(x) :] = 0
    return result


WRONG = {
    "All images of a call make the same move": (all_at_once, lambda images, k: images),
    "A second call makes the same moves": seeded,
    "Pixels that come in: you get 'others'": lambda images, k: by_index(images, k, 1),
    "Moves down: you get '-4 to 4'": lambda images, k: by_index(images, 2 * k),
    "Shifted images: you get 'some'": blanks_both_sides,
    "All moves are equally likely: you get False": clamped,
    "What you return": (
        lambda images, k: by_index(images, k).float(),
        lambda images, k: by_index(images, k)[:, None],
    ),
    "Shifted images: you get 'none'": lambda images, k: by_index(
        images.to(torch.uint8), k
    ).to(images.dtype),
    "The result is right, but your code changes its input": lambda images, k: (
        images.copy_(by_index(images, k))
    ),
}
