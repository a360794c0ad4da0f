"""Answers to weighted_bce_with_logits."""

import torch
import torch.nn.functional as F


def by_logsigmoid(logits, labels, positive_weight):
    weights = 1 + (positive_weight - 1) * labels
    signs = 2 * labels - 1  # the cost depends on the signed logit alone
    return -(weights * F.logsigmoid(signs * logits)).mean()


def by_pytorch(logits, labels, positive_weight):
    weight = torch.tensor(positive_weight, dtype=logits.dtype)
    return F.binary_cross_entropy_with_logits(logits, labels, pos_weight=weight)


RIGHT = [by_logsigmoid, by_pytorch]


def of_probs(change):
    def answer(z, y, c):
        p = change(z.sigmoid())
        return -(c * y * p.log() + (1 - y) * (1 - p).log()).mean()

    return answer


WRONG = {
    "Right for small logits, but not for large ones": (
        of_probs(lambda p: p),
        of_probs(lambda p: p.clamp(1e-7, 1 - 1e-7)),
        lambda z, y, c: F.binary_cross_entropy(z.sigmoid(), y, 1 + (c - 1) * y),
    ),
}
