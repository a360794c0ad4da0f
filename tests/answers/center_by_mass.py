"""Answers to center_by_mass: right ones of other construction, and wrong ones."""

import torch
from torch import nn


def by_padding(image):
    height, width = image.shape
    grid = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    row, column = ((image * places).sum() / image.sum() for places in grid)
    down, right = round(height // 2 - row.item()), round(width // 2 - column.item())
    return nn.functional.pad(image, (right, -right, down, -down))


def by_weighted_positions(image):
    places = image.nonzero()  # (k, 2)
    ink = image[places[:, 0], places[:, 1]]
    center = (places * ink[:, None]).sum(0) / ink.sum()
    middle = torch.tensor([image.shape[0] // 2, image.shape[1] // 2])
    places = places + (middle - center).round().long()
    moved = torch.zeros_like(image)
    moved[places[:, 0], places[:, 1]] = ink
    return moved


RIGHT = [by_padding, by_weighted_positions]


def always_to_14(image):
    down, right = 14 - image.shape[0] // 2, 14 - image.shape[1] // 2
    return by_padding(image).roll((down, right), dims=(0, 1))


WRONG = {
    "The ink itself has changed": (
        lambda image: (by_padding(image) > 0).float(),
        lambda image: by_padding(image) / image.sum(),
    ),
    "You return `image` as it came": lambda image: image.clone(),
    "The largest error is at": (
        always_to_14,
        lambda image: by_padding(image).roll(1, dims=1),
    ),
    "The shape is (2,), expected": lambda image: image.nonzero().float().mean(dim=0),
    "The result is right, but your code changes its input `image`": (
        lambda image: image.copy_(by_padding(image)).clone()
    ),
}
