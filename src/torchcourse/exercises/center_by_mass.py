"""center_by_mass: move the ink so that its center of mass is in the middle."""

import math

import torch

from torchcourse.checking import Exercise


def center_by_mass(image):
    height, width = image.shape
    rows, columns = torch.arange(height), torch.arange(width)
    row = (image.sum(dim=1) * rows).sum() / image.sum()
    column = (image.sum(dim=0) * columns).sum() / image.sum()
    down = round(height // 2 - row.item())
    right = round(width // 2 - column.item())
    return image.roll((down, right), dims=(0, 1))  # no ink leaves, so none enters


def cases(generator):
    def case(height, width, top, left, down, across, power):
        """Put a hook of ink, denser towards one corner, into an empty image."""
        ink = 0.05 + torch.rand(down, across, generator=generator)
        ink[: down // 2, : across // 2] = 0
        ink *= torch.linspace(0.05, 1, down)[:, None] ** power[0]
        ink *= torch.linspace(0.05, 1, across) ** power[1]
        image = torch.zeros(height, width)
        image[top : top + down, left : left + across] = ink
        return (image,)

    return [
        (torch.tensor([[0.1, 0, 0, 0, 0, 0], [0.3, 0, 0, 1, 0, 0]]),),
        (torch.tensor([[0, 0, 0.1, 0.2, 1], [0, 0, 0, 0, 0]]),),
        case(28, 28, 7, 12, 9, 8, (1.5, 2.0)),
        case(31, 40, 14, 8, 8, 10, (2.0, 1.0)),
        case(36, 25, 10, 9, 7, 9, (1.0, 1.15)),
        case(24, 33, 5, 11, 11, 8, (2.0, 1.4)),
    ]


def center(image):
    rows, columns = map(torch.arange, image.shape)
    row = (image.sum(dim=1) * rows).sum() / image.sum()
    column = (image.sum(dim=0) * columns).sum() / image.sum()
    return row.item(), column.item()


def center_of_the_box(image):
    places = image.nonzero()
    return ((places.amin(dim=0) + places.amax(dim=0)) / 2).tolist()


def cut_out_and_pasted(image):
    """Put equal borders around the box, of which a half pixel goes to the left."""
    places = image.nonzero()
    top, end = places.amin(dim=0), places.amax(dim=0) + 1
    borders = (torch.tensor(image.shape) - (end - top)) // 2
    return image.roll((borders - top).tolist(), dims=(0, 1))


def middle(image):
    return image.shape[0] // 2, image.shape[1] // 2


def move(image, start, goal=None, to_int=round, sign=1):
    """Move an image so that the place ``start`` comes to ``goal``."""
    pairs = zip(goal or middle(image), start, strict=True)
    shifts = [sign * to_int(there - here) for there, here in pairs]
    return image.roll(shifts, dims=(0, 1))


def shifts_swapped(image):
    (row, column), (down, right) = center(image), middle(image)
    return image.roll((round(right - column), round(down - row)), dims=(0, 1))


exercise = Exercise(
    center_by_mass,
    cases=cases,
    hints=(
        "How much ink does each row hold? The center of mass is the mean of the row "
        "numbers, where each row counts by its ink.",
        "Do the same for the columns. How far is each of the two means from the "
        "middle, and on which side?",
        "`image.roll(shifts, dims)` moves an image by whole pixels. What leaves on one "
        "side enters on the other, but here no ink leaves.",
    ),
    mistakes={
        "You put the middle of the box around the ink into the middle. The ink may be "
        "denser on one side: how does every pixel count by its ink?": (
            lambda image: move(image, center_of_the_box(image)),
            lambda image: move(image, map(int, center_of_the_box(image))),
            cut_out_and_pasted,
        ),
        "Every pixel with ink counts the same in your mean. A center of mass asks how "
        "much ink each one holds.": (
            lambda image: move(image, center((image > 0).float()))
        ),
        "You move the ink away from the middle. If the center lies above the middle, "
        "which sign has the shift that brings it down?": (
            lambda image: move(image, center(image), sign=-1)
        ),
        "You move along the rows by what the columns need, or the other way round. "
        "Which dimension of `image` counts the rows?": (
            shifts_swapped,
            lambda image: move(image, center(image)[::-1]),
        ),
        "You cut off the digits after the decimal point of the shift, or you round the "
        "shift down or up. Which whole number is the nearest?": tuple(
            lambda image, to_int=to_int: move(image, center(image), to_int=to_int)
            for to_int in (int, math.floor, math.ceil)
        ),
        "You move the center to (size - 1) / 2, or to size / 2. Which index does the "
        "exercise call the middle?": (
            lambda image: move(
                image, center(image), [(n - 1) / 2 for n in image.shape]
            ),
            lambda image: move(image, center(image), [n / 2 for n in image.shape]),
        ),
    },
    signs={
        "The ink itself has changed: some pixels hold other amounts than before. "
        "Moving changes places alone: which of your lines does more?": (
            lambda given, expected: (
                given.shape == expected.shape
                and not torch.allclose(
                    given.flatten().sort().values.double(),
                    expected.flatten().sort().values.double(),
                )
            )
        ),
    },
)
