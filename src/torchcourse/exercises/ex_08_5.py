"""Exercise 8.5: batches by index, without a DataLoader."""

import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.streams import draw_elsewhere, global_streams, moved

exercise = Exercise(
    "8.5",
    "batches by index",
    hints=(
        "`torch.randperm(n, generator=generator)` is a shuffled order of all "
        "positions. `split` cuts it into pieces.",
        "One piece of positions picks the images, and the same piece picks the labels.",
        "The tail is shorter than `size`. `split` keeps it; what does your loop do?",
    ),
)


@exercise.reference
def index_batches(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    for rows in order.split(size):
        yield images[rows], labels[rows]


@exercise.cases
def cases(generator):
    def case(n, size, *shape):
        labels = torch.arange(n)  # each its own, so that every example is known again
        images = labels.reshape(n, *[1] * len(shape)) * torch.ones(n, *shape) / 10
        return images, labels, size, 7 * n + size

    return [case(50, 8, 3), case(31, 10, 2, 2), case(40, 5, 4), case(24, 7, 1)]


@exercise.observe
def epochs(answer, images, labels, size, seed):
    generator = torch.Generator().manual_seed(seed)
    before = global_streams()
    first = _listed(answer(images, labels, size, generator))
    if isinstance(first, str):
        return {"one epoch": first}
    second = _listed(answer(images, labels, size, generator))
    touched = moved(before)
    draw_elsewhere()
    again = _listed(answer(images, labels, size, torch.Generator().manual_seed(seed)))
    order, other, repeated = (
        torch.cat([target for _, target in epoch]) for epoch in (first, second, again)
    )
    return {
        "one epoch": "pairs of images and labels",
        "the sizes": [len(target) for _, target in first],
        **_of_one_epoch(first, images, labels),
        "two epochs differ in order": not torch.equal(order, other),
        "the same seed gives the same order": torch.equal(order, repeated),
        "global random numbers that you move": touched,
    }


def _of_one_epoch(epoch, images, labels):
    """Describe what an epoch holds, and in which order, whatever order was drawn."""
    pictures, order = (torch.cat(parts) for parts in zip(*epoch, strict=True))
    targets = [target for _, target in epoch]
    held, known = order.tolist(), set(labels.tolist())
    inside = set(held) <= known
    belong = inside and torch.equal(pictures.to(images.dtype), images[order.long()])
    return {
        "the dtypes": [str(pictures.dtype), str(order.dtype)],
        "every image is one of the data": _all_in(pictures, images),
        "every label is one of the data": inside,
        "all examples are there": known <= set(held),
        "an example comes twice": len(set(held)) < len(held),
        "it does so in one batch": any(len(t.unique()) < len(t) for t in targets),
        "images and labels belong together": belong,
        "the labels are in the order of the data": held == sorted(held),
        "the images are in the order of the data": torch.equal(pictures, images),
        "a batch holds neighbors": all(t.max() - t.min() < len(t) for t in targets),
        "each batch is in order": all(
            t.tolist() == sorted(t.tolist()) for t in targets
        ),
    }


def _all_in(pictures, images):
    """Tell whether each picture is, number for number, one of the images."""
    if pictures.shape[1:] != images.shape[1:]:
        return False
    pairs = pictures.flatten(1)[:, None] == images.flatten(1)[None]
    return bool(pairs.all(dim=2).any(dim=1).all())


def _listed(batches):
    """Return the batches as a list of pairs of tensors, or what they are instead."""
    if batches is None or isinstance(batches, torch.Tensor) or callable(batches):
        return f"a {type(batches).__name__}, no batches"
    batches = list(batches)
    if not batches:
        return "no batch at all"
    kinds = {str(getattr(batch, "dtype", type(batch).__name__)) for batch in batches}
    for batch in batches:
        if isinstance(batch, torch.Tensor) or not isinstance(batch, tuple | list):
            return f"no pairs, but {' and '.join(sorted(kinds))}"
        if len(batch) != 2 or not all(isinstance(part, torch.Tensor) for part in batch):
            return "a batch is no pair of tensors"
        if not (batch[0].ndim and batch[1].ndim):
            return "no batches, but one example at a time"
        if len(batch[0]) != len(batch[1]):
            return "a batch has not as many images as labels"
        if batch[1].ndim != 1:
            first = "a row" if batch[0].ndim == 1 else "no row either"
            return f"the second of a pair is no row of labels; the first is {first}"
    return batches


def _pick(images, labels, pieces):
    return [(images[rows], labels[rows]) for rows in pieces]


@exercise.slip(
    "You draw positions with replacement: some examples come twice, others never. "
    "Which function gives each position once?"
)
def with_replacement(images, labels, size, generator):
    rows = torch.randint(len(labels), (len(labels),), generator=generator)
    return _pick(images, labels, rows.split(size))


@exercise.slip(
    "You draw a new set of positions for every batch. Within a batch none comes twice, "
    "but over the epoch some do, and others never come."
)
def draws_for_every_batch(images, labels, size, generator):
    n = len(labels)
    sizes = [min(size, n - start) for start in range(0, n, size)]
    pieces = [torch.randperm(n, generator=generator)[:k] for k in sizes]
    return _pick(images, labels, pieces)


@exercise.slip(
    "You drop the tail: examples that do not fill a batch are silently left out. How "
    "many batches are needed for 50 examples in batches of 8?"
)
def drops_the_tail(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    count = len(labels) // size
    return _pick(images, labels, order[: count * size].split(size))


@exercise.slip(
    "You drop the last batch even where it is full. When is there nothing left?"
)
def drops_the_last(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, order.split(size)[:-1])


@exercise.slip(
    "You fill the last batch with examples that were there already. The tail may be "
    "shorter: then nothing counts twice."
)
def fills_the_tail(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    missing = -len(labels) % size
    return _pick(images, labels, torch.cat([order, order[:missing]]).split(size))


@exercise.slip(
    "Every epoch has the same order. You seed anew in each call: who remembers where "
    "the random numbers are, if not you?"
)
def same_order_each_epoch(images, labels, size, generator):
    stream = torch.Generator().manual_seed(generator.initial_seed())
    return index_batches(images, labels, size, stream)


@exercise.slip(
    "Every epoch has the same order, and you reset the random numbers of the whole "
    "notebook. The generator that you are given is a stream of its own."
)
def seeds_the_notebook(images, labels, size, generator):
    torch.manual_seed(0)
    return _pick(images, labels, torch.randperm(len(labels)).split(size))


@exercise.slip(
    "The order comes from the notebook's random numbers, and the generator is not "
    "used: the same seed no longer gives the same epochs."
)
def without_the_generator(images, labels, size, generator):
    return _pick(images, labels, torch.randperm(len(labels)).split(size))


@exercise.slip(
    "You do not shuffle: every epoch walks through the data as they lie. Where does "
    "`generator` come in?"
)
def not_shuffled(images, labels, size, generator):
    return _pick(images, labels, torch.arange(len(labels)).split(size))


@exercise.slip(
    "You shuffle the batches, and each still holds the same neighbors. What has to be "
    "shuffled before it is cut?"
)
def shuffles_the_batches(images, labels, size, generator):
    pieces = torch.arange(len(labels)).split(size)
    full = [piece for piece in pieces if len(piece) == size]
    order = torch.randperm(len(full), generator=generator).tolist()
    tail = [piece for piece in pieces if len(piece) < size]
    return _pick(images, labels, [full[i] for i in order] + tail)


@exercise.slip(
    "You shuffle the batches, the short one among them, and each still holds the same "
    "neighbors. What has to be shuffled before it is cut?"
)
def shuffles_all_batches(images, labels, size, generator):
    pieces = torch.arange(len(labels)).split(size)
    order = torch.randperm(len(pieces), generator=generator).tolist()
    return _pick(images, labels, [pieces[i] for i in order])


@exercise.slip(
    "You shuffle within each batch, and each still holds the same neighbors. What has "
    "to be shuffled before it is cut?"
)
def shuffles_within(images, labels, size, generator):
    pieces = torch.arange(len(labels)).split(size)
    mixed = [p[torch.randperm(len(p), generator=generator)] for p in pieces]
    return _pick(images, labels, mixed)


@exercise.slip(
    "The images no longer go with their labels: you shuffle the two separately. How "
    "many orders should an epoch have?"
)
def two_orders(images, labels, size, generator):
    n = len(labels)
    orders = [torch.randperm(n, generator=generator).split(size) for _ in range(2)]
    return [(images[a], labels[b]) for a, b in zip(*orders, strict=True)]


@exercise.slip(
    "The images are shuffled and the labels are not, so they no longer go together."
)
def only_images(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return list(zip(images[order].split(size), labels.split(size), strict=True))


@exercise.slip(
    "The labels are shuffled and the images are not, so they no longer go together."
)
def only_labels(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return list(zip(images.split(size), labels[order].split(size), strict=True))


@exercise.slip(
    "You cut the data into `size` batches. `size` is the number of examples in a "
    "batch: which of `chunk` and `split` takes that?"
)
def size_as_count(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, order.chunk(size))


@exercise.slip(
    "You make the batches as equal as can be. All but the last are to have `size` "
    "examples."
)
def equal_batches(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, order.tensor_split(-(-len(labels) // size)))


@exercise.slip(
    "You give one batch and stop. Is there a `return` where a `yield` belongs?"
)
def one_batch(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, [order[:size]])


@exercise.slip(
    "Your first batch is missing: the loop starts at `size`. Where does an epoch begin?"
)
def starts_at_size(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, order[size:].split(size))


@exercise.slip(
    "You return a pair of tensors, the first batch. A caller wants to loop over many "
    "such pairs: `yield` gives one after another."
)
def one_pair(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return images[order[:size]], labels[order[:size]]


@exercise.slip(
    "You give the positions. The caller wants what lies there: images and labels."
)
def positions(images, labels, size, generator):
    return torch.randperm(len(labels), generator=generator).split(size)


@exercise.slip("You give the images alone. A loop needs their labels, too, as a pair.")
def images_alone(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return [images[rows] for rows in order.split(size)]


@exercise.slip("Labels come first in your pairs. The exercise names the images first.")
def labels_first(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return [(labels[rows], images[rows]) for rows in order.split(size)]


@exercise.slip(
    "Right examples, but each batch is sorted: batches of the same examples would "
    "look alike in every epoch. An order that is drawn needs no sorting."
)
def sorts_each_batch(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, [rows.sort().values for rows in order.split(size)])


@exercise.slip(
    "Every batch has `size` different examples, but over the epoch some come twice, "
    "others never. How many orders do you draw, and where does each batch begin?"
)
def new_order_for_every_batch(images, labels, size, generator):
    n = len(labels)
    for _ in range(0, n, size):
        rows = torch.randperm(n, generator=generator)[:size]
        yield images[rows], labels[rows]


@exercise.slip(
    "You draw a new order for every full batch, and none for the tail. Which one order "
    "could be cut, so that every example comes once?"
)
def new_order_for_every_full_batch(images, labels, size, generator):
    n = len(labels)
    for _ in range(n // size):
        rows = torch.randperm(n, generator=generator)[:size]
        yield images[rows], labels[rows]


@exercise.slip(
    "You draw `size` positions with replacement for every batch, so examples come "
    "twice even in one batch. Which function gives each position once?"
)
def randint_for_every_batch(images, labels, size, generator):
    n = len(labels)
    for _ in range(0, n, size):
        rows = torch.randint(n, (size,), generator=generator)
        yield images[rows], labels[rows]


@exercise.slip(
    "You draw positions with replacement for every full batch, and leave the tail out. "
    "Which function gives each position once, and who comes last?"
)
def randint_for_every_full_batch(images, labels, size, generator):
    n = len(labels)
    for _ in range(n // size):
        rows = torch.randint(n, (size,), generator=generator)
        yield images[rows], labels[rows]


@exercise.slip(
    "You begin a batch at every position, so there are as many batches as examples. "
    "Which third argument of `range` makes larger steps?"
)
def a_batch_from_every_position(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, [order[i : i + size] for i in range(len(order))])


@exercise.slip(
    "You give one example at a time, without the dimension of a batch. What cuts the "
    "order into pieces of `size` positions?"
)
def single_examples(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return [(images[i], labels[i]) for i in order]


@exercise.slip(
    "Your batches hold one example each. How many positions of the order should go "
    "into one?"
)
def batches_of_one(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return _pick(images, labels, order.split(1))


@exercise.symptom(
    "Some examples come twice, others never. Do you draw anew for every batch, or with "
    "replacement? One shuffled order for the whole epoch could be cut into pieces."
)
def twice_or_never(given, expected):
    known = given["every label is one of the data"]
    twice = given["an example comes twice"]
    return known and twice and not given["all examples are there"]


@exercise.symptom(
    "The same seed gives another epoch: your order comes from elsewhere, such as "
    "`random` or NumPy. Which argument of `torch.randperm` takes `generator`?"
)
def from_elsewhere(given, expected):
    return not given["the same seed gives the same order"]
