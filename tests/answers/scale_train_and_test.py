"""Answers to scale_train_and_test."""

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


RIGHT = [by_range, by_numpy]


def with_std(change):
    def answer(train, test):
        mean, std = train.mean(dim=0), change(train.std(dim=0, correction=0))
        return (train - mean) / std, (test - mean) / std

    return answer


WRONG = {
    "Your code finds a constant column by its standard deviation": with_std(
        lambda std: torch.where(std > 0.8, std, 1.0)
    ),
    "A column that is constant in training is divided": with_std(lambda std: std),
}
