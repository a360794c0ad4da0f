"""Answers to accuracy_from_logits: right ones of other construction, and wrong ones."""

import torch


def by_probs(logits, labels):
    called = torch.sigmoid(logits)[:, 0] > 0.5
    return (called.long() == labels).sum().item() / len(labels)


def by_loop(logits, labels):
    right = 0
    for logit, label in zip(logits.flatten().tolist(), labels.tolist(), strict=True):
        right += (logit > 0) == bool(label)
    return right / len(labels)


def by_rounding(logits, labels):
    mistakes = (torch.sigmoid(logits.reshape(-1)).round() - labels).abs()
    return 1 - mistakes.mean().item()


RIGHT = [
    by_probs,
    by_loop,
    by_rounding,
    lambda logits, labels: ((logits > 0) == labels[:, None]).double().mean().item(),
]


def by_sum(logits, labels):
    return ((logits > 0) == labels).sum().item() / len(labels)


WRONG = {
    "A column `(n, 1)` compared": (by_sum, lambda *case: by_sum(*case) / len(case[1])),
    "A logit of 0 has": lambda logits, labels: (
        ((torch.sigmoid(logits.flatten()) >= 0.5) == labels).float().mean().item()
    ),
    "That is the share of labels that are 0": (
        lambda logits, labels: (labels == 0).float().mean().item(),
        lambda logits, labels: (logits.argmax(dim=1) == labels).float().mean().item(),
    ),
    "That is the share of labels that are 1": lambda logits, labels: (
        ((torch.sigmoid(logits.squeeze(1)) > 0) == labels).double().mean().item()
    ),
    "Every number is 1 minus": lambda *case: 1 - by_loop(*case),
    "Every number is a percentage": lambda *case: 100 * by_loop(*case),
    "Every number is `logits.shape[0]` times": lambda *case: (
        by_loop(*case) * len(case[1])
    ),
    "Every number is the expected one divided by": lambda *case: (
        by_loop(*case) / len(case[1])
    ),
    "The number is right, but it is a tensor": lambda *case: torch.tensor(
        by_loop(*case)
    ),
}
