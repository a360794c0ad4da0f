"""Answers to standardize_columns: right ones of other construction, and wrong ones."""

import torch


def one_by_one(table):
    columns = [(column - column.mean()) / column.std() for column in table.unbind(1)]
    return torch.stack(columns, dim=1)


def by_sums(table):
    n = table.shape[0]
    centered = table - table.sum(dim=0, keepdim=True) / n
    return centered / ((centered * centered).sum(dim=0) / (n - 1)).sqrt()


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


def brackets_in_the_variance(table):
    centered = table - table.mean(0)
    return centered / (centered.square().sum(0) / len(table) - 1).sqrt()


def lowest_to_highest(table):
    low, high = table.amin(dim=0), table.amax(dim=0)
    return (table - low) / (high - low)


RIGHT = [one_by_one, by_sums, in_numpy, in_double]

WRONG = {
    "The result is right, but your code changes its input `table` in place": in_place,
    "Your rows have mean 0 and standard deviation 1": (
        lambda table: (table - table.mean(1, True)) / table.std(1, keepdim=True)
    ),
    "Your columns have mean 0, which is half": lambda table: (
        table - table.mean(0, True)
    ),
    "Your code raises RuntimeError: The size of tensor a (2)": (
        lambda table: table - table.mean(1)
    ),
    "Rows and columns have changed places": lambda table: one_by_one(table).T,
    "The largest error is at": (
        lambda table: table / table.std(dim=0),
        lambda table: (table - table.mean(dim=0)) * table.std(dim=0),
        brackets_in_the_variance,
        lowest_to_highest,
    ),
}
