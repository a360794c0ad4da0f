"""Right answers to the exercises of notebook 09, each built in another way."""

import math
import random

import numpy as np
import torch
from torch.utils.data import DistributedSampler


def shard_by_pytorch(n, rank, world_size, epoch):
    sampler = DistributedSampler(range(n), world_size, rank, seed=5)
    sampler.set_epoch(epoch)
    return torch.tensor(list(sampler))


def shard_by_chunks(n, rank, world_size, epoch):
    order = np.random.default_rng(epoch).permutation(n)
    size = math.ceil(n / world_size)
    return torch.from_numpy(np.resize(order, size * world_size)).view(world_size, -1)[
        rank
    ]


def shard_by_dealing(n, rank, world_size, epoch):
    order = list(range(n))
    random.Random(f"epoch {epoch}").shuffle(order)
    while len(order) % world_size:
        order.append(order[len(order) - n])
    return torch.tensor([p for i, p in enumerate(order) if i % world_size == rank])


def shard_wrapped(n, rank, world_size, epoch):
    stream = torch.Generator()
    stream.manual_seed(epoch + 100)
    order = torch.rand(n, generator=stream, dtype=torch.float64).argsort()
    places = torch.arange(math.ceil(n / world_size)) * world_size + rank
    return order[places % n]


def shard_filled_by_itself(n, rank, world_size, epoch):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(epoch))
    mine = order.tensor_split(world_size)[rank]
    missing = math.ceil(n / world_size) - len(mine)
    return torch.cat([mine, mine[:missing]])


def average_by_stacking(gradients, sizes):
    weights = torch.tensor(sizes) / sum(sizes)
    return torch.tensordot(weights, torch.stack(gradients), dims=1)


def average_by_repeating(gradients, sizes):
    rows = torch.stack(gradients).repeat_interleave(torch.tensor(sizes), dim=0)
    return rows.mean(dim=0)


def average_running(gradients, sizes):
    mean, count = torch.zeros_like(gradients[0]), 0
    for gradient, size in zip(gradients, sizes, strict=True):
        count += size
        mean = mean + (gradient - mean) * size / count
    return mean


def average_by_numpy(gradients, sizes):
    stacked = np.stack([gradient.numpy() for gradient in gradients])
    return torch.from_numpy(np.average(stacked, axis=0, weights=sizes))


def efficiency_by_loop(rates):
    result = {}
    for n in sorted(rates):
        result[n] = rates[n] / (n * rates[1])
    return result


def efficiency_by_seconds(rates):
    seconds = {n: 1e6 / rate for n, rate in rates.items()}
    return {n: seconds[1] / n / seconds[n] for n in rates}


def efficiency_by_tensors(rates):
    processes = torch.tensor(list(rates), dtype=torch.float64)
    values = torch.tensor(list(rates.values()), dtype=torch.float64)
    shares = values / (values[processes == 1] * processes)
    return dict(zip(rates, shares.tolist(), strict=True))


def rate_by_factor(rate, batch, processes, share):
    factor = (processes * share) / batch
    return factor * rate


def rate_per_image(rate, batch, processes, share):
    per_image = rate / batch
    return sum(per_image * share for _ in range(processes))


def rate_by_logarithms(rate, batch, processes, share):
    return math.exp(math.log(rate) + math.log(processes * share) - math.log(batch))


RIGHT = {
    "9.1": [
        shard_by_pytorch,
        shard_by_chunks,
        shard_by_dealing,
        shard_wrapped,
        shard_filled_by_itself,
    ],
    "9.2": [
        average_by_stacking,
        average_by_repeating,
        average_running,
        average_by_numpy,
    ],
    "9.3": [efficiency_by_loop, efficiency_by_seconds, efficiency_by_tensors],
    "9.4": [rate_by_factor, rate_per_image, rate_by_logarithms],
}
