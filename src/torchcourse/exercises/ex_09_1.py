"""Exercise 9.1: share positions out among ranks, anew in every epoch."""

import math

import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.streams import draw_elsewhere, global_streams, moved

exercise = Exercise(
    "9.1",
    "share out the positions",
    hints=(
        "If all ranks make the same shuffled order, each can find its own part "
        "without asking. What must their random numbers have in common?",
        "`order[rank::world_size]` gives parts that never overlap. How long must the "
        "order be, so that all parts are equally long?",
        "The order may grow by some of its own first positions, until `world_size` "
        "divides its length.",
    ),
)


@exercise.reference
def shard(n, rank, world_size, epoch):
    generator = torch.Generator().manual_seed(epoch)  # the same in every rank
    order = torch.randperm(n, generator=generator)
    missing = -n % world_size
    order = torch.cat([order, order[:missing]])
    return order[rank::world_size]


@exercise.cases
def cases(generator):
    return [(40, 2, 0), (50, 4, 3), (37, 3, 1), (61, 4, 8)]


@exercise.observe
def properties(answer, n, world_size, epoch):
    def shards(epoch):
        return [answer(n, rank, world_size, epoch) for rank in range(world_size)]

    before = global_streams()
    given = shards(epoch)
    touched = moved(before)
    kinds = {_kind(part) for part in given}
    if kinds != {"int64, one dimension"}:
        return {"what you return": " or ".join(sorted(kinds)), "it": given[0]}
    draw_elsewhere()
    again, later = shards(epoch), shards(epoch + 1)
    held = torch.cat(given)
    return {
        "what you return": " or ".join(kinds),
        "positions per rank": [len(part) for part in given],
        "every position is with some rank": _complete(held, n),
        "some position is not from 0 to n - 1": bool(((held < 0) | (held >= n)).any()),
        "some position comes twice": len(held.unique()) < len(held),
        "some position comes more than twice": _too_often(held, n),
        "the positions stand in order": any(map(_is_sorted, given)),
        "the next call gives the same": _equal(given, again),
        "the next epoch has another order": not _equal(given, later),
        "the next epoch has other shards": _first_set(given) != _first_set(later),
        "global random numbers that you move": touched,
    }


def _kind(part):
    if not isinstance(part, torch.Tensor):
        return f"a {type(part).__name__}"
    dtype = str(part.dtype).removeprefix("torch.")
    return (
        f"{dtype}, {'one dimension' if part.ndim == 1 else f'{part.ndim} dimensions'}"
    )


def _is_sorted(part):
    return torch.equal(part, part.sort().values)


def _first_set(shards):
    return set(shards[0].tolist())


def _complete(held, n):
    return set(held.tolist()) == set(range(n))


def _too_often(held, n):  # where some are lost, chance would decide it
    return _complete(held, n) and bool((held.bincount() > 2).any())


