"""Answers to average_gradients: right ones of other construction, and wrong ones."""

import numpy as np
import torch


def by_stacking(gradients, sizes):
    weights = torch.tensor(sizes) / sum(sizes)
    return torch.tensordot(weights, torch.stack(gradients), dims=1)


def by_repeating(gradients, sizes):
    rows = torch.stack(gradients).repeat_interleave(torch.tensor(sizes), dim=0)
    return rows.mean(dim=0)


def by_numpy(gradients, sizes):
    stacked = np.stack([gradient.numpy() for gradient in gradients])
    return torch.as_tensor(np.average(stacked, axis=0, weights=sizes))


RIGHT = [by_stacking, by_repeating, by_numpy]


def in_place(gradients, sizes):
    total = gradients[0].mul_(sizes[0])
    for gradient, size in zip(gradients[1:], sizes[1:], strict=True):
        total += size * gradient
    return total / sum(sizes)


WRONG = {
    "The result is right, but your code changes its input `gradients[0]`": in_place,
    "Every number is the expected one divided by `len(gradients)`": (
        lambda gradients, sizes: by_stacking(gradients, sizes) / len(sizes)
    ),
    "The shape is (), expected (2,)": (
        lambda gradients, sizes: torch.stack(gradients).mean()
    ),
    "The largest error is at": (
        lambda gradients, sizes: gradients[0].clone(),
        lambda gradients, sizes: gradients[-1] * sizes[-1] / sum(sizes),
    ),
}
