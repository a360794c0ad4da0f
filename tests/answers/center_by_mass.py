"""Answers to center_by_mass."""

import torch
from torch import nn


def by_padding(image, middle=None):
    height, width = image.shape
    grid = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    row, column = ((image * places).sum() / image.sum() for places in grid)
    down = round((middle or height // 2) - row.item())
    right = round((middle or width // 2) - column.item())
    return nn.functional.pad(image, (right, -right, down, -down))


def by_weighted_positions(image):
    places = image.nonzero()  # (k, 2)
    ink = image[places[:, 0], places[:, 1]]
    center = (places * ink[:, None]).sum(0) / ink.sum()
    places = places + (torch.tensor(image.shape) // 2 - center).round().long()
    moved = torch.zeros_like(image)
    moved[places[:, 0], places[:, 1]] = ink
    return moved


RIGHT = [by_padding, by_weighted_positions]

WRONG = {
    "The ink itself has changed": lambda image: by_padding(image) / image.sum(),
    "The largest error is at": lambda image: by_padding(image).roll(1, dims=1),
}
