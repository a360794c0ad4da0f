"""Answers to inverted_dropout."""

import torch
from torch import nn


def by_filling(hidden, p, training):
    if not training:
        return hidden
    dropped = torch.rand_like(hidden) < p
    return hidden.masked_fill(dropped, 0) * (1 / (1 - p) if p < 1 else 1)


def by_bernoulli(hidden, p, training):
    kept = torch.bernoulli(torch.full_like(hidden, 1 - p)) if training else 1
    return hidden * kept / (1 - p if training and p < 1 else 1)


RIGHT = [by_bernoulli, by_filling]


def changed(change):
    """Make an answer that is right where nothing is left to chance."""

    def answer(hidden, p, training):
        by_chance = training and 0 < p < 1
        return change(hidden, p) if by_chance else by_filling(hidden, p, training)

    return answer


def seeded(hidden, p):
    torch.manual_seed(1)
    return by_filling(hidden, p, True)


def exact_number(hidden, p):
    order = torch.randperm(hidden.numel()).reshape(hidden.shape)
    return hidden * (order >= p * hidden.numel()) / (1 - p)


def new_leaf(hidden, p, training):
    leaf = torch.zeros_like(hidden, requires_grad=True)
    return leaf if training and p == 1 else by_filling(hidden, p, training)


WRONG = {
    "Factor of the kept entries at `p` = 0.5 if `training` is False: you get '2'": (
        lambda h, p, training: by_filling(h, p, training) / (1 if training else 1 - p)
    ),
    "Share of dropped entries at `p` = 1 if `training` is False: you get '100.0%'": (
        lambda h, p, training: h * 0 if p == 1 else by_filling(h, p, training)
    ),
    "You use PyTorch's own dropout": (
        lambda h, p, training: nn.Dropout(p).train(training)(h)
    ),
    "At `p` = 1 your code divides by 1 - `p`": lambda h, p, training: (
        torch.where(torch.rand_like(h) < p, 0.0, h / (1 - p)) if training else h
    ),
    "At `p` = 1 your zeros are cut off": new_leaf,
    "What you return: you get 'a tensor, torch.float32, shape (20, 30, 40)'": changed(
        lambda h, p: h.float() * (torch.rand(h.shape) >= p) / (1 - p)
    ),
    "Entries share a random number": changed(
        lambda h, p: h * (torch.rand(*h.shape[:-1], 1) >= p) / (1 - p)
    ),
    "A second call drops the same entries at": changed(seeded),
    "Each call drops equally many": changed(exact_number),
    "Share of dropped entries at `p` = 0.015: you get": changed(
        lambda h, p: h * (torch.randint(100, h.shape) >= 100 * p) / (1 - p)
    ),
}
