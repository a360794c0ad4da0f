"""Answers to luminance: right ones of other construction, and wrong ones."""

import torch

WEIGHTS = torch.tensor([0.299, 0.587, 0.114])


def by_slices(images, weights=(0.299, 0.587, 0.114)):
    return sum(weights[i] * images[:, i] for i in range(3))


RIGHT = [
    by_slices,
    lambda images: torch.einsum("c,nchw->nhw", WEIGHTS, images),
    lambda images: images.permute(0, 2, 3, 1) @ WEIGHTS,
]

WRONG = {
    "The channels are weighted, but there are still three": (
        lambda images: images * WEIGHTS.view(1, 3, 1, 1)
    ),
    "Your weights meet the columns": lambda images: torch.sum(images * WEIGHTS, 3),
    "You weight the first three images": lambda images: sum(
        weight * images[i] for i, weight in enumerate(WEIGHTS)
    ),
    "A white pixel, with 1 in each channel, does not come out as 1": (
        lambda images: by_slices(images, (0.299, 0.578, 0.114)),
        lambda images: by_slices(images, (0.299, 0.587, 0.144)),
        lambda images: by_slices(images) / 3,
        lambda images: by_slices(images, (0, 0, 0.114)),
    ),
    "The numbers are right, but the shape is (1, 1, 1, 2)": (
        lambda images: by_slices(images).unsqueeze(1)
    ),
    "Your code raises IndexError": (
        lambda images: (
            0.299 * images[..., 0] + 0.587 * images[..., 1] + 0.114 * images[..., 2]
        )
    ),
}
