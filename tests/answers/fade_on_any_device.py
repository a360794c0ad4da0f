"""Answers to fade_on_any_device: right ones of other construction, and wrong ones."""

import numpy as np
import torch


def by_numpy(images):
    ramp = torch.from_numpy(np.linspace(1, 0, images.shape[2], dtype=np.float32))
    return ramp.to(images) * images


def under_a_default_device(images):
    with images.device:
        return images * torch.linspace(1, 0, images.shape[2])


def column_by_column(images):
    last = images.shape[2] - 1
    columns = [images[:, :, j] * (1 - j / last) for j in range(last + 1)]
    return torch.stack(columns, dim=2)


def fills_a_tensor_on_the_cpu(images):
    result = torch.zeros(images.shape)
    result[:] = by_numpy(images)
    return result


RIGHT = [by_numpy, under_a_default_device, column_by_column]

WRONG = {
    "It is right for images on the CPU only, because the ramp is always made there": (
        lambda images: images * torch.linspace(1, 0, images.shape[2], device="cpu")
    ),
    "It is right for images on the CPU only, because your code copies numbers": (
        lambda images: by_numpy(images.to("cpu")),
        fills_a_tensor_on_the_cpu,
    ),
    "Your code needs a GPU": lambda images: by_numpy(images.cuda()),
    "The dtype is float64, expected float32": lambda images: by_numpy(images.double()),
    "The result is right, but your code changes its input `images`": (
        lambda images: images.mul_(by_numpy(torch.ones_like(images)))
    ),
    "The shape is (3,), expected (1, 2, 3)": lambda images: by_numpy(images)[0, 0],
}
