"""Exercise 6.2: split positions once, and the same way every time."""

import random
from itertools import pairwise

import numpy as np
import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.streams import draw_elsewhere, global_streams, moved

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
    return [(50, 20, 0), (31, 14, 7), (200, 30, 1), (40, 29, 3), (25, 0, 2)]


POSITIONS = "positions"
RETURNED = "what you return"
SIZES = ("positions for training", "positions for validation")
MISSING = "positions that are missing"
OUTSIDE = "positions outside of 0 to n - 1"
BOTH = "positions in both parts"
TWICE = "positions that come twice in one part"
ORDERS = ("order of the training part", "order of the validation part")
REPEATS = "two calls with one seed"
SPLITS = "different splits that four seeds give"
CHOICES = "different choices for validation that four seeds give"
MOVED = "global random numbers that you move"
OTHER_SEEDS = (1, 2, 1000)  # added to a case's own


@exercise.observe
def properties(answer, n, validation_size, seed):
    before = global_streams()
    splits = [answer(n, validation_size, seed)]
    touched = moved(before)
    for other in (0, *OTHER_SEEDS):
        draw_elsewhere()
        splits.append(answer(n, validation_size, seed + other))
    for split in splits:
        if _form(split) != "two tensors of positions":
            return {RETURNED: _form(split)}
    first, again, *others = splits
    choices = [[split[1].sort().values] for split in (first, *others)]
    return {
        RETURNED: _form(first),
        **{size: len(part) for size, part in zip(SIZES, first, strict=True)},
        **_of_one_split([part.tolist() for part in first], n),
        REPEATS: "one split" if _same(first, again) else "two splits",
        SPLITS: _different([first, *others]),
        CHOICES: _different(choices),
        MOVED: touched,
    }


def _form(split):
    if not isinstance(split, list | tuple):
        return f"one {_kind(split)}"
    kinds = [_kind(part) for part in split]
    if kinds == [POSITIONS, POSITIONS]:
        return "two tensors of positions"
    return " and ".join(kinds) or "nothing"


def _kind(part):
    """Return the form of a part, in words; an empty tensor may have any dtype."""
    if not isinstance(part, torch.Tensor):
        return type(part).__name__
    if part.dtype == torch.bool:
        return "mask"
    if part.ndim != 1:
        return f"tensor with {part.ndim} dimensions"
    fits = part.dtype == torch.int64 or not part.numel()
    return POSITIONS if fits else f"{str(part.dtype).removeprefix('torch.')} tensor"


def _of_one_split(parts, n):
    training, validation = map(set, parts)
    held, all_of_them = training | validation, set(range(n))
    outside, missing = held - all_of_them, all_of_them - held
    shared = len(training & validation)
    whole = shared == min(len(training), len(validation)) > 0
    return {
        MISSING: _how_many(len(missing)),
        OUTSIDE: "n" if outside == {n} and 0 in missing else _how_many(len(outside)),
        BOTH: "one whole part" if whole else _how_many(shared),
        TWICE: "some" if any(len(set(p)) < len(p) for p in parts) else "none",
        **{key: _order(part) for key, part in zip(ORDERS, parts, strict=True)},
    }


def _how_many(count):
    return "none" if count == 0 else "one" if count == 1 else "some"


def _order(part):
    steps = [b - a for a, b in pairwise(part)]
    if not steps:
        return "none"
    if set(steps) == {1}:
        return "that of the file"
    if min(steps) > 0:
        return "ascending"
    most = max(map(steps.count, steps))
    return "mostly equal steps" if most > len(steps) / 2 else "shuffled"


def _same(one, other):
    return len(one) == len(other) and all(map(torch.equal, one, other))


def _different(splits):
    """Return how many of some splits differ from all before them."""
    found = []
    for split in splits:
        if not any(_same(split, old) for old in found):
            found.append(split)
    return len(found)


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
    "numbers move on: `seed` has no effect. Whose stream do you draw from?"
)
def not_seeded(n, validation_size, seed):
    return torch.randperm(n).split([n - validation_size, validation_size])


@exercise.slip(
    "The split repeats, but PyTorch's random numbers move for the whole notebook, as "
    "by `torch.manual_seed`. Which kind of stream belongs to you alone?"
)
def seeds_the_notebook(n, validation_size, seed):
    torch.default_generator.manual_seed(seed)  # of the CPU alone
    return torch.randperm(n).split([n - validation_size, validation_size])


@exercise.slip(
    "You cut without shuffling. If the images are sorted by digit, validation gets "
    "only the last digits. And what is `seed` for?"
)
def not_shuffled(n, validation_size, seed):
    return torch.arange(n).split([n - validation_size, validation_size])


@exercise.slip(
    "The split is drawn well, but both parts are in ascending order, as if sorted or "
    "taken from a mask. In which order did the draw give them?"
)
def sorted_again(n, validation_size, seed):
    parts = split_positions(n, validation_size, seed)
    return tuple(part.sort().values for part in parts)


