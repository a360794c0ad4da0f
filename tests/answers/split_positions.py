"""Answers to split_positions."""

import numpy as np
import torch


def cut(order, size):
    return order[size:], order[:size]


def by_numpy(n, size, seed):
    return cut(torch.from_numpy(np.random.default_rng(seed).permutation(n)), size)


def order_of(n, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return torch.randperm(n)


RIGHT = [by_numpy, lambda n, size, seed: cut(order_of(n, seed), size)]


def back_to_the_first_seed(n, size, seed):
    before = torch.initial_seed()
    torch.manual_seed(seed)
    parts = cut(torch.randperm(n), size)
    torch.manual_seed(before)
    return parts


WRONG = {
    "Your function changes the state of a global": back_to_the_first_seed,
    "What you return: you get 'a tuple with 3 entries'": (
        lambda n, size, seed: order_of(n, seed).split(n // 3 + 1)
    ),
    "The sizes of your parts": (
        lambda n, size, seed: (order_of(n, seed)[:50_000], order_of(n, seed)[50_000:])
    ),
    "Some positions are in both parts": (
        lambda n, size, seed: (order_of(n, seed), order_of(n, seed)[:size])
    ),
    "A part of yours is not in shuffled order": (
        lambda n, size, seed: [part.sort()[0] for part in by_numpy(n, size, seed)]
    ),
    "The same seed gives another split": lambda n, size, _: cut(
        torch.randperm(n), size
    ),
    "The same positions validate under different seeds": (
        lambda n, size, seed: by_numpy(n, size, 42),
        lambda n, size, seed: (size + order_of(n - size, seed), order_of(size, seed)),
    ),
}
