"""Answers to standardize_columns: right ones of other construction, and wrong ones."""

import torch


def one_by_one(table):
    columns = [(column - column.mean()) / column.std() for column in table.unbind(1)]
    return torch.stack(columns, dim=1)


def in_numpy(table):
    values = table.numpy()
    return torch.from_numpy((values - values.mean(0)) / values.std(0, ddof=1))


def in_double(table):
    variance, mean = torch.var_mean(table.double(), dim=0)
    return (table - mean) * variance.rsqrt()


def in_place(table):
    table -= table.mean(dim=0)
    table /= table.std(dim=0)
    return table


RIGHT = [one_by_one, in_numpy, in_double]

WRONG = {
    "The result is right, but your code changes its input `table` in place": in_place,
    "Your rows have mean 0 and standard deviation 1": (
        lambda table: (table - table.mean(1, True)) / table.std(1, keepdim=True)
    ),
    "You divide the sum of the squared deviations by nothing": (
        lambda table: torch.nn.functional.normalize(table - table.mean(0), dim=0)
    ),
    "Your code raises RuntimeError: The size of tensor a (2)": (
        lambda table: table - table.mean(1)
    ),
    "The largest error is at": (
        lambda table: table / table.std(dim=0),
        lambda table: (table - table.mean(dim=0)) * table.std(dim=0),
        lambda table: (table - table.amin(0)) / (table.amax(0) - table.amin(0)),
    ),
}
