"""Answers to stable_softmax: right ones of other construction, and wrong ones."""

import torch


def by_detached_shift(logits):
    shift = logits.max(-1).values.unsqueeze(-1).detach()
    powers = torch.e ** (logits - shift)
    return powers / powers.sum(-1).unsqueeze(-1)


def by_pairs(logits):
    gaps = logits.unsqueeze(-2) - logits.unsqueeze(-1)  # (..., k, k)
    return 1 / gaps.exp().sum(dim=-1)


def by_loop(logits):
    rows = logits.double().reshape(-1, logits.shape[-1])
    results = []
    for row in rows:
        powers = torch.exp(row - max(row))
        results.append(powers / sum(powers))
    return torch.stack(results).reshape(logits.shape)


RIGHT = [
    by_detached_shift,
    by_pairs,
    by_loop,
    lambda z: (z - z.logsumexp(dim=-1, keepdim=True)).exp(),
]


def natural(logits):
    e = torch.exp(logits)
    return e / e.sum()


def hard_maximum(logits):
    classes = torch.arange(logits.shape[-1])
    return (logits.argmax(dim=-1, keepdim=True) == classes).to(logits.dtype)


def changes_input(logits):
    probs = by_loop(logits)
    logits.data -= 1
    return probs


WRONG = {
    "All your entries together": natural,
    "You normalize along another dimension": lambda z: torch.softmax(z, dim=0),
    "Your sums or maxima have lost": lambda z: (
        (z - z.max(-1).values).exp() / (z - z.max(-1).values).exp().sum(-1)
    ),
    "The largest error is at": (
        hard_maximum,
        lambda z: by_pairs(z / z.amax(dim=-1, keepdim=True)),
    ),
    "Your code raises TypeError": lambda z: torch.exp(z - z.max(dim=-1)),
    "The numbers are right, but no gradient flows": lambda z: by_pairs(z.detach()),
    "The result is right, but your code changes its input `logits`": changes_input,
}
