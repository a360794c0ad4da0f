"""checkerboard: a checkerboard of any size."""

import torch

from torchcourse.checking import Exercise


def checkerboard(n):
    place = torch.arange(n)  # (n,)
    diagonal = place.unsqueeze(1) + place  # (n, 1) + (n,) is (n, n)
    return (diagonal % 2).float()


def cases(generator):
    return [(3,), (4,), (2,), (1,), (5,), (8,), (9,), (12,), (31,), (40,)]


def stripes(n):
    return (torch.arange(n) % 2).float().repeat(n, 1)


exercise = Exercise(
    checkerboard,
    cases=cases,
    exact_dtype=True,
    hints=(
        "Write row + column into every square of a 3 x 3 board, with a pencil. Which "
        "of your numbers lie on squares that should be 1?",
        "The numbers of the rows as a column, (n, 1), plus the numbers of the columns "
        "as a row, (n,): what does broadcasting make of the two?",
        "The operator `%` gives the remainder of a division, and `.float()` turns "
        "integers into float32.",
    ),
    mistakes={
        "All rows are the same, so that you have upright stripes. How can the entries "
        "depend on the number of the row as well?": stripes,
        "All columns are the same, so that you have lying stripes. How can the entries "
        "depend on the number of the column as well?": lambda n: stripes(n).T,
        "Every square holds row + column, which is a good start. Only 0 and 1 are "
        "wanted: which of these sums are odd?": (
            lambda n: (torch.arange(n).unsqueeze(1) + torch.arange(n)).float()
        ),
    },
    signs={
        "You return one row, of shape (n,). A tensor of one dimension has no columns, "
        "and `.T` leaves it as it is: which method makes a column, (n, 1), of it?": (
            lambda given, expected: given.shape == expected.shape[:1]
        ),
        "Your boards of even size are right, and those of odd size are not. Draw n = 3 "
        "on paper: how many squares does a row have, and with what does it end?": (
            lambda given, expected: len(expected) % 2 == 1
        ),
        "Your boards of odd size are right, and those of even size are not. Draw n = 4 "
        "on paper: with what does row 0 begin and end, and with what does row 1 "
        "begin?": (lambda given, expected: len(expected) % 2 == 0),
        "Every other row is all zeros. On a checkerboard each row of two or more "
        "squares holds ones: where do they belong in your empty rows?": (
            lambda given, expected: given[::2].any() != given[1::2].any()
        ),
    },
)
