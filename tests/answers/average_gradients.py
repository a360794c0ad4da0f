"""Answers to average_gradients."""

import torch


def by_stacking(gradients, sizes):
    weights = torch.tensor(sizes) / sum(sizes)
    return torch.tensordot(weights, torch.stack(gradients), dims=1)


def by_repeating(gradients, sizes):
    rows = torch.stack(gradients).repeat_interleave(torch.tensor(sizes), dim=0)
    return rows.mean(dim=0)


RIGHT = [by_stacking, by_repeating]

WRONG = {
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
