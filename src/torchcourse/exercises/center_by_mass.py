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


def without_ink(image):
    """Take the plain mean of ink times number, in each dimension."""
    (row, column), ink = center(image), image.sum().item()
    return row * ink / image.shape[0], column * ink / image.shape[1]


def move(image, start, goal=None, to_int=round, sign=1, dims=(0, 1)):
    """Move an image so that the place ``start`` comes to ``goal``."""
    goal = goal or [n // 2 for n in image.shape]
    pairs = zip(goal, start, strict=True)
    return image.roll([sign * to_int(end - place) for end, place in pairs], dims)


exercise = Exercise(
    center_by_mass,
    cases=cases,
    hints=(
        "How much ink does each row hold? The center of mass is the mean of the row "
        "numbers, where each row counts by its ink.",
        "Do the same for the columns. How far is each of the two means from the "
        "middle, and on which side?",
    ),
    mistakes={
        "You put the middle of the box around the ink into the middle. The ink may be "
        "denser on one side: how does every pixel count by its ink?": (
            lambda image: move(image, center_of_the_box(image))
        ),
        "Every pixel with ink counts the same in your mean. A center of mass asks how "
        "much ink each one holds.": (
            lambda image: move(image, center((image > 0).float()))
        ),
        "You do not divide by the sum of all ink. A mean in which each row counts by "
        "its ink needs this division.": (
            lambda image: move(image, [n * image.sum().item() for n in center(image)]),
            lambda image: move(image, without_ink(image)),
        ),
        "You move the ink along one dimension only. What moves it along the other?": (
            lambda image: move(image, [center(image)[0], image.shape[1] // 2]),
            lambda image: move(image, [image.shape[0] // 2, center(image)[1]]),
        ),
        "You move the ink away from the middle. If the center lies above the middle, "
        "which sign has the shift that brings it down?": (
            lambda image: move(image, center(image), sign=-1)
        ),
        "You move along the rows by what the columns need, or the other way round. "
        "Which dimension of `image` counts the rows?": (
            lambda image: move(image, center(image), dims=(1, 0)),
            lambda image: move(image, center(image)[::-1]),
        ),
        "You cut off the digits after the decimal point of the shift, or you round "
        "it down. Which whole number is the nearest?": (
            lambda image: move(image, center(image), to_int=int),
            lambda image: move(image, center(image), to_int=math.floor),
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
        "The ink itself has changed: its sum is not the same as before. Moving changes "
        "places alone: which of your lines does more?": (
            lambda given, expected: not torch.isclose(given.sum(), expected.sum())
        ),
    },
)
