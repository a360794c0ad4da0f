"""Right answers to the exercises of notebook 08, each built in another way."""

import statistics
from itertools import pairwise

import numpy as np
import torch


def fade_by_moving(images):
    ramp = torch.linspace(1, 0, images.shape[-1])
    return images * ramp.to(images.device)


def fade_by_counting(images):
    width = images.shape[2]
    columns = torch.arange(width, device=images.device, dtype=images.dtype)
    return images - images * columns / (width - 1)


def fade_by_new_tensor(images):
    width = images.size(2)
    shares = [1 - column / (width - 1) for column in range(width)]
    return torch.einsum("nhw,w->nhw", images, images.new_tensor(shares))


def fade_by_numpy(images):
    ramp = torch.from_numpy(np.linspace(1, 0, images.shape[2], dtype=np.float32))
    return ramp.to(images) * images


def fade_column_by_column(images):
    width = images.shape[2]
    columns = [images[:, :, j] * (1 - j / (width - 1)) for j in range(width)]
    return torch.stack(columns, dim=2)


def fade_under_a_default(images):
    with images.device:
        return images * torch.linspace(1, 0, images.shape[2])


def fade_into_a_new_tensor(images):
    result = torch.zeros_like(images)
    result[:] = images * torch.linspace(1, 0, images.shape[2]).to(images.device)
    return result


def time_by_sorting(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    synchronize()
    times = []
    while len(times) < repeats:
        start = clock()
        work()
        synchronize()
        times.append(clock() - start)
    return sorted(times)[repeats // 2]


def time_by_stamps(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
        synchronize()
    synchronize()
    stamps = [clock()]
    for _ in range(repeats):
        work()
        synchronize()
        stamps.append(clock())
    return statistics.median(b - a for a, b in pairwise(stamps))


def time_by_numpy(work, synchronize, clock, repeats, warmup):
    def once():
        synchronize()
        start = clock()
        work()
        synchronize()
        return clock() - start

    seconds = [once() for _ in range(warmup + repeats)]
    return float(np.median(seconds[warmup:]))


def time_by_torch(work, synchronize, clock, repeats, warmup):
    seconds = torch.zeros(repeats, dtype=torch.float64)
    for i in range(-warmup, repeats):
        synchronize()
        start = clock()
        work()
        synchronize()
        if i >= 0:
            seconds[i] = clock() - start
    return seconds.median().item()


def rate_by_sums(widths, batch, seconds):
    products = [a * b for a, b in pairwise(widths)]
    return 2 * batch * (3 * sum(products) - products[0]) / seconds / 1e9


def rate_by_passes(widths, batch, seconds):
    forward = sum(2 * batch * a * b for a, b in pairwise(widths))
    weights = forward
    inputs = sum(2 * batch * a * b for a, b in pairwise(widths[1:]))
    return (forward + weights + inputs) * 1e-9 / seconds


def rate_by_numpy(widths, batch, seconds):
    sizes = np.array(widths[:-1], dtype=float) * np.array(widths[1:])
    passes = np.full(len(sizes), 3.0)
    passes[0] = 2
    return float(2 * batch * passes @ sizes / seconds / 1e9)


def rate_recursively(widths, batch, seconds):
    def operations(rest, passes):
        if len(rest) == 1:
            return 0
        return passes * 2 * batch * rest[0] * rest[1] + operations(rest[1:], 3)

    return operations(widths, 2) / (seconds * 10**9)


def accumulate_sums(model, parts, loss_function, optimizer):
    optimizer.zero_grad(set_to_none=False)
    total, count = 0.0, 0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * len(labels)  # a sum
        loss.backward()
        total += float(loss)
        count += len(labels)
    for parameter in model.parameters():
        parameter.grad /= count
    optimizer.step()
    return total / count


def accumulate_with_autograd(model, parts, loss_function, optimizer):
    count = sum(len(images) for images, _ in parts)
    parameters = list(model.parameters())
    for parameter in parameters:
        parameter.grad = torch.zeros_like(parameter)
    mean = 0.0
    for images, labels in parts:
        share = len(images) / count
        loss = loss_function(model(images), labels)
        for parameter, slope in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.grad += share * slope
        mean += share * loss.item()
    optimizer.step()
    return mean


def accumulate_by_gradient(model, parts, loss_function, optimizer):
    count = torch.tensor([len(labels) for _, labels in parts]).sum()
    model.zero_grad()
    losses = []
    for images, labels in parts:
        loss = loss_function(model(images), labels)
        loss.backward(gradient=len(labels) / count)
        losses.append(loss.detach() * len(labels))
    optimizer.step()
    return (sum(losses) / count).item()


def batches_by_range(images, labels, size, generator):
    n = len(images)
    order = torch.randperm(n, generator=generator)
    for start in range(0, n, size):
        rows = order[start : start + size]
        yield images[rows], labels[rows]


def batches_of_shuffled_copies(images, labels, size, generator):
    order = torch.randperm(len(labels), generator=generator)
    return zip(images[order].split(size), labels[order].split(size), strict=True)


def batches_by_sorting(images, labels, size, generator):
    keys = torch.rand(len(labels), generator=generator, dtype=torch.float64)
    rows = keys.argsort().to(images.device)
    return [
        [images.index_select(0, piece), labels.index_select(0, piece)]
        for piece in rows.split(size)
    ]


def batches_until_empty(images, labels, size, generator):
    left = torch.randperm(len(labels), generator=generator).tolist()
    while left:
        rows, left = left[:size], left[size:]
        yield images[rows], labels[rows]


RIGHT = {
    "8.1": [
        fade_by_moving,
        fade_by_counting,
        fade_by_new_tensor,
        fade_by_numpy,
        fade_column_by_column,
        fade_under_a_default,
        fade_into_a_new_tensor,
    ],
    "8.2": [time_by_sorting, time_by_stamps, time_by_numpy, time_by_torch],
    "8.3": [rate_by_sums, rate_by_passes, rate_by_numpy, rate_recursively],
    "8.4": [accumulate_sums, accumulate_with_autograd, accumulate_by_gradient],
    "8.5": [
        batches_by_range,
        batches_of_shuffled_copies,
        batches_by_sorting,
        batches_until_empty,
    ],
}
