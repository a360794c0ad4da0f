"""Wrong answers to the exercises of notebook 10, known by their signs."""

import torch

from torchcourse.exercises.ex_10_1 import center_by_mass


def centers_a_mask(image):
    return (center_by_mass(image) > 0).float()


def loses_the_last_row_and_column(image):
    inked = image.nonzero()
    (top, left), (bottom, right) = inked.amin(0).tolist(), inked.amax(0).tolist()
    cut = torch.zeros_like(image)
    cut[top:bottom, left:right] = image[top:bottom, left:right]
    return center_by_mass(cut)


def centers_and_normalizes(image):
    return center_by_mass(image) / image.sum()


def aims_at_the_lower_middle(image):
    moved = center_by_mass(image)
    return moved.roll([n % 2 - 1 for n in image.shape], dims=(0, 1))


def moves_to_the_corner(image):
    top, left = image.nonzero().amin(0).tolist()
    return image.roll((-top, -left), dims=(0, 1))


def rows_from_zero_to_127(weight):
    low, high = weight.amin(1, keepdim=True), weight.amax(1, keepdim=True)
    scale = (high - low).clamp(min=1e-12) / 127
    codes = ((weight - low) / scale).round().to(torch.int8)
    return codes, codes * scale + low


def rows_without_signs(weight):
    scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
    codes = (weight.abs() / scale).round().to(torch.int8)
    return codes, codes * scale


def rows_from_minus_127_to_127(weight):
    low, high = weight.amin(1, keepdim=True), weight.amax(1, keepdim=True)
    scale = (high - low).clamp(min=1e-12) / 254
    codes = ((weight - low) / scale - 127).round().to(torch.int8)
    return codes, (codes + 127.0) * scale + low


WRONG = {
    "10.1": [
        ("Only 0 and 1 are left in your image", centers_a_mask),
        ("The ink itself has changed", loses_the_last_row_and_column),
        ("The ink itself has changed", centers_and_normalizes),
        ("No ink is lost, but it lies in another place", aims_at_the_lower_middle),
        ("No ink is lost, but it lies in another place", moves_to_the_corner),
    ],
    "10.3": [
        ("None of your codes is negative", rows_from_zero_to_127),
        ("None of your codes is negative", rows_without_signs),
        ("Your codes reach both ends in every row", rows_from_minus_127_to_127),
    ],
}
