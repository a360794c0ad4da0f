"""Answers to index_batches."""

import torch


def of(orders):
    """Build an answer that cuts what ``orders(n, generator)`` gives: one or two."""

    def answer(images, labels, size, generator):
        found = orders(len(labels), generator)
        one, other = found if isinstance(found, tuple) else (found, found)
        return zip(images[one].split(size), labels[other].split(size), strict=True)

    return answer


def by_range(images, labels, size, generator):
    order = torch.randperm(len(images), generator=generator)
    for start in range(0, len(images), size):
        rows = order[start : start + size]
        yield images[rows], labels[rows]


def keys(n, generator):
    return torch.rand(n, generator=generator, dtype=torch.float64)


RIGHT = [by_range, of(lambda n, generator: keys(n, generator).argsort())]


def sorted_in_each_batch(images, labels, size, generator):
    for rows in torch.randperm(len(labels), generator=generator).split(size):
        yield images[rows.sort().values], labels[rows.sort().values]


WRONG = {
    "Only one pair comes": lambda *case: next(by_range(*case)),
    "Some examples come more than once": (
        of(lambda n, generator: torch.randint(n, (n,), generator=generator))
    ),
    "Some examples never come": lambda *case: list(by_range(*case))[:-1],
    "The images no longer belong": (
        of(lambda n, generator: (keys(n, generator).argsort(), torch.arange(n)))
    ),
    "Each batch holds examples that lie side by side": (
        of(lambda n, generator: torch.arange(n))
    ),
    "The order does not come from `generator`": (
        of(lambda n, generator: torch.randperm(n))
    ),
    "Every epoch has the same order": (
        of(lambda n, generator: keys(n, generator.manual_seed(0)).argsort())
    ),
    "Order of the examples: you get 'sorted in each batch'": sorted_in_each_batch,
}