def _equal(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def _order(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def _padded(order, world_size):
    return torch.cat([order, order[: -len(order) % world_size]])


@exercise.slip(
    "Each rank shuffles in its own way, so some positions are with two ranks and some "
    "with none. What must all ranks share, before they share out?"
)
def overlap(n, rank, world_size, epoch):
    order = _order(n, 1000 * epoch + rank + 17)
    return order[: math.ceil(n / world_size)]


@exercise.slip(
    "Each rank shuffles in its own way, and the same way in every epoch: the seed is "
    "the rank. Which number do all ranks share, and which changes from epoch to epoch?"
)
def seeded_by_rank(n, rank, world_size, epoch):
    return _padded(_order(n, rank), world_size)[rank::world_size]


@exercise.slip(
    "The rest is dropped when `world_size` does not divide `n`, so some positions are "
    "with no rank. How can shards be equal without losing any?"
)
def drops_the_rest(n, rank, world_size, epoch):
    size = n // world_size
    return _order(n, epoch)[rank * size : (rank + 1) * size]


@exercise.slip(
    "Every epoch has the same order, so the same images meet in the same batches. "
    "Which argument can seed the shuffle?"
)
def same_order_each_epoch(n, rank, world_size, epoch):
    return _padded(_order(n, 0), world_size)[rank::world_size]


@exercise.slip(
    "Nothing is shuffled. If the files are sorted by digit, what do batches of "
    "neighbors look like? And what is `epoch` for?"
)
def not_shuffled(n, rank, world_size, epoch):
    return _padded(torch.arange(n), world_size)[rank::world_size]


@exercise.slip(
    "Nothing is shuffled, and some shards are one longer than others. What do the "
    "ranks with a short shard do while the others take one more step?"
)
def not_shuffled_and_unequal(n, rank, world_size, epoch):
    return torch.arange(rank, n, world_size)


@exercise.slip(
    "Some shards are one longer than others. A rank without a batch gives no gradient, "
    "and the others wait for it for ever: how can short shards be filled up?"
)
def unequal(n, rank, world_size, epoch):
    return _order(n, epoch)[rank::world_size]


@exercise.slip(
    "The last shard has another length than the others. All ranks must take equally "
    "many steps: what could fill the gap?"
)
def unequal_chunks(n, rank, world_size, epoch):
    return _order(n, epoch).split(math.ceil(n / world_size))[rank]


@exercise.slip(
    "The last rank takes the whole rest, so it has more steps to take than the others, "
    "which do not wait. How can the rest be spread?"
)
def last_takes_the_rest(n, rank, world_size, epoch):
    size = n // world_size
    end = n if rank == world_size - 1 else (rank + 1) * size
    return _order(n, epoch)[rank * size : end]


@exercise.slip(
    "Every rank gets all positions, so all do the same work. What is the part of "
    "`rank`?"
)
def everything(n, rank, world_size, epoch):
    return _order(n, epoch)


@exercise.slip(
    "Each rank keeps its shard for ever and shuffles inside it. Then the same images "
    "never meet: shuffle first, then share out."
)
def fixed_shards(n, rank, world_size, epoch):
    mine = _padded(torch.arange(n), world_size)[rank::world_size]
    return mine[_order(len(mine), epoch)]


@exercise.slip(
    "The shards are right, but `torch.manual_seed` also resets the random numbers of "
    "the whole program. Which kind of stream belongs to you alone?"
)
def seeds_the_program(n, rank, world_size, epoch):
    torch.manual_seed(epoch)
    return _padded(torch.randperm(n), world_size)[rank::world_size]


@exercise.slip(
    "The shuffle has no seed, so each rank has an order of its own, and another one "
    "at every call. How can all ranks draw the same order without a word?"
)
def not_seeded(n, rank, world_size, epoch):
    return _padded(torch.randperm(n), world_size)[rank::world_size]


@exercise.slip(
    "The shuffle has no seed: every call draws another order. The ranks could not know "
    "of each other's: which number do all of them share?"
)
def not_seeded_elsewhere(n, rank, world_size, epoch):
    generator = torch.Generator()
    generator.seed()
    order = torch.randperm(n, generator=generator)
    return _padded(order, world_size)[rank::world_size]


@exercise.slip(
    "You fill up by the remainder of `n`. That is how many are too many for equal "
    "shards: how many are missing to the next multiple of `world_size`?"
)
def fills_up_by_the_remainder(n, rank, world_size, epoch):
    order = _order(n, epoch)
    return torch.cat([order, order[: n % world_size]])[rank::world_size]


@exercise.slip(
    "You fill up with one position again and again, so it counts more than twice. "
    "Which positions could take turns?"
)
def fills_up_with_one(n, rank, world_size, epoch):
    order = _order(n, epoch)
    more = order[:1].repeat(-n % world_size)
    return torch.cat([order, more])[rank::world_size]


@exercise.slip(
    "The shards are equal and lose nothing, but their positions are in order, so "
    "neighbors of the file would meet in the same batches. What shuffles them, and "
    "does anything sort them again?"
)
def sorted_again(n, rank, world_size, epoch):
    return shard(n, rank, world_size, epoch).sort().values


@exercise.slip(
    "Every shard is longer than it must be: you fill up even where nothing is missing. "
    "How many positions are missing if `world_size` divides `n`?"
)
def always_fills_up(n, rank, world_size, epoch):
    order = _order(n, epoch)
    missing = world_size - n % world_size
    return torch.cat([order, order[:missing]])[rank::world_size]


@exercise.slip("You count ranks from 1, but the first is 0. Whose part is lost?")
def ranks_from_one(n, rank, world_size, epoch):
    return _padded(_order(n, epoch), world_size)[rank + 1 :: world_size]


@exercise.slip(
    "The positions are right, but in a list. The exercise asks for an int64 tensor."
)
def a_list(n, rank, world_size, epoch):
    return shard(n, rank, world_size, epoch).tolist()


@exercise.slip(
    "`torch.manual_seed` resets the random numbers of the whole program, and some "
    "shards are one longer. Which stream is yours alone, and what fills short shards?"
)
def seeds_the_program_unequal(n, rank, world_size, epoch):
    torch.manual_seed(epoch)
    return torch.randperm(n)[rank::world_size]


@exercise.slip(
    "You fill up with numbers that are no positions, such as -1 or `n`. There is no "
    "image behind them: which positions could come twice?"
)
def fills_up_with_no_positions(n, rank, world_size, epoch):
    return _order(n - n % -world_size, epoch)[rank::world_size]


@exercise.slip(
    "Where nothing is missing, your order doubles: `order[-0:]` is all of it. Which "
    "slice of no positions is empty?"
)
def fills_up_from_the_end(n, rank, world_size, epoch):
    order = _order(n, epoch)
    return torch.cat([order, order[-(-n % world_size) :]])[rank::world_size]


@exercise.symptom(
    "Some positions are given out twice, and some never. Do all ranks share out one "
    "and the same order, with each position in it once? What could they seed it with?"
)
def no_common_order(given, expected):
    complete = given["every position is with some rank"]
    return given["some position comes twice"] and not complete


@exercise.symptom(
    "The next epoch has the same order, so the same images meet again. Which argument "
    "changes from epoch to epoch?"
)
def never_another_order(given, expected):
    return not given["the next epoch has another order"]


@exercise.symptom(
    "The positions come in order. The exercise asks for a shuffle before they are "
    "shared out: is it there, and does anything sort them again?"
)
def in_order(given, expected):
    return given["the positions stand in order"]


@exercise.symptom(
    "`torch.manual_seed` resets the random numbers of the whole program. Which kind of "
    "stream belongs to your function alone? The shards need a look as well."
)
def resets_the_program(given, expected):
    touched = "PyTorch" in given["global random numbers that you move"]
    return touched and given["the next call gives the same"]


@exercise.symptom(
    "You move the random numbers of the whole program, NumPy's or Python's. Which kind "
    "of stream belongs to your function alone?"
)
def moves_other_streams(given, expected):
    return given["global random numbers that you move"] in ("NumPy", "Python")
