"""Answers to inverted_dropout: right ones of other construction, and wrong ones."""

import torch
from torch import nn
from torch.nn import functional


def by_layer(hidden, p, training):
    return nn.Dropout(p).train(training)(hidden)


def by_filling(hidden, p, training):
    if not training:
        return hidden
    dropped = torch.rand_like(hidden) < p
    return hidden.masked_fill(dropped, 0) * (1 / (1 - p) if p < 1 else 1)


RIGHT = [by_layer, by_filling]


def changed(change):
    """Make an answer that is right where nothing is left to chance."""

    def answer(hidden, p, training):
        if not training or p in (0, 1):
            return by_filling(hidden, p, training)
        return change(hidden, p)

    return answer


def seeded(hidden, p):
    torch.manual_seed(1)
    return by_filling(hidden, p, True)


def exact_number(hidden, p):
    mask = torch.ones(hidden.numel())
    mask[torch.randperm(len(mask))[: round(p * len(mask))]] = 0
    return hidden * mask.reshape(hidden.shape) / (1 - p)


WRONG = {
    "Share of dropped entries: you get '100.0%'": lambda hidden, p, training: (
        hidden * 0 if p == 1 else by_filling(hidden, p, training)
    ),
    "Gradient: you get 'cut off'": (
        lambda hidden, p, training: (
            torch.zeros_like(hidden)
            if training and p == 1
            else by_layer(hidden, p, training)
        ),
        changed(lambda hidden, p: functional.dropout(hidden.detach(), p)),
    ),
    "Gradient: you get 'NaN'": lambda hidden, p, training: (
        torch.where(torch.rand(hidden.shape) < p, 0.0, hidden / (1 - p))
        if training
        else hidden
    ),
    "Entries share a random number": (
        changed(
            lambda h, p: h * (torch.rand(len(h), *[1] * (h.ndim - 1)) >= p) / (1 - p)
        ),
        changed(lambda h, p: h * (torch.rand(h.shape[1:]) >= p) / (1 - p)),
        changed(lambda h, p: h * (torch.rand(*h.shape[:-1], 1) >= p) / (1 - p)),
    ),
    "A second call drops the same": changed(seeded),
    "Each call drops equally many": changed(exact_number),
    "Factor of the kept entries: you get '66.667'": changed(
        lambda h, p: h * (torch.rand(h.shape) >= p) / p
    ),
    "Share of dropped entries: you get": changed(
        lambda h, p: h * (torch.randint(100, h.shape) >= 100 * p) / (1 - p)
    ),
    "What you return": changed(lambda h, p: h[torch.rand(h.shape) >= p] / (1 - p)),
    "Your code changes its input `hidden` in place": changed(
        lambda h, p: h.mul_(torch.rand(h.shape) >= p) / (1 - p)
    ),
}
