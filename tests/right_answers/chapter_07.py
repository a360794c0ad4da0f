"""Right answers to the exercises of notebook 07, each built in another way."""

import math
import random
from itertools import accumulate
from statistics import fmean

import numpy as np
import torch
from torch import nn
from torch.nn import functional


def stop_by_counting(training_losses, validation_losses, patience):
    lowest, best, waited, epochs = math.inf, 0, 0, 0
    while waited < patience and epochs < len(validation_losses):
        loss = validation_losses[epochs]
        epochs += 1
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, epochs, 0
    return epochs, best


def stop_by_running_minimum(training_losses, validation_losses, patience):
    lowest = list(accumulate(validation_losses, min))
    epochs = len(lowest)
    for i in range(patience, len(lowest)):
        if lowest[i] == lowest[i - patience]:
            epochs = i + 1
            break
    seen = validation_losses[:epochs]
    return epochs, seen.index(min(seen)) + 1


def stop_by_slices(training_losses, validation_losses, patience):
    for epochs in range(1, len(validation_losses) + 1):
        best = int(np.argmin(validation_losses[:epochs])) + 1
        if epochs - best >= patience:
            return epochs, best
    return [epochs, best]


def stop_by_tensor(training_losses, validation_losses, patience):
    losses = torch.tensor(validation_losses, dtype=torch.float64)
    best, epochs = 1, 1
    while epochs - best < patience and epochs < len(losses):
        if losses[epochs] < losses[best - 1]:
            best = epochs + 1
        epochs += 1
    return epochs, best


def stop_by_index(training_losses, validation_losses, patience):
    best = 0
    for index, loss in enumerate(validation_losses):
        if loss < validation_losses[best]:
            best = index
        if index - best >= patience:
            break
    return index + 1, best + 1


def dropout_of_pytorch(hidden, p, training):
    return functional.dropout(hidden, p, training)


def dropout_as_a_layer(hidden, p, training):
    return nn.Dropout(p).train(training)(hidden)


def dropout_by_where(hidden, p, training):
    if not training:
        return hidden.clone()
    dropped = torch.bernoulli(torch.full_like(hidden, p)).bool()
    zero = torch.zeros((), dtype=hidden.dtype)
    return torch.where(dropped, zero, hidden / max(1 - p, 1e-9))


def dropout_by_numpy(hidden, p, training):
    if training and p < 1:
        kept = np.random.default_rng().random(tuple(hidden.shape)) >= p
        return hidden * torch.from_numpy(kept / (1 - p)).to(hidden.dtype)
    return hidden * (0.0 if training else 1.0)


def dropout_by_filling(hidden, p, training):
    if not training:
        return hidden
    dropped = torch.rand_like(hidden) < p
    return hidden.masked_fill(dropped, 0) * (1 / (1 - p) if p < 1 else 1)


def dropout_with_a_small_number(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand_like(hidden) >= p) / (1 - p + 1e-7)


def shift_by_loop(images, k):
    n, height, width = images.shape
    result = torch.zeros_like(images)
    for i in range(n):
        y, x = random.randint(-k, k), random.randint(-k, k)
        for row in range(max(0, y), min(height, height + y)):
            for column in range(max(0, x), min(width, width + x)):
                result[i, row, column] = images[i, row - y, column - x]
    return result


def shift_by_roll(images, k):
    result = []
    for image in images:
        y, x = torch.randint(-k, k + 1, (2,)).tolist()
        moved = image.roll((y, x), dims=(0, 1))
        if y:
            moved[slice(0, y) if y > 0 else slice(y, None)] = 0
        if x:
            moved[:, slice(0, x) if x > 0 else slice(x, None)] = 0
        result.append(moved)
    return torch.stack(result)


def shift_by_index(images, k):
    n, height, width = images.shape
    padded = functional.pad(images, (k, k, k, k))
    y = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(height)[:, None]
    x = torch.randint(0, 2 * k + 1, (n, 1, 1)) + torch.arange(width)
    return padded[torch.arange(n)[:, None, None], y, x]


