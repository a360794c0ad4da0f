"""brighten_corner: a copy of an image with a brighter corner."""

import numpy as np
import torch

from torchcourse.checking import Exercise


def brighten_corner(image, size, amount):
    bright = torch.tensor(image)  # a copy, so that the caller's image stays as it is
    corner = bright[:size, :size].float() + amount
    corner[corner > 255] = 255
    bright[:size, :size] = corner  # the numbers become uint8 again
    return bright


def cases(generator):
    def case(height, width, size, amount):
        pixels = torch.randint(0, 256, (height, width), generator=generator)
        return pixels.numpy().astype(np.uint8), size, amount

    return [
        (np.array([[10, 200, 30], [40, 156, 60]], np.uint8), 2, 100),
        (np.array([[7, 90, 255], [60, 80, 9], [1, 2, 3]], np.uint8), 1, 40),
        case(6, 9, 4, 100),
        case(8, 5, 3, 200),
        case(7, 7, 7, 60),  # the corner is the whole image
        case(5, 8, 2, 250),
    ]


def changed(change, make=torch.tensor):
    """Make a wrong answer of one that changes a uint8 tensor."""

    def answer(image, size, amount):
        bright = make(image)
        change(bright, size, amount)
        return bright

    return answer


def add(bright, size, amount):
    bright[:size, :size] += amount


def add_without_limit(bright, size, amount):
    bright[:size, :size] = bright[:size, :size].int() + amount


def add_and_limit(bright, size, amount):
    corner = bright[:size, :size]
    corner[corner > 255 - amount] = 255 - amount
    corner += amount


def set_corner(bright, size, amount):
    bright[:size, :size] = amount


def diagonal(bright, size, amount):
    places = torch.arange(size)
    numbers = bright[places, places].float() + amount
    bright[places, places] = numbers.clamp(max=255).to(torch.uint8)


def other_end(bright, size, amount):
    add_and_limit(bright[-size:, -size:], size, amount)


def rows(bright, size, amount):
    add_and_limit(bright[:size].mT, bright.shape[1], amount)


def everywhere(bright, size, amount):
    add_and_limit(bright, max(bright.shape), amount)


def without_a_limit(image, size, amount):
    bright = torch.tensor(image).float()
    bright[:size, :size] += amount
    return bright


exercise = Exercise(
    brighten_corner,
    cases=cases,
    exact_dtype=True,
    hints=(
        "First you need a tensor of your own. Which of `torch.from_numpy` and "
        "`torch.tensor` uses the memory of the array?",
        "In uint8, 200 + 100 is 44. In which dtype can you add, so that a mask then "
        "finds the numbers above 255?",
        "If you called `.float()` on the corner, your sums are in a copy of it. What "
        "can a slice do to the left of `=`?",
    ),
    mistakes={
        "Some bright pixels become dark, because in uint8, 255 + 1 is 0. "
        "Keep the sums in a dtype that can hold them, until none is above 255. Which "
        "mask finds the sums above 255?": (changed(add), changed(add_without_limit)),
        "You brighten the caller's image as well, because `torch.from_numpy` uses the "
        "memory of the array. Which function copies?": (
            changed(add_and_limit, torch.from_numpy)
        ),
        "Two things go wrong: bright pixels become dark, because in uint8, "
        "255 + 1 is 0, and the caller's image changes as well. Which dtype can hold "
        "sums above 255, so that a mask finds them? And which function copies the "
        "array?": (
            changed(add, torch.from_numpy),
            changed(add_without_limit, torch.from_numpy),
        ),
        "Your result is the image as it came. `.float()` makes a copy, and a change of "
        "the copy does not change the image: where do you write the sums back?": (
            lambda image, size, amount: torch.tensor(image)
        ),
        "You brighten the whole image. Which slices select the first `size` rows and "
        "the first `size` columns?": changed(everywhere),
        "A second index after a slice cuts the rows again: `image[:2][:2]` is "
        "`image[:2]`. How do you slice rows and columns in one index?": changed(rows),
        "You brighten the lower right corner. Where do the indices of rows and of "
        "columns begin?": changed(other_end),
        "You brighten the diagonal of the corner only, because two index tensors are "
        "read in parallel. What selects a rectangle?": changed(diagonal),
        "You set the corner to `amount`. The exercise asks you to add `amount` to what "
        "is there.": changed(set_corner),
        "Your result holds numbers above 255, and no uint8 holds them. Which mask "
        "finds them, and what should stand there?": without_a_limit,
        "You return the corner alone. How do the sums come back into a copy of the "
        "whole image?": (
            lambda image, size, amount: brighten_corner(image, size, amount)[
                :size, :size
            ]
        ),
    },
)
