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
    return [(40, 1, 2, 0), (50, 0, 4, 3), (37, 2, 3, 1), (61, 3, 4, 8)]


RETURNED = "what you return"
SIZES = "positions per rank"
OUTSIDE = "numbers that are no positions"
MISSING = "positions that no rank holds"
TWICE = "positions that come twice"
OFTEN = "positions that come more than twice"
ORDER = "order of the positions"
AGAIN = "a second call with the same epoch"
NEXT = "the next epoch"
MOVED = "global random streams that you move"
EFFECTS = (RETURNED, SIZES, OUTSIDE, MISSING, TWICE, OFTEN, ORDER, AGAIN, NEXT, MOVED)


def observe(answer, n, rank, world_size, epoch):
    before = global_streams()
    parts = [answer(n, r, world_size, epoch) for r in range(world_size)]
    effects = dict.fromkeys(EFFECTS) | {MOVED: moved(before)}
    effects[RETURNED] = " or ".join(sorted(set(map(form, parts))))
    if effects[RETURNED] != "an int64 tensor of 1 dimension":
        return effects
    draw_elsewhere()
    again, later = (
        [answer(n, r, world_size, e) for r in range(world_size)]
        for e in (epoch, epoch + 1)
    )
    held = torch.cat(parts).tolist()
    complete = set(held) >= set(range(n))
    often = complete and max(map(held.count, held)) > 2
    return effects | {
        SIZES: " or ".join(map(str, sorted(set(map(len, parts))))),
        OUTSIDE: "none" if set(held) <= set(range(n)) else "some",
        MISSING: "none" if complete else "some",
        TWICE: "some" if len(set(held)) < len(held) else "none",
        OFTEN: "some" if often else "none",
        ORDER: "ascending" if any(map(ascending, parts)) else "shuffled",
        AGAIN: "the same positions" if same(parts, again) else "other positions",
        NEXT: next_epoch(parts, later),
    }


def form(part):
    if not isinstance(part, torch.Tensor):
        return kind(part)
    dims = f"{part.ndim} dimension{'s' * (part.ndim != 1)}"
    return f"an {dtype_of(part)} tensor of {dims}"


def ascending(part):
    return torch.equal(part, part.sort().values) and len(part) > 1


def same(parts, others):
    return all(map(torch.equal, parts, others))


def next_epoch(parts, later):
    if same(parts, later):
        return "the same positions"
    kept = set(parts[0].tolist()) == set(later[0].tolist())
    return f"{'the same' if kept else 'other'} positions in another order"


def shuffled(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def filled(order, world_size):
    return torch.cat([order, order[: -len(order) % world_size]])


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
            lambda n, rank, world_size, epoch: shuffled(n, epoch)[: n - n % world_size][
                rank::world_size
            ]
        ),
        "Some shards are one position longer. Their ranks take one more step than the "
        "others, and the run ends in an error: how can short shards be filled up?": (
            lambda n, rank, world_size, epoch: shuffled(n, epoch)[rank::world_size]
        ),
        "Every epoch has the same order, so that the same images meet in the same "
        "batches. Which argument can seed the shuffle?": (
            lambda n, rank, world_size, epoch: filled(shuffled(n, 0), world_size)[
                rank::world_size
            ]
        ),
        "Nothing is shuffled. If the images are sorted by digit, what do batches of "
        "neighbors look like?": (
            lambda n, rank, world_size, epoch: filled(torch.arange(n), world_size)[
                rank::world_size
            ],
            lambda n, rank, world_size, epoch: torch.arange(rank, n, world_size),
        ),
        "You count ranks from 1, but the first rank is 0. Which positions does each "
        "rank get?": (
            lambda n, rank, world_size, epoch: filled(shuffled(n, epoch), world_size)[
                rank - 1 :: world_size
            ],
            lambda n, rank, world_size, epoch: filled(shuffled(n, epoch), world_size)[
                rank + 1 :: world_size
            ],
        ),
    },
    signs={
        "Two calls with the same arguments return different positions, so the ranks do "
        "not share out one and the same order. Which argument can seed the shuffle?": (
            lambda given, expected: given[AGAIN] == "other positions"
        ),
        "Some positions are with two ranks, and some with none. Do all ranks share out "
        "one and the same order, with each position in it once?": (
            lambda given, expected: given[TWICE] == given[MISSING] == "some"
        ),
        "Your ranks do not all take the same number of positions, or they take more "
        "than they need. How many positions must be added so that `world_size` "
        "divides their number?": lambda given, expected: (
            given[MISSING] == "none" and given[SIZES] != expected[SIZES]
        ),
        "All ranks take equally many positions, but a position comes more than twice, "
        "because you add the same one again and again. Which positions could be added "
        "in its place?": lambda given, expected: (
            given[OFTEN] == "some" and given[SIZES] == expected[SIZES]
        ),
        "You seed the global random numbers, which the whole program uses. Which "
        "object holds a random stream of its own?": lambda given, expected: (
            given[MOVED] != "none" and given[AGAIN] == "the same positions"
        ),
    },
)
