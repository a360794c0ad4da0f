"""Answers to shard_positions."""

import math

import numpy as np
import torch
from torch.utils.data import DistributedSampler


def by_pytorch(n, rank, world_size, epoch):
    sampler = DistributedSampler(range(n), world_size, rank, seed=5)
    sampler.set_epoch(epoch)
    return torch.tensor(list(sampler))


def order_of(n, seed):
    return torch.from_numpy(np.random.default_rng(seed).permutation(n))


def by_chunks(n, rank, world_size, epoch):
    size = math.ceil(n / world_size)
    order = order_of(n, epoch).repeat(2)[: size * world_size]
    return order.view(world_size, -1)[rank]


RIGHT = [by_pytorch, by_chunks]


def seeded(n, rank, world_size, epoch):
    torch.manual_seed(epoch)
    return torch.randperm(n).repeat(2)[rank : n + -n % world_size : world_size]


def with_remainder(n, rank, world_size, epoch):
    return order_of(n, epoch).repeat(2)[rank : n + n % world_size : world_size]


def with_one(n, rank, world_size, epoch):
    order = order_of(n, epoch)
    return torch.cat([order, order[:1].repeat(-n % world_size)])[rank::world_size]


def own_shard(n, rank, world_size, epoch):
    mine = torch.arange(rank, n + -n % world_size, world_size) % n
    return mine[order_of(len(mine), epoch)]


def last_again(n, rank, world_size, epoch):
    size = math.ceil(n / world_size)
    start = min(rank * size, n - size)
    return order_of(n, epoch)[start : start + size]


WRONG = {
    "You draw from the global random numbers": seeded,
    "Some positions are taken twice, and some never": (
        lambda n, rank, size, epoch: by_chunks(n, 0, size, 1000 * epoch + rank)
    ),
    "Your ranks take different numbers of positions": with_remainder,
    "Each of your ranks takes more positions than it needs": (
        lambda n, rank, size, epoch: order_of(n, epoch).repeat(2)[rank::size][
            : n // size + 2
        ]
    ),
    "Some positions are taken three times or more": (with_one, last_again),
    "Each rank takes the same positions in every epoch": own_shard,
    "Order of the positions": lambda *case: by_pytorch(*case).sort().values,
}
