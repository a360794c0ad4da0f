"""Answers to scale_train_and_test: right ones of other construction, and wrong ones."""

import torch


def by_range(train, test):
    std, mean = torch.std_mean(train, dim=0, correction=0, keepdim=True)
    std = std.masked_fill(train.amax(dim=0) == train.amin(dim=0), 1)
    return [(rows - mean) / std for rows in (train, test)]


def by_numpy(train, test):
    raw = train.numpy()
    std = raw.std(axis=0)
    std[(raw[1:] == raw[:-1]).all(axis=0)] = 1
    scaled = [(rows.numpy() - raw.mean(axis=0)) / std for rows in (train, test)]
    return tuple(map(torch.from_numpy, scaled))


def with_std(change):
    def answer(train, test):
        mean, std = train.mean(dim=0), change(train.std(dim=0, correction=0))
        return (train - mean) / std, (test - mean) / std

    return answer


RIGHT = [by_range, by_numpy]

WRONG = {
    "A constant column is found only if its standard deviation is exactly 0": (
        with_std(lambda std: std.masked_fill(std == 0, 1)),
        with_std(lambda std: torch.where(std**2 > 0, std, torch.ones_like(std))),
    ),
    "A column of small numbers counts as constant": (
        with_std(lambda std: torch.where(std > 0.8, std, 1.0)),
        with_std(lambda std: torch.where(std < 1e-6, 1.0, std)),
    ),
    "A column that is constant in training is divided": (
        with_std(lambda std: std),
        with_std(lambda std: std + 1e-8),
        with_std(lambda std: std.clamp(min=1e-7)),
        lambda *case: [rows.nan_to_num() for rows in with_std(lambda std: std)(*case)],
    ),
    "Item 0: the largest error is": with_std(lambda std: std**2),
    "Item 1: the largest error is at [0, 0]": lambda train, test: (
        by_range(train, test)[0],
        by_range(train, test - test.mean(dim=0) + train.mean(dim=0))[1],
    ),
    "Item 0: the shape is": lambda *case: by_range(*case)[::-1],
}
