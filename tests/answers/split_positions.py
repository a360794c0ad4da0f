"""Answers to split_positions: right ones of other construction, and wrong ones."""

import random

import numpy as np
import torch
from torch.utils.data import random_split


def by_random_split(n, size, seed):
    generator = torch.Generator().manual_seed(seed)
    parts = random_split(range(n), [n - size, size], generator)
    return tuple(torch.tensor(part.indices) for part in parts)


def by_numpy(n, size, seed):
    return cut(torch.from_numpy(np.random.default_rng(seed).permutation(n)), size)


def in_a_fork(n, size, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return cut(torch.randperm(n), size)


def by_sample(n, size, seed):
    order = random.Random(f"split {seed}").sample(range(n), n)
    return [torch.tensor(order[size:]), torch.tensor(order[:size])]


RIGHT = [by_random_split, by_numpy, in_a_fork, by_sample]


def order_of(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def cut(order, size):
    return order[size:], order[:size]


def back_to_the_first_seed(n, size, seed):
    before = torch.initial_seed()
    torch.default_generator.manual_seed(seed)
    parts = cut(torch.randperm(n), size)
    torch.default_generator.manual_seed(before)
    return parts


WRONG = {
    "After your call the global random streams": (
        back_to_the_first_seed,
        lambda n, size, seed: (np.random.seed(seed), by_numpy(n, size, seed))[1],
    ),
    "The sizes of your parts": (
        lambda n, size, seed: (order_of(n, seed)[:50_000], order_of(n, seed)[50_000:]),
        lambda n, size, seed: cut(order_of(n, seed), n - size),
    ),
    "Positions that come twice in one part": lambda n, size, seed: cut(
        torch.randint(n, (n,), generator=torch.Generator().manual_seed(seed)), size
    ),
    "Some positions are in both parts": (
        lambda n, size, seed: (order_of(n, seed), order_of(n, seed)[:size])
    ),
    "A part of yours is not in shuffled order": (
        lambda n, size, seed: cut(torch.arange(n), size),
        lambda n, size, seed: [part.sort()[0] for part in by_numpy(n, size, seed)],
    ),
    "The same seed gives another split": lambda n, size, _: cut(
        torch.randperm(n), size
    ),
    "Different seeds give the same split": lambda n, size, seed: by_numpy(n, size, 42),
    "The same positions validate under different seeds": (
        lambda n, size, seed: (size + order_of(n - size, seed), order_of(size, seed))
    ),
    "What you return: you get 'a Subset and a Subset'": lambda n, size, seed: (
        random_split(range(n), [n - size, size])
    ),
    "Positions outside of 0 to n - 1": lambda *case: [p + 1 for p in by_numpy(*case)],
}
