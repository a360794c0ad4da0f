"""index_batches: shuffled batches by index, without a DataLoader."""

import torch

from torchcourse.checking import Exercise
from torchcourse.checking.observers import draw_elsewhere, global_streams, moved


def index_batches(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    for rows in order.split(size):
        yield images[rows], labels[rows]


def cases(generator):
    def case(n, size, *shape):
        labels = torch.arange(n)  # each its own, so that every example is known again
        images = labels.reshape(n, *[1] * len(shape)) * torch.ones(n, *shape) / 10
        return images, labels, size, torch.Generator().manual_seed(7 * n + size)

    return [case(50, 8, 3), case(31, 6, 2, 2), case(40, 5, 4), case(30, 4, 1)]


def observe(answer, images, labels, size, generator):
    before = global_streams()
    batches = answer(images, labels, size, generator)
    if batches is None:
        return None
    if isinstance(batches, tuple) and len(batches) == 2:  # no case has two batches
        return {"batches": "one pair alone", "epochs": None}
    epochs = [list(batches), list(answer(images, labels, size, generator))]
    streams = moved(before)
    draw_elsewhere()
    anew = torch.Generator().manual_seed(generator.initial_seed())
    epochs.append(list(answer(images, labels, size, anew)))
    kind = kind_of(epochs[0], images, labels)
    effects = effects_of(epochs, images, streams) if kind == PAIRS else None
    return {"batches": kind, "epochs": effects}


def effects_of(epochs, images, streams):
    first, second, again = (torch.cat([t for _, t in epoch]) for epoch in epochs)
    seen = torch.cat([x for x, _ in epochs[0]])
    different = len(first.unique())
    return {
        "examples in each batch": [len(target) for _, target in epochs[0]],
        "examples that come again": len(first) - different,
        "examples that never come": len(images) - different,
        "pairs belong together": torch.equal(seen, images[first % len(images)]),
        "order of the examples": order_of([t for _, t in epochs[0] if len(t)]),
        "the second epoch has another order": not torch.equal(first, second),
        "the same seed gives the same order": torch.equal(first, again),
        "global random streams that move": streams,
    }


PAIRS = "pairs of images and labels"


def kind_of(batches, images, labels):
    """Say whether batches are pairs, or what they are instead."""
    for batch in batches:
        if isinstance(batch, torch.Tensor) or not isinstance(batch, tuple | list):
            return f"single values of type {type(batch).__name__}"
        forms = [(getattr(x, "dtype", None), getattr(x, "shape", ())) for x in batch]
        n = forms[-1][1][:1]
        if not n or forms != [(x.dtype, n + x.shape[1:]) for x in (images, labels)]:
            return "other tuples, shapes or dtypes"
    return PAIRS if batches else "none"


def order_of(targets):
    """Name an order by what is left in it of the order of the data."""
    if all(len(t) == 1 for t in targets):
        return "single examples"
    if all(t.max() - t.min() < len(t) for t in targets):
        return "neighbors of the data in each batch"
    if all(torch.equal(t, t.sort().values) for t in targets):
        return "sorted in each batch"
    return "shuffled"


def size_as_count(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return [(images[rows], labels[rows]) for rows in order.chunk(size)]


def has(effect, value):
    """Build the sign that an effect has a value."""
    return lambda given, expected: given["epochs"][effect] == value


exercise = Exercise(
    index_batches,
    cases=cases,
    observe=observe,
    then=lambda *_: "list({})",
    hints=(
        "`torch.randperm(n, generator=generator)` is a shuffled order of all "
        "positions. `split` cuts it into pieces.",
        "One piece of positions picks the images, and the same piece picks the labels.",
        "The last piece may be shorter than `size`. `split` keeps it; what does your "
        "loop do?",
    ),
    mistakes={
        "You cut the data into `size` batches. `size` is the number of examples in a "
        "batch: which of `chunk` and `split` takes that?": size_as_count,
    },
    signs={
        "Some examples come more than once in an epoch. Do you draw from all examples "
        "again for every batch, or to fill the last batch?": lambda given, expected: (
            given["epochs"]["examples that come again"] > 0
        ),
        "Some examples never come. How many batches are needed for 50 examples in "
        "batches of 8?": lambda given, expected: (
            given["epochs"]["examples that never come"] > 0
        ),
        "The images no longer belong to their labels. How many orders should an epoch "
        "have?": has("pairs belong together", False),
        "Each batch holds examples that lie side by side in the data. What must be "
        "shuffled before anything is cut?": (
            has("order of the examples", "neighbors of the data in each batch")
        ),
        "The order does not come from `generator`: another generator with the same "
        "seed gives another order. Which argument of `torch.randperm` takes it?": (
            has("the same seed gives the same order", False)
        ),
        "Every epoch has the same order. What do you set back in each call, although "
        "`generator` goes on by itself?": (
            has("the second epoch has another order", False)
        ),
    },
)
