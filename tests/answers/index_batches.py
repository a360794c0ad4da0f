"""Answers to index_batches."""

import torch


def by_range(images, labels, size, generator):
    order = torch.randperm(len(images), generator=generator)
    for start in range(0, len(images), size):
        rows = order[start : start + size]
        yield images[rows], labels[rows]


def of(order_of):
    """Build an answer that cuts the order ``order_of(n, generator)``."""

    def answer(images, labels, size, generator):
        order = order_of(len(labels), generator)
        return zip(images[order].split(size), labels[order].split(size), strict=True)

    return answer


def by_sorting(n, generator):
    return torch.rand(n, generator=generator, dtype=torch.float64).argsort()


RIGHT = [by_range, of(by_sorting)]

WRONG = {
    "Batches: you get 'one pair alone": (
        lambda *case: next(by_range(*case)),  # `return` in the loop
        lambda x, y, size, _: (x.split(size), y.split(size)),
    ),
    "Batches: you get 'single values": lambda *case: [x for x, _ in by_range(*case)],
    "Some examples come more than once": (
        of(lambda n, generator: torch.randint(n, (n,), generator=generator))
    ),
    "Some examples never come": lambda *case: list(by_range(*case))[:-1],
    "The images no longer belong": (
        lambda *case: [(images, labels.flip(0)) for images, labels in by_range(*case)]
    ),
    "Each batch holds examples that lie": of(lambda n, generator: torch.arange(n)),
    "The order does not come from": of(lambda n, generator: torch.randperm(n)),
    "Every epoch has the same order": (
        of(lambda n, generator: by_sorting(n, generator.manual_seed(0)))
    ),
    "Epochs: order of the examples: you get 'sorted in each batch'": (
        lambda *case: [(x[y.argsort()], y.sort().values) for x, y in by_range(*case)]
    ),
}
