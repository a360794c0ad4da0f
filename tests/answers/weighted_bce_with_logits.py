"""Answers to weighted_bce_with_logits: right ones, and wrong ones."""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy as bce_of_probs
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, relu


def by_logsigmoid(logits, labels, positive_weight):
    weights = 1 + (positive_weight - 1) * labels
    signs = 2 * labels - 1  # the cost depends on the signed logit alone
    return -(weights * logsigmoid(signs * logits)).mean()


def by_pytorch(logits, labels, positive_weight):
    weight = torch.tensor(positive_weight, dtype=logits.dtype)
    return binary_cross_entropy_with_logits(logits, labels, pos_weight=weight)


def by_maximum(logits, labels, positive_weight):
    logits, labels = logits.double(), labels.double()
    weights = torch.where(labels == 1, positive_weight, 1.0)
    tail = (-logits.abs()).exp().log1p()
    costs = torch.maximum(logits, torch.zeros_like(logits)) - logits * labels + tail
    return (weights * costs).sum() / len(logits)


RIGHT = [by_logsigmoid, by_pytorch, by_maximum]


def weighted(of_one, of_zero, labels, c):
    return (c * labels * of_one + (1 - labels) * of_zero).mean()


def without_gradient_at_zero(z, y, c):
    rest = torch.log1p(torch.exp(-z.abs()))
    return (c * y * (relu(-z) + rest) + (1 - y) * (relu(z) + rest)).mean()


def naive(z, y, c):
    return weighted(-z.sigmoid().log(), -(1 - z.sigmoid()).log(), y, c)


def large_powers(z, y, c):
    return weighted((1 + (-z).exp()).log(), (1 + z.exp()).log(), y, c)


def clamped(z, y, c):
    p = z.sigmoid().clamp(1e-7, 1 - 1e-7)
    return weighted(-p.log(), -(1 - p).log(), y, c)


def with_a_little(z, y, c):
    p = z.sigmoid()
    return weighted(-(p + 1e-12).log(), -(1 - p + 1e-12).log(), y, c)


WRONG = {
    "The loss is right, but its gradient at a logit of 0": (
        without_gradient_at_zero,
        lambda z, y, c: (
            (1 + (c - 1) * y) * (relu(z) - z * y + (-z.abs()).exp().log1p())
        ).mean(),
    ),
    "You take the sigmoid twice": lambda z, y, c: by_pytorch(z.sigmoid(), y, c),
    "Right for small logits. For large ones": (naive, large_powers),
    "Right for small logits, but too small": (
        clamped,
        with_a_little,
        lambda z, y, c: bce_of_probs(z.sigmoid(), y, 1 + (c - 1) * y),
    ),
    "Every number has the opposite sign": lambda *case: -by_maximum(*case),
    "Every number is `logits.shape[0]` times": lambda *case: (
        by_maximum(*case) * len(case[0])
    ),
    "In your loss, a label of 1 does not count": lambda z, y, c: nn.BCEWithLogitsLoss()(
        z, y
    ),
    "You return 2.28, expected a tensor": lambda *case: by_maximum(*case).item(),
}
