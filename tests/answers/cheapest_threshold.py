"""Answers to cheapest_threshold."""

import torch


def by_loop(logits, labels, thresholds, miss_price):
    probs = 1 / (1 + torch.exp(-logits))
    best, lowest = None, float("inf")
    for threshold in thresholds.tolist():
        cost = 0
        for prob, label in zip(probs.tolist(), labels.tolist(), strict=True):
            predicted = int(prob > threshold)
            cost += miss_price * (label > predicted) + (predicted > label)
        if cost < lowest:
            best, lowest = threshold, cost
    return best


def one_cost_for_all(logits, labels, thresholds, miss_price):
    predicted = logits.sigmoid() > thresholds[:, None]
    misses = (~predicted & (labels == 1)).sum()
    cost = miss_price * misses + (predicted & (labels == 0)).sum()
    return thresholds[cost.argmin()].item()


def by_matrix_product(logits, labels, thresholds, miss_price):
    predicted = (logits.sigmoid()[:, None] > thresholds).float()
    labels = labels.float()
    cost = miss_price * (labels @ (1 - predicted)) + (1 - labels) @ predicted
    return thresholds[cost == cost.min()].min().item()


RIGHT = [by_loop, by_matrix_product]

WRONG = {
    "You always return the smallest threshold": one_cost_for_all,
    "Each point must meet each threshold": (
        lambda z, y, t, c: ((z.sigmoid() > t) & (y == 0)).sum(dim=0)
    ),
    "Your predictions have the shape (n, k)": (
        lambda z, y, t, c: ((z.sigmoid()[:, None] <= t) & (y == 1)).sum(dim=0),
    ),
    "You count all mistakes alike": lambda z, y, t, c: by_loop(z, y, t, 1),
    "`miss_price` is what a false negative costs": (
        lambda z, y, t, c: by_loop(z, y, t, 1 / c)
    ),
    "You compare the logits": lambda z, y, t, c: by_loop(
        z.clamp(1e-6, 1 - 1e-6).logit(), y, t, c
    ),
}