@exercise.slip(
    "Every seed gives the same split. Your stream starts at a place that does not "
    "depend on `seed`: what sets that place?"
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
    "You draw with replacement, as `randint` does: some positions come twice, others "
    "never. Which function gives each exactly once?"
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
    "You shuffle within each part, but the cut came first: the same images validate "
    "under every seed. What if they are all nines?"
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
    "With a `validation_size` of 0 your validation part holds everything: an index of "
    "-0 is 0, the front. Where is the cut, counted from the front?"
)
def validation_from_the_end(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order[: n - validation_size], order[-validation_size:]


@exercise.slip(
    "`split` with one size cuts pieces of that size until nothing is left, so the "
    "number of parts depends on `n`. How do you ask it for two given sizes?"
)
def split_by_one_size(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order.split(n - validation_size)


@exercise.slip(
    "`split` with one size cuts pieces of `validation_size` until nothing is left. How "
    "do you ask it for two given sizes?"
)
def split_by_the_validation_size(n, validation_size, seed):
    return torch.randperm(n, generator=_generator(seed)).split(validation_size)


@exercise.slip(
    "You cut in the middle, whatever `validation_size` is. How many positions does "
    "each part get?"
)
def halves(n, validation_size, seed):
    return torch.randperm(n, generator=_generator(seed)).chunk(2)


@exercise.slip(
    "The split repeats, but NumPy's global random numbers move for the whole notebook. "
    "Which kind of stream belongs to you alone?"
)
def seeds_numpy(n, validation_size, seed):
    np.random.seed(seed)
    order = torch.from_numpy(np.random.permutation(n))
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "The split repeats, but the global random numbers of Python's `random` move for "
    "the whole notebook. Which kind of stream belongs to you alone?"
)
def seeds_python(n, validation_size, seed):
    random.seed(seed)
    order = torch.tensor(random.sample(range(n), n))
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "The split repeats, but you move the global random numbers of PyTorch, NumPy and "
    "Python. How many streams does one draw need, and whose?"
)
def seeds_everything(n, validation_size, seed):
    seeds_numpy(n, validation_size, seed)
    seeds_python(n, validation_size, seed)
    return seeds_the_notebook(n, validation_size, seed)


@exercise.slip(
    "The same seed gives another split every time, and NumPy's global random numbers "
    "move on: `seed` has no effect. Whose stream do you draw from?"
)
def numpy_not_seeded(n, validation_size, seed):
    order = torch.from_numpy(np.random.permutation(n))
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "The same seed gives another split every time, and the global numbers of Python's "
    "`random` move on: `seed` has no effect. Whose stream do you draw from?"
)
def python_not_seeded(n, validation_size, seed):
    order = torch.tensor(random.sample(range(n), n))
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "The notebook's random numbers stay, but the same seed gives another split every "
    "time: your stream begins at another place with each call. Where does `seed` enter?"
)
def own_stream_without_seed(n, validation_size, seed):
    generator = torch.Generator()
    generator.seed()
    order = torch.randperm(n, generator=generator)
    return order.split([n - validation_size, validation_size])


@exercise.slip(
    "Only the training part is shuffled; the validation part is in ascending order. "
    "Can both come from one shuffled order as they are?"
)
def validation_in_order(n, validation_size, seed):
    training, validation = split_positions(n, validation_size, seed)
    return training, validation.sort().values


@exercise.slip(
    "Both parts are cut from the same end of the order, so they share positions, and "
    "others are in neither. Where should the second part begin?"
)
def both_from_one_end(n, validation_size, seed):
    order = torch.randperm(n, generator=_generator(seed))
    return order[: n - validation_size], order[:validation_size]


@exercise.slip(
    "Both parts are drawn from 0 on: the smaller one lies within the other, and the "
    "last positions never come. From how many positions should the one draw be?"
)
def both_from_zero(n, validation_size, seed):
    generator = _generator(seed)
    training = torch.randperm(n - validation_size, generator=generator)
    return training, torch.randperm(validation_size, generator=generator)


def _words(given):
    return given[RETURNED].split()


@exercise.symptom(
    "Your function still returns a `...`. Which two tensors belong in its place?"
)
def dots(given, expected):
    return "ellipsis" in _words(given)


@exercise.symptom(
    "You return a mask: a True or False for each position. It says which ones are in, "
    "but not in which order. Which numbers does the exercise ask for?"
)
def masks(given, expected):
    return "mask" in _words(given)


@exercise.symptom(
    "You return a set. Sets have no order, and a shuffled one is asked for: what holds "
    "numbers in an order, and in PyTorch?"
)
def sets(given, expected):
    return {"set", "frozenset"} & {*_words(given)}


@exercise.symptom(
    "You return a subset, as `random_split` gives it. It knows its positions: under "
    "which name, and how do they become a tensor?"
)
def subsets(given, expected):
    return "Subset" in _words(given)


@exercise.symptom(
    "Your positions are in NumPy arrays. Which function of PyTorch makes a tensor of "
    "an array?"
)
def arrays(given, expected):
    return "ndarray" in _words(given)


