"""split_positions: one shuffled order, cut in two, the same every time."""

from itertools import pairwise

import torch

from torchcourse.checking import Exercise
from torchcourse.checking.describe import dtype_of, kind
from torchcourse.checking.observers import draw_elsewhere, global_streams, moved


def split_positions(n, validation_size, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return order.split([n - validation_size, validation_size])


def cases(generator):
    return [(50, 20, 0), (31, 14, 7), (200, 30, 1), (40, 29, 3), (25, 0, 2)]


RETURNED = "what you return"
SIZES = ("positions for training", "positions for validation")
OUTSIDE = "positions outside of 0 to n - 1"
TWICE = "positions that come twice in one part"
BOTH = "positions in both parts"
MISSING = "positions in neither part"
ORDERS = ("order of the training part", "order of the validation part")
AGAIN = "a second call with the same seed"
SPLITS = "different splits that four seeds give"
CHOICES = "different choices for validation that four seeds give"
MOVED = "global random streams that you move"
EFFECTS = (RETURNED, *SIZES, OUTSIDE, TWICE, BOTH, MISSING, *ORDERS, AGAIN, SPLITS)


def observe(answer, n, validation_size, seed):
    splits = []
    for other in (0, 0, 1, 2, 1000):  # added to the seed
        draw_elsewhere()
        before = global_streams()
        splits.append(answer(n, validation_size, seed + other))
        streams = moved(before)
    effects = dict.fromkeys((*EFFECTS, CHOICES, MOVED))
    effects[RETURNED] = form(splits[0])
    if {*map(form, splits)} != {"an int64 tensor and an int64 tensor"}:
        return effects
    pairs = [tuple(tuple(part.tolist()) for part in split) for split in splits]
    training, validation = pairs[0]
    one, other = set(training), set(validation)
    return effects | {
        **dict(zip(SIZES, map(len, pairs[0]), strict=True)),
        OUTSIDE: len((one | other) - set(range(n))),
        TWICE: n_twice(training) + n_twice(validation),
        BOTH: len(one & other),
        MISSING: len(set(range(n)) - one - other),
        **dict(zip(ORDERS, map(order_of, pairs[0]), strict=True)),
        AGAIN: "the same split" if pairs[0] == pairs[1] else "another split",
        SPLITS: len(set(pairs[1:])),
        CHOICES: len({frozenset(pair[1]) for pair in pairs[1:]}),
        MOVED: streams,
    }


def form(split):
    """Say what an answer returns, such as "a list and a list"."""
    if not isinstance(split, list | tuple) or not split:
        return kind(split)
    forms = [form_of_part(part) for part in split]
    if len(forms) > 2 and {*forms} == {"an int64 tensor"}:
        return f"{len(forms)} int64 tensors"
    return " and ".join(forms)


def form_of_part(part):
    if not isinstance(part, torch.Tensor):
        return kind(part)
    if part.ndim != 1:
        return f"a tensor of shape {tuple(part.shape)}"
    if part.dtype == torch.int64 or not part.numel():  # an empty one has no numbers
        return "an int64 tensor"
    return f"a tensor of dtype {dtype_of(part)}"


def n_twice(part):
    return len(part) - len(set(part))


def order_of(part):
    steps = [b - a for a, b in pairwise(part)]
    if not steps:
        return "none"
    if min(steps) > 0:
        return "ascending"
    even = max(map(steps.count, steps)) > len(steps) / 2
    return "mostly equal steps" if even else "shuffled"


def from_the_end(n, validation_size, seed):
    order = torch.cat(split_positions(n, validation_size, seed))
    return order[:-validation_size], order[-validation_size:]


def second_from_the_end(n, validation_size, seed):
    order = torch.cat(split_positions(n, validation_size, seed))
    return order[: n - validation_size], order[-validation_size:]


def equal_parts(n, validation_size, seed):
    order = torch.cat(split_positions(n, validation_size, seed))
    return order.split(n - validation_size)


def seed_as_device(n, validation_size, seed):
    order = torch.randperm(n, generator=torch.Generator(seed))
    return order.split([n - validation_size, validation_size])


exercise = Exercise(
    split_positions,
    cases=cases,
    observe=observe,
    hints=(
        "One shuffled order of all positions, cut in two, can neither overlap nor lose "
        "anything. Which function gave it when the images were split?",
        "`torch.manual_seed` would change all random numbers of the notebook. Which "
        "argument makes `randperm` draw from a `torch.Generator` instead?",
    ),
    mistakes={
        "`torch.Generator(seed)` takes your seed for the number of a GPU. Which method "
        "of a generator sets its seed?": seed_as_device,
        "You return two tensors only for some sizes: `split` with one number cuts off "
        "parts of this size to the end. What must it get to make two parts?": (
            equal_parts
        ),
        "With a `validation_size` of 0 your code cuts in the wrong place: an index of "
        "-0 is 0, the front. Where is the cut, counted from the front?": (
            from_the_end,
            second_from_the_end,
        ),
    },
    signs={
        "Some positions are in both parts, so that validation would measure memory. "
        "How can one draw give both parts?": lambda given, expected: given[BOTH] > 0,
        "The sizes of your parts are not those asked for. `validation_size` positions "
        "belong in the second part, all others in the first: where is your cut?": (
            lambda given, expected: any(
                given[key] not in (None, expected[key]) for key in SIZES
            )
        ),
        "A part of yours is not in shuffled order. Which step of your code decides "
        "which position follows which?": (
            lambda given, expected: any(
                given[key] in ("ascending", "mostly equal steps") for key in ORDERS
            )
        ),
        "The same seed gives another split in the second call. On what should the "
        "split depend, and on nothing else?": (
            lambda given, expected: given[AGAIN] == "another split"
        ),
        "Different seeds give the same split. How does `seed` enter the draw?": (
            lambda given, expected: given[SPLITS] < expected[SPLITS]
        ),
        "The same positions validate under different seeds, although their order "
        "changes. Which comes first in your code, the shuffle or the cut?": (
            lambda given, expected: given[CHOICES] < expected[CHOICES]
        ),
        "Your function changes the state of a global generator, so all later random "
        "numbers of the notebook change. Which generator is your function's own?": (
            lambda given, expected: given[MOVED] not in ("none", None)
        ),
    },
)
