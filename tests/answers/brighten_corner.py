"""Answers to brighten_corner."""

import numpy as np
import torch

from torchcourse.exercises.brighten_corner import brighten_corner


def by_numpy(image, size, amount):
    corner = np.minimum(image[:size, :size].astype(int) + amount, 255)
    bright = image.copy()
    bright[:size, :size] = corner
    return torch.from_numpy(bright)


def mask_before_the_sum(image, size, amount):
    bright = torch.from_numpy(image).clone()
    corner = bright[:size, :size]
    corner[corner > 255 - amount] = 255 - amount
    corner += amount
    return bright


def by_where(image, size, amount):
    bright = torch.tensor(image).int()
    corner = bright[:size, :size] + amount
    bright[:size, :size] = torch.where(corner > 255, 255, corner)
    return bright.to(torch.uint8)


RIGHT = [by_numpy, mask_before_the_sum, by_where]

WRONG = {
    "The dtype is float32, expected uint8": (
        lambda image, size, amount: brighten_corner(image, size, amount).float()
    ),
    "You return array([[110, 255, 30], [140, 255, 60]]), expected a tensor": (
        lambda image, size, amount: brighten_corner(image, size, amount).numpy()
    ),
}
