"""split_positions: one shuffled order, cut in two, the same every time."""

from itertools import pairwise

import torch

from torchcourse.checking import Exercise
from torchcourse.checking.describe import describe
from torchcourse.checking.observers import draw_elsewhere, global_streams, moved


def split_positions(n, validation_size, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(n, generator=generator)
    return order.split([n - validation_size, validation_size])


def cases(generator):
    return [(50, 20, 0), (31, 14, 7), (200, 30, 1), (40, 29, 3), (25, 0, 2)]


RETURNED = "what you return"
SIZES = "sizes of the two parts"
BOTH = "positions in both parts"
MISSING = "positions in neither part"
SHUFFLED = "both parts are in shuffled order"
AGAIN = "a second call with the same seed gives the same split"
CHOICES = "different choices for validation that four seeds give"
MOVED = "global random streams that you move"
EFFECTS = (RETURNED, SIZES, BOTH, MISSING, SHUFFLED, AGAIN, CHOICES, MOVED)


def observe(answer, n, validation_size, seed):
    splits = []
    for other in (0, 0, 1, 2, 1000):  # added to the seed
        draw_elsewhere()
        before = global_streams()
        splits.append(answer(n, validation_size, seed + other))
        streams = moved(before)
    returned = form(splits[0])
    if {*map(form, splits)} != {"an int64 tensor and an int64 tensor"}:
        return dict.fromkeys(EFFECTS) | {RETURNED: returned}
    pairs = [[part.tolist() for part in split] for split in splits]
    training, validation = pairs[0]
    return {
        RETURNED: returned,
        SIZES: f"{len(training)} and {len(validation)}",
        BOTH: len(set(training) & set(validation)),
        MISSING: len(set(range(n)) - set(training + validation)),
        SHUFFLED: is_shuffled(training) and is_shuffled(validation),
        AGAIN: pairs[0] == pairs[1],
        CHOICES: len({frozenset(pair[1]) for pair in pairs}),
        MOVED: streams,
    }


def form(split):
    """Say what an answer returns, such as "a list and a list"."""
    if isinstance(split, list | tuple) and len(split) == 2:
        return " and ".join(map(form_of_part, split))
    return describe(split)


def form_of_part(part):
    row = isinstance(part, torch.Tensor) and part.ndim == 1
    if row and (part.dtype == torch.int64 or not part.numel()):
        return "an int64 tensor"  # an empty one has no numbers
    return describe(part)


def is_shuffled(part):
    """Tell an order that goes up and down from a sorted one."""
    rises = [a < b for a, b in pairwise(part)]
    return not rises or 0.05 < sum(rises) / len(rises) < 0.95


def shuffled(n, seed):
    return torch.cat(split_positions(n, 0, seed))


def from_the_end(n, size, seed, cut):
    return shuffled(n, seed)[:cut], shuffled(n, seed)[-size:]


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
        "of a generator sets its seed?": lambda n, size, seed: torch.randperm(
            n, generator=torch.Generator(seed)
        ),
        "You return two tensors only for some sizes: `split` with one number cuts off "
        "parts of this size to the end. What must it get to make two parts?": (
            lambda n, size, seed: shuffled(n, seed).split(n - size)
        ),
        "With a `validation_size` of 0 your code cuts in the wrong place: an index of "
        "-0 is 0, the front. Where is the cut, counted from the front?": (
            lambda n, size, seed: from_the_end(n, size, seed, cut=-size),
            lambda n, size, seed: from_the_end(n, size, seed, cut=n - size),
        ),
    },
    signs={
        "Some positions are in both parts, so that validation would measure memory. "
        "How can one draw give both parts?": lambda given, expected: given[BOTH] > 0,
        "The sizes of your parts are not those asked for. `validation_size` positions "
        "belong in the second part, all others in the first: where is your cut?": (
            lambda given, expected: given[SIZES] not in (None, expected[SIZES])
        ),
        "A part of yours is not in shuffled order. Which step of your code decides "
        "which position follows which?": (
            lambda given, expected: given[SHUFFLED] is False
        ),
        "The same seed gives another split in the second call. On what should the "
        "split depend, and on nothing else?": (
            lambda given, expected: given[AGAIN] is False
        ),
        "The same positions validate under different seeds. Where does `seed` enter "
        "the draw, and which comes first in your code, the shuffle or the cut?": (
            lambda given, expected: given[CHOICES] < expected[CHOICES]
        ),
        "Your function changes the state of a global generator, so all later random "
        "numbers of the notebook change. Which generator is your function's own?": (
            lambda given, expected: given[MOVED] not in ("none", None)
        ),
    },
)
