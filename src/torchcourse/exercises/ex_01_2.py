"""Exercise 1.2: columns with mean 0 and standard deviation 1."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "1.2",
    "standardize the columns",
    atol=1e-4,
    hints=(
        "`mean` and `std` give two numbers for every column: of which shape are they, "
        "if the table has shape (n, d)?",
        "`dim` names the direction that disappears. To get one number for each column, "
        "which direction has to go?",
        "Line up (n, d) minus (d,) from the right: does every column meet its own "
        "mean?",
    ),
)


@exercise.reference
def standardize(table):
    mean = table.mean(dim=0)  # (d,)
    spread = table.std(dim=0)  # (d,), divides by n - 1
    return (table - mean) / spread


@exercise.cases
def cases(generator):
    def numbers(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    units = numbers(5, 3) * torch.tensor([1.0, 10.0, 0.1]) + torch.tensor([0, 50, -2])
    square = numbers(4, 4) + torch.tensor([1.0, 2.0, 3.0, 4.0])
    large = numbers(3, 6, dtype=torch.float64) + 100
    one = 2 * numbers(4, 1)  # a single column is still a table
    return [(units,), (square,), (3 * numbers(7, 2) + 1,), (large,), (one,)]


@exercise.slip(
    "Your rows have mean 0 and spread 1, not your columns. Which direction has to "
    "disappear so that one number for each column is left?"
)
def rows(table):
    mean = table.mean(dim=1, keepdim=True)
    return (table - mean) / table.std(dim=1, keepdim=True)


@exercise.slip(
    "Two traps at once. `dim=1` gives one number for each row; and without `keepdim` "
    "those n numbers are lined up with the d columns, which runs only where n equals "
    "d. Which `dim` leaves one number for each column?"
)
def rows_without_keepdim(table):
    return (table - table.mean(dim=1)) / table.std(dim=1)


@exercise.slip(
    "You take one mean and one spread for the whole table. A column in meters and one "
    "in grams need their own: what does `dim` do?"
)
def whole_table(table):
    return (table - table.mean()) / table.std()


@exercise.slip(
    "The means are right, but one spread for the whole table divides all columns. "
    "Each column has its own."
)
def spread_of_the_whole_table(table):
    return (table - table.mean(dim=0)) / table.std()


@exercise.slip(
    "The spreads are right, but you subtract one mean of the whole table. Each column "
    "has its own."
)
def mean_of_the_whole_table(table):
    return (table - table.mean()) / table.std(dim=0)


@exercise.slip(
    "Nearly. You divide the squared deviations by n, as NumPy does unless told "
    "otherwise. The exercise asks for n - 1: by what did `marks.std` divide?"
)
def biased(table):
    return (table - table.mean(dim=0)) / table.std(dim=0, correction=0)


@exercise.slip(
    "You divide by n and then take 1 away, which leaves some variances below 0; their "
    "root is nan. Where do the brackets of n - 1 belong?"
)
def brackets_missing_in_the_variance(table):
    centered = table - table.mean(dim=0)
    return centered / (centered.square().sum(dim=0) / len(table) - 1).sqrt()


@exercise.slip(
    "You divide by the variance. It is in squared units: what has the units of the "
    "column itself?"
)
def variance(table):
    return (table - table.mean(dim=0)) / table.var(dim=0)


@exercise.slip(
    "The means are 0 now, which is half of it. How wide is each column still?"
)
def centered_only(table):
    return table - table.mean(dim=0)


@exercise.slip(
    "Every column has spread 1 now, but its mean is not 0. What comes before the "
    "division?"
)
def scaled_only(table):
    return table / table.std(dim=0)


@exercise.slip(
    "Python divides before it subtracts: you take mean / spread away from the table. "
    "Where do brackets belong?"
)
def missing_brackets(table):
    return table - table.mean(dim=0) / table.std(dim=0)


@exercise.slip(
    "Your columns run from 0 to 1: you have used the smallest and the largest entry. "
    "The exercise asks for mean and standard deviation."
)
def smallest_to_largest(table):
    low, high = table.amin(dim=0), table.amax(dim=0)
    return (table - low) / (high - low)


@exercise.slip(
    "You multiply by the spread, so wide columns become wider. Which operation undoes "
    "a factor?"
)
def multiplies(table):
    return (table - table.mean(dim=0)) * table.std(dim=0)
