"""shard_positions: share positions out among ranks, in a new order in every epoch."""

import torch

from torchcourse.checking import Exercise
from torchcourse.checking.describe import dtype_of, kind
from torchcourse.checking.observers import draw_elsewhere, global_streams, moved


def shard_positions(n, rank, world_size, epoch):
    generator = torch.Generator().manual_seed(epoch)  # the same in every rank
    order = torch.randperm(n, generator=generator)
    missing = -n % world_size
    order = torch.cat([order, order[:missing]])
    return order[rank::world_size]


def cases(generator):
    return [(40, 1, 2, 0), (50, 0, 4, 3), (37, 2, 3, 1), (61, 3, 4, 8), (9, 2, 8, 5)]


RETURNED = "what you return"
SIZES = "positions per rank"
NEVER = "positions that no rank takes"
TWICE = "positions that are taken twice"
ORDER = "order of the positions"
AGAIN = "a second call with the same epoch"
NEXT = "the next epoch"
MOVED = "global random streams that you move"
EFFECTS = (RETURNED, SIZES, NEVER, TWICE, ORDER, AGAIN, NEXT, MOVED)


def observe(answer, n, rank, world_size, epoch):
    def shards(epoch):
        return [answer(n, r, world_size, epoch) for r in range(world_size)]

    before = global_streams()
    parts = shards(epoch)
    effects = dict.fromkeys(EFFECTS) | {MOVED: moved(before)}
    effects[RETURNED] = " or ".join(sorted(set(map(form, parts))))
    if effects[RETURNED] != "a 1-dimensional int64 tensor":
        return effects
    draw_elsewhere()
    again, later = shards(epoch), shards(epoch + 1)
    held = torch.cat(parts).tolist()
    times = [held.count(position) for position in range(n)]
    in_order = any(map(torch.equal, parts, ordered(parts)))
    return effects | {
        SIZES: " or ".join(map(str, sorted(set(map(len, parts))))),
        NEVER: times.count(0),
        TWICE: times.count(2),
        ORDER: "ascending" if in_order else "shuffled",
        AGAIN: compared(parts, again),
        NEXT: compared(ordered(parts), ordered(later)),
    }


def form(part):
    if not isinstance(part, torch.Tensor):
        return kind(part)
    return f"a {part.ndim}-dimensional {dtype_of(part)} tensor"


def ordered(parts):
    return [part.sort().values for part in parts]


def compared(parts, others):
    equal = all(map(torch.equal, parts, others))
    return "the same positions" if equal else "other positions"


def shuffled(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


exercise = Exercise(
    shard_positions,
    cases=cases,
    observe=observe,
    hints=(
        "If all ranks make the same shuffled order, each can find its own part without "
        "asking. What must their random numbers have in common?",
        "`order[rank::world_size]` gives parts that never overlap. How long must the "
        "order be, so that all parts are equally long?",
    ),
    mistakes={
        "If `world_size` does not divide `n`, no rank takes some of the positions. How "
        "can all shards be equally long without losing any?": (
            lambda n, rank, size, epoch: shuffled(n, epoch)[rank : n - n % size : size]
        ),
        "Some shards are one position longer. Their ranks take one more step than the "
        "others, and the run ends in an error: how can short shards be filled up?": (
            lambda n, rank, size, epoch: shuffled(n, epoch)[rank::size]
        ),
        "Each rank takes the same positions in every epoch. Which order must be "
        "shuffled anew, and which argument can seed the shuffle?": (
            lambda n, rank, size, epoch: shard_positions(n, rank, size, 0)
        ),
        "Nothing is shuffled. If the images are sorted by digit, what do batches of "
        "neighbors look like?": (
            lambda n, rank, size, epoch: torch.arange(rank, n + -n % size, size) % n
        ),
        "You count ranks from 1, but the first rank is 0. Which positions does each "
        "rank get?": lambda n, rank, *others: shard_positions(n, rank - 1, *others),
    },
    signs={
        "You draw from the global random numbers, which the whole program uses. Which "
        "object holds a random stream of its own, and which argument can seed it?": (
            lambda given, expected: given[MOVED] != "none"
        ),
        "Some positions are taken twice, and some never. Do all ranks share out one "
        "and the same order, with each position in it once?": (
            lambda given, expected: given[TWICE] and given[NEVER]
        ),
        "Your ranks take different numbers of positions. How many positions must be "
        "added so that `world_size` divides their number?": (
            lambda given, expected: given[NEVER] == 0 and " or " in given[SIZES]
        ),
        "Each of your ranks takes more positions than it needs. What is the smallest "
        "multiple of `world_size` that is at least `n`?": (
            lambda given, expected: (
                given[NEVER] == 0 and given[SIZES] != expected[SIZES]
            )
        ),
        "Some positions are taken three times or more. Which others can be added?": (
            lambda given, expected: given[NEVER] == 0 and given[TWICE] < expected[TWICE]
        ),
    },
)
