"""Answers to accuracy_interval."""

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


def one_half(right):
    p = right.float().mean().item()
    margin = 1.96 * 0.5 / len(right) ** 0.5
    return max(p - margin, 0.0), min(p + margin, 1.0)


WRONG = {
    "Item 0: you get": (
        one_half,
        lambda right: by_spread(~right),
        lambda right: by_spread(right)[::-1],
    ),
}
