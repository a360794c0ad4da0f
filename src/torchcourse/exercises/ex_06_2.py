"""Exercise 6.2: split positions once, and the same way every time."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.2",
    "split once, and the same every time",
    hints=(
        "One shuffled order of all positions, cut in two, can neither overlap nor "
        "lose anything. Which function gave it when the images were split?",
        "`torch.manual_seed` would move the random numbers of the whole notebook. A "
        "`torch.Generator` is a stream of your own.",
    ),
)


@exercise.reference
def split_positions(n, validation_size, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return order.split([n - validation_size, validation_size])


@exercise.cases
def cases(generator):
    return [(50, 20, 0), (31, 9, 7), (200, 30, 1), (40, 29, 3), (25, 0, 2)]


@exercise.observe
def properties(answer, n, validation_size, seed):
    before = torch.get_rng_state()
    given = answer(n, validation_size, seed)
    untouched = torch.equal(torch.get_rng_state(), before)
    if not isinstance(given, list | tuple) or len(given) != 2:
        return {"the result": given, "what you return": _kind(given)}
    torch.rand(5)  # as other cells would do between two calls
    again, other = (
        answer(n, validation_size, seed),
        answer(n, validation_size, seed + 1),
    )
    return {
        "what you return": [_kind(part) for part in given],
        **_of_one_split([torch.as_tensor(part).flatten() for part in given], n),
        "the same seed gives the same split": _equal(given, again),
        "another seed gives another split": not _equal(given, other),
        "another seed validates on others": set(torch.as_tensor(given[1]).tolist())
        != set(torch.as_tensor(other[1]).tolist()),
        "the global random numbers are untouched": untouched,
    }


def _of_one_split(parts, n):
    held = torch.cat(parts).tolist()
    return {
        "all positions are held": set(held) == set(range(n)),
        "a position is in both": bool(torch.isin(*parts).any()),
        "a position comes twice in one part": any(
            len(part.unique()) < len(part) for part in parts
        ),
        "the training part is in order": torch.equal(parts[0], parts[0].sort().values),
        "the validation part is in order": torch.equal(
            parts[1], parts[1].sort().values
        ),
    }


def _kind(part):
    if isinstance(part, torch.Tensor) and not part.numel():
        return f"a tensor of shape {tuple(part.shape)}"
    if isinstance(part, torch.Tensor):
        return f"{str(part.dtype).removeprefix('torch.')} of shape {tuple(part.shape)}"
    return f"a {type(part).__name__}"


def _equal(one, other):
    pairs = zip(one, other, strict=True)
    return all(torch.equal(torch.as_tensor(a), torch.as_tensor(b)) for a, b in pairs)


def _generator(seed):
    return torch.Generator().manual_seed(seed)


@exercise.slip(
    "Some positions are in both parts, because you draw twice. Validation images that "
    "were trained on measure memory: how can one draw give both parts?"
)
def draws_twice(n, validation_size, seed):
    generator = _generator(seed)
    training = torch.randperm(n, generator=generator)[: n - validation_size]
    return training, torch.randperm(n, generator=generator)[:validation_size]


@exercise.slip(
    "Your training part holds everything, validation included. What has to go out of "
    "it?"
)
def trains_on_all(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order, order[:validation_size]


@exercise.slip(
    "The same seed gives another split every time, and the notebook's own random "
    "numbers move on: `seed` is not used. Whose stream do you draw from?"
)
def not_seeded(n, validation_size, seed):
    return torch.randperm(n).split([n - validation_size, validation_size])


@exercise.slip(
    "The split repeats, but `torch.manual_seed` also resets the random numbers of the "
    "whole notebook. Which kind of stream belongs to you alone?"
)
def seeds_the_notebook(n, validation_size, seed):
    torch.manual_seed(seed)
    return torch.randperm(n).split([n - validation_size, validation_size])


@exercise.slip(
    "You cut without shuffling. If the images are sorted by digit, validation gets "
    "only the last digits. And what is `seed` for?"
)
def not_shuffled(n, validation_size, seed):
    return torch.arange(n).split([n - validation_size, validation_size])


@exercise.slip(
    "The split is drawn well, and then sorted. The exercise asks for shuffled order: "
    "what would batches of neighbors look like if the files are sorted?"
)
def sorted_again(n, validation_size, seed):
    parts = split_positions(n, validation_size, seed)
    return tuple(part.sort().values for part in parts)


@exercise.slip(
    "Every seed gives the same split. Your stream starts at a place that does not "
    "depend on `seed`."
)
def ignores_the_seed(n, validation_size, seed):
    return split_positions(n, validation_size, 0)


@exercise.slip(
    "The two parts have each other's size. Which one is to hold `validation_size`, and "
    "which comes first?"
)
def swapped(n, validation_size, seed):
    return tuple(reversed(split_positions(n, validation_size, seed)))


@exercise.slip(
    "You draw positions with `randint`, which may draw one twice and never draws "
    "others. Which function gives each exactly once?"
)
def with_replacement(n, validation_size, seed):
    order = torch.randint(n, (n,), generator=_generator(seed))
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "Only the validation part is shuffled. Its positions are random, but the others "
    "follow in the order of the file: can both come from one shuffled order?"
)
def training_in_order(n, validation_size, seed):
    training, validation = split_positions(n, validation_size, seed)
    return training.sort().values, validation


@exercise.slip(
    "You shuffle within each part, but the cut came first: the last images of the file "
    "are always the validation ones. What if they are all nines?"
)
def cut_before_shuffled(n, validation_size, seed):
    generator, size = _generator(seed), n - validation_size
    training = torch.randperm(size, generator=generator)
    return training, size + torch.randperm(validation_size, generator=generator)


@exercise.slip(
    "With a `validation_size` of 0 your training part is empty: an index of -0 is 0, "
    "the front. Where is the cut, counted from the front?"
)
def cut_from_the_end(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order[:-validation_size], order[-validation_size:]


@exercise.slip(
    "`split` with one size cuts pieces of that size until nothing is left, so the "
    "number of parts depends on `n`. How do you ask it for two given sizes?"
)
def split_by_one_size(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order.split(n - validation_size)
