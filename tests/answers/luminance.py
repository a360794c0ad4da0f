"""Answers to luminance."""

import torch

from torchcourse.exercises.luminance import WEIGHTS, weighted

RIGHT = [
    lambda images: torch.einsum("c,nchw->nhw", WEIGHTS, images),
    lambda images: images.permute(0, 2, 3, 1) @ WEIGHTS,
]

WRONG = {
    "A white pixel, with 1 in each channel, does not come out as 1": (
        lambda images: weighted(images.unbind(1), (0.299, 0.578, 0.114)),
        lambda images: weighted(images.unbind(1), WEIGHTS / 2),
        lambda images: weighted(images.unbind(1), (0, 0, 0.114)),
    ),
    "The numbers are right, but the shape is (1, 1, 1, 2)": (
        lambda images: weighted(images.split(1, dim=1))
    ),
    "Your code raises IndexError": lambda images: weighted(images.unbind(-1)),
}
