"""Exercise 1.1: a checkerboard of any size."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "1.1",
    "checkerboard",
    exact_dtype=True,
    hints=(
        "Write row + column into every square of a 3 x 3 board, with a pencil. Which "
        "of your numbers lie on squares that should be 1?",
        "The numbers of the rows as a column, (n, 1), plus the numbers of the columns "
        "as a row, (n,): what does broadcasting make of the two?",
        "The operator `%` gives the remainder of a division, and `.float()` turns "
        "whole numbers into float32.",
    ),
)


@exercise.reference
def checkerboard(n):
    place = torch.arange(n)  # (n,)
    diagonal = place.unsqueeze(1) + place  # (n, 1) + (n,) is (n, n)
    return (diagonal % 2).float()


@exercise.cases
def cases(generator):
    return [(4,), (3,), (8,), (5,), (2,)]


@exercise.slip(
    "Your colors are swapped. Row 0 and column 0 add up to 0, which is even: what "
    "belongs in the upper left corner?"
)
def swapped_colors(n):
    return 1 - checkerboard(n)


@exercise.slip(
    "The pattern is right and the numbers are whole ones, int64. A network computes "
    "with decimals: how do you get float32?"
)
def whole_numbers(n):
    return checkerboard(n).long()


@exercise.slip(
    "The pattern is right, as True and False. The exercise asks for the numbers 1 and "
    "0 in float32."
)
def truth_values(n):
    return checkerboard(n).bool()


@exercise.slip(
    "Two things: the colors are swapped, and these are truth values. Ask for the odd "
    "squares, and for numbers in float32."
)
def even_squares_as_truth_values(n):
    return ~checkerboard(n).bool()


@exercise.slip(
    "Right for even n. For odd n your tiles of 2 x 2 leave the last row and column "
    "out: how many tiles does n = 3 need, and what do you do with the rest?"
)
def too_few_tiles(n):
    return checkerboard(2).repeat(n // 2, n // 2)


@exercise.slip(
    "Right for even n. For odd n you have laid one row and one column too many: how "
    "do you cut a board of 4 x 4 down to 3 x 3?"
)
def too_many_tiles(n):
    return checkerboard(2).repeat((n + 1) // 2, (n + 1) // 2)


@exercise.slip(
    "Right for odd n, stripes for even n. You count 0, 1, 0, 1 along the whole memory: "
    "if a row ends on 1, what does the next row start with?"
)
def counts_through(n):
    return (torch.arange(n * n) % 2).reshape(n, n).float()


@exercise.slip(
    "You have upright stripes: all rows are the same. The number of the row has to "
    "have a say as well."
)
def upright_stripes(n):
    return (torch.arange(n) % 2).float().repeat(n, 1)


@exercise.slip(
    "You have lying stripes: all columns are the same. The number of the column has "
    "to have a say as well."
)
def lying_stripes(n):
    return (torch.arange(n) % 2).float().unsqueeze(1).repeat(1, n)


@exercise.slip(
    "You have a 1 only where row and column are both odd, as their product is, and row "
    "0 is empty. What flips with each step, right or down?"
)
def product(n):
    place = torch.arange(n)
    return (place.unsqueeze(1) * place % 2).float()


@exercise.slip(
    "Every square holds row + column, which is a good start. Only 0 and 1 are wanted: "
    "which of these sums are odd?"
)
def sums(n):
    place = torch.arange(n)
    return (place.unsqueeze(1) + place).float()


@exercise.slip(
    "The signs alternate well, between -1 and 1. The exercise asks for 0 and 1."
)
def plus_and_minus(n):
    return 2 * checkerboard(n) - 1


@exercise.symptom(
    "You return a single row, (n,). It has only one direction, so `.T` leaves it a "
    "row. How does a row become a column?"
)
def one_row(given, expected):
    return given.shape == expected.shape[:1]


@exercise.symptom(
    "Right for even n only. Draw n = 3 on paper: what do row 0 and row 2 have in "
    "common, and does your code do that?"
)
def right_for_even_sizes(given, expected):
    return torch.equal(given, expected) == (len(expected) % 2 == 0)


@exercise.symptom(
    "Right for odd n only. Draw n = 4 on paper: with which color does row 1 start, "
    "and does your code do that?"
)
def right_for_odd_sizes(given, expected):
    return torch.equal(given, expected) == (len(expected) % 2 == 1)