def shift_by_groups(images, k):
    _, height, width = images.shape
    canvas = torch.zeros(len(images), height + 2 * k, width + 2 * k, dtype=images.dtype)
    canvas[:, k : k + height, k : k + width] = images
    move = torch.randint((2 * k + 1) ** 2, (len(images),))
    result = torch.empty_like(images)
    for m in range((2 * k + 1) ** 2):
        y, x = divmod(m, 2 * k + 1)
        result[move == m] = canvas[move == m, y : y + height, x : x + width]
    return result


def shift_by_numpy(images, k):
    numbers = np.random.default_rng()
    padded = np.pad(images.numpy(), ((0, 0), (k, k), (k, k)))
    _, height, width = images.shape
    corners = numbers.integers(0, 2 * k, size=(len(images), 2), endpoint=True)
    windows = [
        p[y : y + height, x : x + width]
        for p, (y, x) in zip(padded, corners, strict=True)
    ]
    return torch.from_numpy(np.stack(windows))


def shift_by_slices(images, k):
    if k == 0:
        return images
    _, height, width = images.shape
    result = torch.zeros_like(images)
    for old, new in zip(images, result, strict=True):
        y, x = random.randint(-k, k), random.randint(-k, k)
        part = old[max(-y, 0) : height - max(y, 0), max(-x, 0) : width - max(x, 0)]
        new[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = part
    return result


def interval_by_counting(right):
    n, count = right.numel(), int(right.sum())
    p = count / n
    error = math.sqrt(p * (1 - p) / n)
    low, high = p - 1.96 * error, p + 1.96 * error
    return max(0.0, low), min(1.0, high)


def interval_by_spread(right):
    answers = right.double()
    error = answers.std(correction=0) / len(answers) ** 0.5
    ends = answers.mean() + 1.96 * error * torch.tensor([-1.0, 1.0])
    return tuple(ends.clamp(0, 1).tolist())


def interval_by_numpy(right):
    p = np.mean(right.numpy())
    margin = 1.96 * np.sqrt(p * (1 - p) / len(right))
    return [float(end) for end in np.clip([p - margin, p + margin], 0, 1)]


def interval_with_whole_ends(right):
    n = len(right)
    p = right.sum().item() / n
    error = math.sqrt(p * (1 - p) / n)
    return max(p - 1.96 * error, 0), min(p + 1.96 * error, 1)


def choose_by_loop(results):
    best, highest = None, -math.inf
    for name, row in results.items():
        accuracy = fmean(row["validation"])
        if accuracy > highest:
            best, highest = name, accuracy
    return best


def choose_by_sorting(results):
    return sorted(results, key=lambda name: np.mean(results[name]["validation"]))[-1]


def choose_by_tensor(results):
    means = [torch.tensor(row["validation"]).mean() for row in results.values()]
    return list(results)[int(torch.stack(means).argmax())]


def choose_by_numpy(results):  # its names are of a kind of str
    means = [np.mean(row["validation"]) for row in results.values()]
    return np.array(list(results))[np.argmax(means)]


def choose_by_pairs(results):
    return max((fmean(row["validation"]), name) for name, row in results.items())[1]


RIGHT = {
    "7.1": [
        stop_by_counting,
        stop_by_running_minimum,
        stop_by_slices,
        stop_by_tensor,
        stop_by_index,
    ],
    "7.2": [
        dropout_of_pytorch,
        dropout_as_a_layer,
        dropout_by_where,
        dropout_by_numpy,
        dropout_by_filling,
        dropout_with_a_small_number,
    ],
    "7.3": [
        shift_by_loop,
        shift_by_roll,
        shift_by_index,
        shift_by_groups,
        shift_by_numpy,
        shift_by_slices,
    ],
    "7.4": [
        interval_by_counting,
        interval_by_spread,
        interval_by_numpy,
        interval_with_whole_ends,
    ],
    "7.5": [
        choose_by_loop,
        choose_by_sorting,
        choose_by_tensor,
        choose_by_numpy,
        choose_by_pairs,
    ],
}
