"""Bring a drawing to the form of MNIST's digits, as the page does in JavaScript."""

import math

import torch
from torch import Tensor

BOX = 20  # pixels of the longer side of a digit
SIDE = 28  # pixels of an image


def overlap(cells: int, pixels: int) -> Tensor:
    """Return the share of each cell that each pixel fills, if both fill one length.

    Args:
        cells: Number of cells, at least 1.
        pixels: Number of pixels, at least 1.

    Returns:
        ``(cells, pixels)``, float64; each row adds up to 1.
    """
    width = pixels / cells
    start = torch.arange(cells, dtype=torch.float64)[:, None] * width
    pixel = torch.arange(pixels, dtype=torch.float64)
    covered = torch.minimum(start + width, pixel + 1) - torch.maximum(start, pixel)
    return covered.clamp(min=0) / width


def first_index(profile: Tensor) -> int:
    """Return where ``(n,)`` ink starts so that its center of mass is closest to 14."""
    mass = (profile * torch.arange(len(profile))).sum() / profile.sum()
    start = math.floor(14.5 - mass + 1e-9)  # a tie must not hang on rounding errors
    return min(max(start, 0), SIDE - len(profile))  # no ink is cut off


def center_digit(ink: Tensor) -> Tensor:
    """Scale a drawing to a box of 20 pixels, and center its mass, as MNIST's makers.

    Args:
        ink: ``(height, width)``, from 0 (paper) to 1 (ink), of any size and dtype.

    Returns:
        ``(28, 28)``, float64, from 0 to 1; a blank sheet stays blank.

    Source:
        Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
    """
    image = torch.zeros(SIDE, SIDE, dtype=torch.float64)
    ink = ink.detach().double().cpu()
    rows, columns = ink.sum(1).nonzero(), ink.sum(0).nonzero()
    if len(rows) == 0:
        return image
    crop = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    longer = max(crop.shape)
    height, width = (max(1, math.floor(BOX * n / longer + 0.5)) for n in crop.shape)
    small = overlap(height, crop.shape[0]) @ crop @ overlap(width, crop.shape[1]).T
    top, left = first_index(small.sum(1)), first_index(small.sum(0))
    image[top : top + height, left : left + width] = small
    return image
