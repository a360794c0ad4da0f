"""checkerboard: a checkerboard of any size."""

import torch

from torchcourse.checking import Exercise


def checkerboard(n):
    board = torch.zeros(n, n)
    board[::2, 1::2] = 1.0  # rows 0, 2, 4, ... and columns 1, 3, 5, ...
    board[1::2, ::2] = 1.0
    return board


def cases(generator):
    return [(3,), (4,), (2,), (1,), (5,), (8,), (9,), (12,), (31,), (40,)]


def stripes(n):
    return (torch.arange(n) % 2).float().repeat(n, 1)


exercise = Exercise(
    checkerboard,
    cases=cases,
    exact_dtype=True,
    hints=(
        "Draw a board of 4 x 4 squares with a pencil. Row 0 and row 2 are equal: in "
        "which columns do their ones stand?",
        "Begin with zeros. A slice with a step, such as `1::2`, selects every other "
        "index: which rows and which columns can you fill at once?",
        "One assignment fills the rows 0, 2, 4, ... The other rows need a second "
        "assignment: what is different in it?",
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
        "You set whole rows and whole columns to 1. Which squares of row 1 stay 0?": (
            lambda n: torch.maximum(stripes(n), stripes(n).T)
        ),
    },
    signs={
        "The dtype must be float32. And your boards of even size are wrong: try n = 4, "
        "too. With what must row 1 begin?": (
            lambda given, expected: (
                given.dtype == torch.int64
                and torch.equal(given.float(), expected) == (len(expected) % 2 == 1)
            )
        ),
        "You return one row, of shape (n,). A board has n rows: which shape must your "
        "tensor of zeros have?": (
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