@exercise.symptom(
    "Your positions are in Python's own sequences, such as lists. What makes a tensor "
    "of one?"
)
def sequences(given, expected):
    return {"list", "tuple", "range"} & {*_words(given)}


@exercise.symptom(
    "You return one tensor. The exercise asks for two, which may differ in length: "
    "where is the cut?"
)
def one_tensor(given, expected):
    return given[RETURNED].startswith(("one positions", "one tensor"))


@exercise.symptom(
    "A tensor of yours has more than one dimension, or none. Positions stand in a "
    "plain row: which dimension is too much?"
)
def not_a_row(given, expected):
    return "dimensions" in _words(given)


@exercise.symptom(
    "Your positions have another dtype than int64, the one that PyTorch counts in. "
    "Which step gave it to them?"
)
def another_dtype(given, expected):
    return "tensor" in _words(given)


@exercise.symptom(
    "You return two things, but no two tensors of positions. What do you have in hand, "
    "and where are the positions in it?"
)
def no_positions(given, expected):
    kinds = given[RETURNED].split(" and ")
    return len(kinds) == 2 and {*kinds} != {POSITIONS}


@exercise.symptom(
    "You do not return two tensors in a tuple. What does your function give, and where "
    "are the two parts in it?"
)
def no_pair(given, expected):
    return given[RETURNED] != expected[RETURNED]


def _empty(expected):
    """Return whether nothing validates, where some mistakes cannot show."""
    return expected[SIZES[1]] == 0


@exercise.symptom(
    "Your positions go up to n, and 0 never comes. At which number do Python and "
    "PyTorch begin to count?"
)
def counts_from_one(given, expected):
    return given[OUTSIDE] == "n"


@exercise.symptom(
    "Some of your numbers are no positions: they lie outside of 0 to n - 1. Which "
    "positions do n images have?"
)
def outside(given, expected):
    return given[OUTSIDE] != "none"


@exercise.symptom(
    "Some positions come twice in one part. Which draw gives each of them exactly once?"
)
def twice(given, expected):
    return _empty(expected) or given[TWICE] != "none"


@exercise.symptom(
    "One position is in neither part. Where does the first part end, and where does "
    "the second begin?"
)
def one_lost(given, expected):
    return _empty(expected) or (given[MISSING] == "one" and given[BOTH] == "none")


@exercise.symptom(
    "One position is in both parts. Where does the first part end, and where does the "
    "second begin?"
)
def one_in_both(given, expected):
    return _empty(expected) or given[BOTH] == "one"


@exercise.symptom(
    "One part lies wholly within the other, so validation measures memory. How can a "
    "position be in one part alone?"
)
def one_within_the_other(given, expected):
    return _empty(expected) or given[BOTH] == "one whole part"


@exercise.symptom(
    "Some positions are in both parts, so validation measures memory. How can one draw "
    "give both parts?"
)
def some_in_both(given, expected):
    return _empty(expected) or given[BOTH] != "none"


@exercise.symptom(
    "Some positions are in neither part. How do the two together hold all of them?"
)
def some_lost(given, expected):
    return _empty(expected) or given[MISSING] != "none"


@exercise.symptom(
    "Nothing is shuffled: most neighbors in your parts are equally far apart in the "
    "file. Which function gives the positions in random order?"
)
def equal_steps(given, expected):
    return not {given[order] for order in ORDERS} & {"shuffled", "ascending"}


@exercise.symptom(
    "The sizes are not those asked for: `validation_size` positions belong in the "
    "second part, all others in the first. What decides yours?"
)
def other_sizes(given, expected):
    return any(given[size] != expected[size] for size in SIZES)


@exercise.symptom(
    "The same seed gives another split when you are called again. What should the "
    "split depend on, and on nothing else?"
)
def never_the_same(given, expected):
    return given[REPEATS] == "two splits"


@exercise.symptom("Every seed gives the same split. Where does `seed` enter the draw?")
def always_the_same(given, expected):
    return given[SPLITS] == 1


@exercise.symptom(
    "Some seeds give the same split as others. What do you do to `seed` before it "
    "reaches the stream?"
)
def few_splits(given, expected):
    return given[SPLITS] < expected[SPLITS]


@exercise.symptom(
    "The order changes with the seed, but some seeds choose the same positions for "
    "validation. What comes first, the shuffle or the cut?"
)
def few_choices(given, expected):
    return _empty(expected) or given[CHOICES] < expected[CHOICES]


@exercise.symptom(
    "You move the notebook's own random numbers: PyTorch's, NumPy's or Python's. Which "
    "kind of stream belongs to you alone?"
)
def moves_the_streams(given, expected):
    return given[MOVED] != "none"


@exercise.symptom(
    "A part of yours is not in shuffled order. Which step of your code decides which "
    "position follows which?"
)
def in_order(given, expected):
    orders = [given[order] for order in ORDERS]
    return any(order not in ("shuffled", "none") for order in orders)
