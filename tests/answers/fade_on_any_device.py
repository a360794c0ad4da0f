"""Answers to fade_on_any_device."""

import numpy as np
import torch


def by_numpy(images):
    ramp = torch.from_numpy(np.linspace(1, 0, images.shape[2], dtype=np.float32))
    return ramp.to(images) * images


def under_a_default_device(images):
    with images.device:
        return images * torch.linspace(1, 0, images.shape[2])


RIGHT = [by_numpy, under_a_default_device]


def throws_the_copy_away(images):
    ramp = torch.linspace(1, 0, images.shape[2])
    ramp.to(images.device)
    return images * ramp


WRONG = {
    "It is right for images on the CPU only, because the ramp": throws_the_copy_away,
}
