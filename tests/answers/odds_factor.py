"""Answers to odds_factor."""

import math

import torch


def one_feature_at_a_time(weight, before, after):
    factor = 1.0
    for j in range(len(weight)):
        factor *= math.exp(weight[j] * (after[j] - before[j]))
    return factor


RIGHT = [
    one_feature_at_a_time,
    lambda weight, before, after: torch.exp(weight @ after - weight @ before).item(),
    lambda weight, before, after: (weight * (after - before)).exp().prod().item(),
]

WRONG = {
    "Right for small logits": lambda weight, before, after: (
        math.e ** (weight @ after) / math.e ** (weight @ before)
    ).item(),
    "The number is right, but it is a tensor": (
        lambda weight, before, after: (weight @ after).exp() / (weight @ before).exp()
    ),
    "You divide probabilities": lambda weight, before, after: (
        torch.sigmoid(weight @ after).item() / torch.sigmoid(weight @ before).item()
    ),
}
