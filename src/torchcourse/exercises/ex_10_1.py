"""Exercise 10.1: move the ink so that its center of mass is in the middle."""

import math

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "10.1",
    "center by mass",
    hints=(
        "How much ink does each row hold? The center of mass is the mean of the row "
        "numbers, where each row counts by its ink.",
        "Do the same for the columns. Both answers are places: how far is each from "
        "the middle, and in which direction?",
        "`image.roll(shifts, dims)` moves an image by whole pixels. What leaves on one "
        "side enters on the other, but here no ink leaves.",
    ),
)


@exercise.reference
def center_by_mass(image):
    height, width = image.shape
    rows, columns = torch.arange(height), torch.arange(width)
    row = (image.sum(dim=1) * rows).sum() / image.sum()
    column = (image.sum(dim=0) * columns).sum() / image.sum()
    down = round(height // 2 - row.item())
    right = round(width // 2 - column.item())
    return image.roll((down, right), dims=(0, 1))  # no ink leaves, so none enters


@exercise.cases
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
        case(28, 28, 7, 12, 9, 8, (1.5, 2.0)),
        case(31, 40, 14, 8, 8, 10, (2.0, 1.0)),
        case(36, 25, 10, 9, 7, 9, (1.0, 1.15)),
        case(24, 33, 5, 11, 11, 8, (2.0, 1.4)),
    ]


def _centers(image, first=0):
    """Return the center of mass, with rows and columns counted from ``first``."""
    rows, columns = (torch.arange(n) + first for n in image.shape)
    row = (image.sum(dim=1) * rows).sum() / image.sum()
    column = (image.sum(dim=0) * columns).sum() / image.sum()
    return row.item(), column.item()


def _middle(image):
    height, width = image.shape
    return height // 2, width // 2


def _move(image, centers, middle=None, to_int=round, sign=1):
    """Move ``centers`` to ``middle``, and return the image."""
    goal = _middle(image) if middle is None else middle
    shifts = [sign * to_int(m - c) for m, c in zip(goal, centers, strict=True)]
    return image.roll(shifts, dims=(0, 1))


def _box(image):
    rows, columns = image.sum(1).nonzero(), image.sum(0).nonzero()
    return rows[0].item(), rows[-1].item(), columns[0].item(), columns[-1].item()


@exercise.slip(
    "You put the middle of the box around the ink into the middle. Ink is heavier on "
    "one side: how does every pixel get its say?"
)
def center_of_the_box(image):
    top, bottom, left, right = _box(image)
    return _move(image, ((top + bottom) / 2, (left + right) / 2))


@exercise.slip(
    "You put the middle of the box around the ink into the middle, with its edges "
    "counted one pixel further. Where is the ink the heaviest?"
)
def center_of_the_box_by_edges(image):
    top, bottom, left, right = _box(image)
    return _move(image, ((top + bottom + 1) // 2, (left + right + 1) // 2))


@exercise.slip(
    "You move along the rows by what the columns need, and the other way round. Which "
    "dimension of `image` does x count, and which one y?"
)
def x_and_y_swapped(image):
    row, column = _centers(image)
    height, width = _middle(image)
    down, right = round(height - row), round(width - column)
    return image.roll((right, down), dims=(0, 1))


@exercise.slip(
    "You sum the ink over the wrong dimension, so that the row numbers are weighed by "
    "the ink of columns. What does `sum(dim=0)` leave?"
)
def profiles_swapped(image):
    row, column = _centers(image)
    return _move(image, (column, row))


@exercise.slip(
    "Every pixel with ink counts the same in your mean. A center of mass asks how much "
    "ink each one holds."
)
def every_pixel_alike(image):
    return _move(image, _centers((image > 0).float()))


@exercise.slip(
    "You move the ink away from the middle. If it lies too far up, which sign has the "
    "shift that brings it down?"
)
def wrong_direction(image):
    return _move(image, _centers(image), sign=-1)


@exercise.slip(
    "Up and down you move the right way, sideways the wrong one. If the ink lies too "
    "far left, which sign has the shift that brings it right?"
)
def wrong_direction_sideways(image):
    (row, column), (_, middle) = _centers(image), _middle(image)
    return _move(image, (row, 2 * middle - column))


@exercise.slip(
    "Sideways you move the right way, up and down the wrong one. If the ink lies too "
    "far up, which sign has the shift that brings it down?"
)
def wrong_direction_up_and_down(image):
    (row, column), (middle, _) = _centers(image), _middle(image)
    return _move(image, (2 * middle - row, column))


@exercise.slip("Your ink moves up and down, and never sideways. What of the columns?")
def rows_only(image):
    return _move(image, (_centers(image)[0], _middle(image)[1]))


@exercise.slip("Your ink moves sideways, and never up or down. What of the rows?")
def columns_only(image):
    return _move(image, (_middle(image)[0], _centers(image)[1]))


@exercise.slip(
    "You aim half a pixel beside the place asked for, where a side has an even number "
    "of pixels. Which index does the exercise call the middle?"
)
def geometric_middle(image):
    return _move(image, _centers(image), [(n - 1) / 2 for n in image.shape])


@exercise.slip(
    "You aim half a pixel beyond the place asked for, where a side has an odd number "
    "of pixels. Which index does the exercise call the middle?"
)
def half_of_the_size(image):
    return _move(image, _centers(image), [n / 2 for n in image.shape])


@exercise.slip(
    "You cut the decimals off the shift: 2.9 pixels become 2. Which whole number is "
    "the nearest?"
)
def truncated(image):
    return _move(image, _centers(image), to_int=int)


@exercise.slip(
    "You round every shift down, so the ink ends up to a pixel too far up and left. "
    "Which whole number is the nearest?"
)
def rounded_down(image):
    return _move(image, _centers(image), to_int=math.floor)


@exercise.slip(
    "You round every shift up, or the center down: the ink ends up to a pixel too far "
    "down and right. Which whole number is the nearest?"
)
def rounded_up(image):
    return _move(image, _centers(image), to_int=math.ceil)


@exercise.slip(
    "You count rows and columns from 1, and the middle from 0. The ink lies one pixel "
    "too far up and left."
)
def counted_from_one(image):
    return _move(image, _centers(image, first=1))


@exercise.slip(
    "You bring the center to index 14, as in MNIST, whatever the size. Where is the "
    "middle of an image with `height` rows?"
)
def always_fourteen(image):
    return _move(image, _centers(image), (14, 14))


@exercise.slip(
    "You take the middle of the rows for the columns, and the other way round. What "
    "does `image.shape` list first?"
)
def sizes_swapped(image):
    return _move(image, _centers(image), _middle(image)[::-1])


@exercise.slip(
    "You bring the pixel with the most ink to the middle. All the others have mass, "
    "too."
)
def brightest_pixel(image):
    place = image.argmax().item()
    return _move(image, divmod(place, image.shape[1]))


@exercise.slip(
    "You bring the row and the column with the most ink to the middle. All the others "
    "have mass, too."
)
def heaviest_lines(image):
    return _move(image, (image.sum(1).argmax().item(), image.sum(0).argmax().item()))


@exercise.slip(
    "You divide by the number of pixels, so the center comes out near 0. By what must "
    "you divide, if each place counts by its ink?"
)
def divided_by_pixels(image):
    share = image.sum().item() / image.numel()
    return _move(image, [share * center for center in _centers(image)])


@exercise.slip(
    "You find the center, but return the place itself. The exercise asks for the moved "
    "image."
)
def returns_the_center(image):
    return torch.tensor(_centers(image))


@exercise.slip("You return the image as it came.")
def unmoved(image):
    return image.clone()


@exercise.slip(
    "Your image is centered, but cut to the ink or padded to another size. It should "
    "keep the size it came in."
)
def another_size(image):
    top, bottom, left, right = _box(image)
    return image[top : bottom + 1, left : right + 1]


@exercise.symptom(
    "Only 0 and 1 are left in your image: its shades are gone. A mask may tell where "
    "ink is; what should be moved?"
)
def shades_are_gone(given, expected):
    return given.shape == expected.shape and bool(((given == 0) | (given == 1)).all())


def _same_ink(given, expected):
    mine, theirs = (
        image.flatten().double().sort().values for image in (given, expected)
    )
    return torch.allclose(mine, theirs)


@exercise.symptom(
    "The ink itself has changed: pixels are missing, or hold other amounts. Moving "
    "changes places alone: which of your lines does more?"
)
def ink_has_changed(given, expected):
    same_form = given.shape == expected.shape and given.is_floating_point()
    return same_form and not _same_ink(given, expected)


@exercise.symptom(
    "No ink is lost, but it lies in another place. Take the center of mass of your "
    "result: how far is it from the pixel asked for?"
)
def another_place(given, expected):
    same_form = given.shape == expected.shape and given.dtype == expected.dtype
    moved = same_form and not torch.allclose(given, expected)
    return moved and _same_ink(given, expected)
