"""Answers to top_k_accuracy: right ones of other construction, and wrong ones."""

import torch


def by_rank(logits, labels, k):
    own = logits.gather(1, labels[:, None])
    return ((logits > own).sum(dim=1) < k).double().mean().item()


def one_by_one(logits, labels, k):
    pairs = zip(logits, labels, strict=True)
    return sum(label in row.topk(k).indices for row, label in pairs) / len(labels)


def by_mask(logits, labels, k):
    chosen = torch.zeros_like(logits).scatter(1, logits.topk(k, dim=1)[1], 1.0)
    return chosen.gather(1, labels[:, None]).mean().item()


RIGHT = [by_rank, one_by_one, by_mask]


def hits(logits, labels, k):
    return logits.topk(k, dim=1).indices == labels[:, None]


WRONG = {
    "Every number is a percentage": lambda *case: 100 * one_by_one(*case),
    "Every number is 1 minus": lambda *case: 1 - one_by_one(*case),
    "You return tensor([True, False, True]), expected a Python float": (
        lambda *case: hits(*case).any(dim=1)
    ),
    "You get 1": (
        lambda logits, labels, k: by_rank(logits, labels, k + 1),
        lambda *case: float(hits(*case)[0].any()),  # of the first image alone
        lambda *case: float(hits(*case)[-1].any()),
    ),
    "You get 0.33": lambda *case: float(hits(*case)[:, 1:].sum() / len(case[0])),
    "You ask whether any answer": lambda *case: float(hits(*case).any()),
    "Your code raises RuntimeError": lambda logits, labels, k: (
        (logits.topk(k).indices == labels).float().mean().item()
    ),
    "The number is right, but it is a tensor": lambda *c: torch.tensor(by_rank(*c)),
}
