"""Answers to accuracy_interval: right ones of other construction, and wrong ones."""

import numpy as np
import torch


def by_spread(right):
    answers = right.double()
    error = answers.std(correction=0) / len(answers) ** 0.5
    ends = answers.mean() + 1.96 * error * torch.tensor([-1.0, 1.0])
    return tuple(ends.clamp(0, 1).tolist())


def by_numpy(right):
    p = np.mean(right.numpy())
    margin = 1.96 * np.sqrt(p * (1 - p) / len(right))
    return [float(end) for end in np.clip([p - margin, p + margin], 0, 1)]


RIGHT = [by_spread, by_numpy]


def error_of(accuracies, n=8000):  # as in the notebook
    p = accuracies.mean()
    return (p * (1 - p) / n + accuracies.var() / len(accuracies)).sqrt()


def by_error_of(right):
    accuracies = right.float()
    ends = accuracies.mean() + 1.96 * error_of(accuracies) * torch.tensor([-1.0, 1.0])
    return tuple(ends.clamp(0, 1).tolist())


def one_half(right):
    p = right.float().mean().item()
    margin = 1.96 * 0.5 / len(right) ** 0.5
    return max(p - margin, 0.0), min(p + margin, 1.0)


WRONG = {
    "`error_of` adds the variance between seeds": by_error_of,
    "Item 0: you get": (
        one_half,
        lambda right: by_spread(~right),
        lambda right: by_spread(right)[::-1],
    ),
    "Item 0: every number is a percentage": lambda right: tuple(
        100 * end for end in by_spread(right)
    ),
    "You return tensor([": lambda right: torch.tensor(by_spread(right)),
    "Item 0: the number is right, but it is a tensor": lambda right: tuple(
        torch.tensor(by_spread(right))
    ),
}
