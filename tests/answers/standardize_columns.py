"""Answers to standardize_columns."""

import torch


def one_by_one(table):
    columns = [(column - column.mean()) / column.std() for column in table.unbind(1)]
    return torch.stack(columns, dim=1)


def in_double(table):
    variance, mean = torch.var_mean(table.double(), dim=0)
    return (table - mean) * variance.rsqrt()


RIGHT = [one_by_one, in_double]


def in_place(table):
    table -= table.mean(dim=0)
    table /= table.std(dim=0)
    return table


WRONG = {
    "The result is right, but your code changes its input `table` in place": in_place,
    "The largest error is at": (
        lambda table: table / table.std(dim=0),
        lambda table: (table - table.amin(0)) / (table.amax(0) - table.amin(0)),
    ),
}
