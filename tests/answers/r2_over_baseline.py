"""Answers to r2_over_baseline: right ones of other construction, and wrong ones."""

import torch
from torch import nn

mse = nn.functional.mse_loss


def by_sums(prediction, test_target, train_target):
    left = ((prediction - test_target) ** 2).sum()
    whole = ((train_target.mean() - test_target) ** 2).sum()
    return float((whole - left) / whole)


def by_mse_loss(prediction, test_target, train_target):
    baseline = torch.full_like(test_target, train_target.mean().item())
    return 1 - mse(prediction, test_target).item() / mse(baseline, test_target).item()


def by_loop(prediction, test_target, train_target):
    mean = sum(train_target.tolist()) / len(train_target)
    pairs = list(zip(prediction.tolist(), test_target.tolist(), strict=True))
    return 1 - sum((y - p) ** 2 for p, y in pairs) / sum(
        (y - mean) ** 2 for _, y in pairs
    )


RIGHT = [by_sums, by_mse_loss, by_loop]


def usual_r2(prediction, test_target, train_target):
    return 1 - mse(prediction, test_target) / test_target.var(correction=0)


WRONG = {
    "You divide by the variance of the test targets": usual_r2,
    "Every number is 1 minus": lambda *case: 1 - by_sums(*case),
    "Every number is a percentage": lambda *case: 100 * by_sums(*case),
    "The number is right, but it is a tensor": lambda *case: torch.tensor(
        by_loop(*case)
    ),
    "You get 0.9623, expected 0.8806": lambda prediction, test_target, train_target: (
        by_sums(prediction, test_target, prediction.new_zeros(()))
    ),
}
