"""Answers to index_batches: right ones of other construction, and wrong ones."""

import random

import torch


def by_range(images, labels, size, generator):
    order = torch.randperm(len(images), generator=generator)
    for start in range(0, len(images), size):
        rows = order[start : start + size]
        yield images[rows], labels[rows]


def of_shuffled_copies(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return zip(images[order].split(size), labels[order].split(size), strict=True)


def by_sorting(images, labels, size, generator):
    keys = torch.rand(len(labels), generator=generator, dtype=torch.float64)
    return [[images[rows], labels[rows]] for rows in keys.argsort().split(size)]


RIGHT = [by_range, of_shuffled_copies, by_sorting]


def of(orders):
    """Build an answer that cuts what ``orders(n, generator)`` gives: one or two."""

    def answer(images, labels, size, generator):
        found = orders(len(labels), generator)
        one, other = found if isinstance(found, tuple) else (found, found)
        return list(
            zip(images[one].split(size), labels[other].split(size), strict=True)
        )

    return answer


def draws_for_every_batch(images, labels, size, generator):
    for _ in range(0, len(labels), size):
        rows = torch.randperm(len(labels), generator=generator)[:size]
        yield images[rows], labels[rows]


def shuffles_the_batches(*case):
    batches = list(of(lambda n, generator: torch.arange(n))(*case))
    order = torch.randperm(len(batches), generator=case[3])
    return [batches[i] for i in order]


def shuffle(n, generator):
    return torch.randperm(n, generator=generator)


def sorted_in_each_batch(images, labels, size, generator):
    for rows in shuffle(len(labels), generator).split(size):
        yield images[rows.sort().values], labels[rows.sort().values]


def an_empty_batch(images, labels, size, generator):
    order = shuffle(len(labels), generator)
    for i in range(len(labels) // size + 1):
        rows = order[i * size : (i + 1) * size]
        yield images[rows], labels[rows]


WRONG = {
    "Examples in each batch: you return": an_empty_batch,
    "Some examples come more than once": (
        of(lambda n, generator: torch.cat([shuffle(n, generator), torch.arange(3)])),
        draws_for_every_batch,
        of(lambda n, generator: torch.randint(n, (n,), generator=generator)),
    ),
    "Some examples never come": (
        of(lambda n, generator: shuffle(n, generator)[: n - 3]),
        lambda *case: list(by_range(*case))[1:],
    ),
    "The images no longer belong": (
        of(lambda n, generator: (shuffle(n, generator), shuffle(n, generator))),
        of(lambda n, generator: (shuffle(n, generator), torch.arange(n))),
    ),
    "Each batch holds examples that lie side by side": (
        shuffles_the_batches,
        of(lambda n, generator: torch.arange(n)),
    ),
    "The order does not come from `generator`": (
        of(lambda n, generator: torch.randperm(n)),
        of(lambda n, generator: random.sample(range(n), n)),
    ),
    "Every epoch has the same order": of(
        lambda n, generator: shuffle(n, torch.Generator().manual_seed(0))
    ),
    "Order of the examples: you get 'sorted in each batch'": sorted_in_each_batch,
    "Batches: you get 'single values of type Tensor'": lambda images, labels, *rest: (
        x for x, _ in by_range(images, labels, *rest)
    ),
    "Batches: you get 'other tuples, shapes or dtypes'": lambda images, labels, *rest: (
        (images[i : i + 1], labels[i]) for i in shuffle(len(labels), rest[1])
    ),
    "Your function returns None": lambda *case: None,
}
