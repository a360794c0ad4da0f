"""Wrong answers to the exercises of notebook 09, known by their signs."""

import random

import numpy as np
import torch


def shuffled(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def filled_up(order, world_size):
    return torch.cat([order, order[: -len(order) % world_size]])


def seeded_by_epoch_and_rank(n, rank, world_size, epoch):
    return shuffled(n, epoch * world_size + rank)[rank::world_size]


def unseeded_by_numpy(n, rank, world_size, epoch):
    order = torch.from_numpy(np.random.permutation(n))
    return filled_up(order, world_size)[rank::world_size]


def draws_with_replacement(n, rank, world_size, epoch):
    generator = torch.Generator().manual_seed(epoch)
    return torch.randint(n, (n,), generator=generator)[rank::world_size]


def seeded_by_a_constant(n, rank, world_size, epoch):
    return shuffled(n, 42)[rank::world_size]


def ranks_take_turns(n, rank, world_size, epoch):
    return torch.arange((rank + epoch) % world_size, n, world_size)


def sorts_what_was_shared_out(n, rank, world_size, epoch):
    return shuffled(n, epoch)[rank::world_size].sort().values


def seeds_the_program_and_drops_the_rest(n, rank, world_size, epoch):
    torch.manual_seed(epoch)
    return torch.randperm(n)[: n - n % world_size][rank::world_size]


def seeds_numpy(n, rank, world_size, epoch):
    np.random.seed(epoch)
    order = torch.from_numpy(np.random.permutation(n))
    return filled_up(order, world_size)[rank::world_size]


def seeds_python(n, rank, world_size, epoch):
    random.seed(epoch)
    order = torch.tensor(random.sample(range(n), n))
    return filled_up(order, world_size)[rank::world_size]


def average_over_everything(gradients, sizes):
    return torch.stack(gradients).mean()


def sum_over_everything(gradients, sizes):
    return torch.stack(gradients).sum() / sum(sizes)


WRONG = {
    "9.1": [
        ("Some positions are given out twice", seeded_by_epoch_and_rank),
        ("Some positions are given out twice", unseeded_by_numpy),
        ("Some positions are given out twice", draws_with_replacement),
        ("The next epoch has the same order", seeded_by_a_constant),
        ("The positions come in order", ranks_take_turns),
        ("The positions come in order", sorts_what_was_shared_out),
        ("`torch.manual_seed` resets", seeds_the_program_and_drops_the_rest),
        ("You move the random numbers of the whole program, NumPy's", seeds_numpy),
        ("You move the random numbers of the whole program, NumPy's", seeds_python),
    ],
    "9.2": [
        ("One number is left", average_over_everything),
        ("One number is left", sum_over_everything),
    ],
}
