"""standardize_columns: columns with mean 0 and standard deviation 1."""

import torch

from torchcourse.checking import Exercise


def standardize_columns(table):
    mean = table.mean(dim=0)  # (d,)
    std = table.std(dim=0)  # (d,), divides by n - 1
    return (table - mean) / std


def cases(generator):
    def numbers(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    units = numbers(5, 3) * torch.tensor([1.0, 10.0, 0.1]) + torch.tensor([0, 50, -2])
    return [
        (torch.tensor([[1.0, 40.0], [2.0, 10.0], [6.0, 10.0], [3.0, 20.0]]),),
        (torch.tensor([[1.0, 5.0, -2.0], [2.0, 9.0, 4.0], [6.0, 1.0, 1.0]]),),  # n = d
        (units,),
        (3 * numbers(7, 2) + 1,),
        (numbers(3, 6, dtype=torch.float64) + 100,),
    ]


def centered(table):
    return table - table.mean(dim=0)


def with_n_of_columns(table, mean):
    d = table.shape[1]
    return (table - mean) / ((table - mean).square().sum(dim=0) / (d - 1)).sqrt()


exercise = Exercise(
    standardize_columns,
    cases=cases,
    atol=1e-4,
    hints=(
        "You need one mean and one standard deviation for each column. Which shape do "
        "the means have, if `table` has the shape (n, d)?",
        "`dim` names the dimension that disappears. To get one number for each column, "
        "which dimension has to go?",
        "Line up (n, d) minus (d,) from the right: does every column meet its own "
        "mean?",
    ),
    mistakes={
        "You never divide the sum of the squared deviations. By what must you divide "
        "the sum, and what follows the division?": (
            lambda table: centered(table) / centered(table).square().sum(dim=0).sqrt(),
            lambda table: centered(table) / centered(table).square().sum(dim=0),
        ),
        "Your standard deviation divides by n, as NumPy's does unless told otherwise. "
        "The exercise asks for n - 1: which of the two does `torch.std` use by "
        "default?": (lambda table: centered(table) / table.std(dim=0, correction=0)),
        "You take n from `table.shape[1]`, which is the number of columns. How many "
        "numbers stand in a column?": (
            lambda table: with_n_of_columns(table, table.mean(dim=0)),
            lambda table: with_n_of_columns(table, table.sum(dim=0) / table.shape[1]),
        ),
        "You divide by the variance. It has the squared unit of the column: which "
        "measure has the unit of the column itself?": (
            lambda table: centered(table) / table.var(dim=0)
        ),
        "Your columns have mean 0, which is half of the exercise. How large are their "
        "standard deviations?": centered,
        "You use a mean or a standard deviation of the whole table. Each column needs "
        "its own: what does `dim` do?": (
            lambda table: (table - table.mean()) / table.std(),
            lambda table: centered(table) / table.std(),
            lambda table: (table - table.mean()) / table.std(dim=0),
        ),
        "Python divides before it subtracts: you subtract mean / std from the table. "
        "Where do brackets belong?": (
            lambda table: table - table.mean(dim=0) / table.std(dim=0)
        ),
        "Your rows have mean 0 and standard deviation 1, and your columns do not. "
        "Which dimension has to disappear so that one number for each column is "
        "left?": (lambda table: centered(table.T).T / table.T.std(dim=0).unsqueeze(1)),
        "`dim=1` gives one number for each row. Without `keepdim`, broadcasting would "
        "use these numbers for the columns. Which `dim` leaves one number for each "
        "column?": (lambda table: (table - table.mean(dim=1)) / table.std(dim=1)),
    },
)
