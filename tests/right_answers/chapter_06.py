"""Right answers to the exercises of notebook 06, each built in another way."""

import random
from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.utils.data import random_split


def parameters_of_a_network(widths):
    network = nn.Sequential(*[nn.Linear(a, b) for a, b in pairwise(widths)])
    return sum(parameter.numel() for parameter in network.parameters())


def parameters_by_index(widths):
    return sum((widths[i - 1] + 1) * widths[i] for i in range(1, len(widths)))


def parameters_recursively(widths):
    if len(widths) == 1:
        return 0
    first, second, *_ = widths
    return (first + 1) * second + parameters_recursively(widths[1:])


def parameters_by_numpy(widths):
    return int(np.dot(np.array(widths[:-1]) + 1, widths[1:]))


def parameters_by_parts(widths):
    widths = list(widths)
    weights = sum(map(int.__mul__, widths, widths[1:]))
    widths.pop(0)
    return weights + sum(widths)


def split_by_random_split(n, validation_size, seed):
    generator = torch.Generator().manual_seed(seed)
    sizes = [n - validation_size, validation_size]
    subsets = random_split(range(n), sizes, generator=generator)
    return tuple(torch.tensor(subset.indices) for subset in subsets)


def split_by_numpy(n, validation_size, seed):
    order = torch.from_numpy(np.random.default_rng(seed).permutation(n))
    return order[validation_size:], order[:validation_size]


def split_by_shuffle(n, validation_size, seed):
    order = list(range(n))
    random.Random(seed).shuffle(order)
    size = n - validation_size
    return [torch.tensor(order[:size]), torch.tensor(order[size:])]


def split_by_sorting(n, validation_size, seed):
    stream = torch.Generator()
    stream.manual_seed(seed)
    order = torch.rand(n, generator=stream, dtype=torch.float64).argsort()
    size = n - validation_size
    return order[:size], order[size:]


def split_in_a_fork(n, validation_size, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        order = torch.randperm(n)
    return tuple(order.tensor_split([n - validation_size]))


def split_and_put_back(n, validation_size, seed):
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    order = torch.randperm(n)
    torch.set_rng_state(states[0])
    np.random.set_state(states[1])
    random.setstate(states[2])
    return order[: n - validation_size], order[n - validation_size :]


def split_by_multinomial(n, validation_size, seed):
    stream = torch.Generator().manual_seed(seed + 1)
    order = torch.multinomial(torch.ones(n), n, generator=stream)
    return order[validation_size:], order[:validation_size]


def split_by_old_numpy(n, validation_size, seed):
    order = torch.as_tensor(np.random.RandomState(seed).permutation(n))
    return order.narrow(0, validation_size, n - validation_size), order[
        :validation_size
    ]


def split_by_sample(n, validation_size, seed):
    order = random.Random(f"split {seed}").sample(range(n), n)
    return torch.tensor(order).split((n - validation_size, validation_size))


@torch.no_grad()
def evaluate_all_at_once(model, batches, loss_function):
    mode = model.training
    model.eval()
    images, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    logits = model(images)
    model.train(mode)
    right = (logits.argmax(dim=1) == labels).float().mean().item()
    return loss_function(logits, labels).item(), right


def evaluate_batch_by_batch(model, batches, loss_function):
    was_training = model.training
    try:
        model.train(False)
        rows = []
        for images, labels in batches:
            with torch.inference_mode():
                logits = model(images)
                loss = loss_function(logits, labels)
            right = (logits.max(1).indices == labels).sum()
            rows.append((float(loss), float(right), len(labels)))
    finally:
        model.train(was_training)
    count = sum(n for _, _, n in rows)
    loss = sum(loss * n for loss, _, n in rows) / count
    return [loss, sum(right for _, right, _ in rows) / count]


@torch.inference_mode()
def evaluate_by_tensors(model, batches, loss_function):
    was_training = model.training
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for images, labels in batches:
        logits = model(images)
        loss = loss_function(logits, labels)
        right = logits.argmax(1).eq(labels).double().mean()
        sums += len(labels) * torch.stack([loss, right, torch.tensor(1.0)])
    if was_training:
        model.train()
    loss, right = (sums[:2] / sums[2]).tolist()
    return loss, right


def train_by_forgetting(model, batches, loss_function, optimizer):
    curve = []
    for images, labels in batches:
        for parameter in model.parameters():
            parameter.grad = None
        loss = loss_function(model.train()(images), labels)
        loss.backward()
        optimizer.step()
        curve.append(float(loss))
    return curve


def train_with_autograd(model, batches, loss_function, optimizer):
    def one(images, labels):
        loss = loss_function(model(images), labels)
        parameters = list(model.parameters())
        gradients = torch.autograd.grad(loss, parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        optimizer.step()
        return loss.item()

    model.train()
    return [one(images, labels) for images, labels in batches]


def train_with_closure(model, batches, loss_function, optimizer):
    model.train()
    losses = []
    for images, labels in batches:

        def closure(images=images, labels=labels):
            optimizer.zero_grad(set_to_none=False)
            loss = loss_function(model(images), labels)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).detach().item())
    return tuple(losses)


def top_k_by_rank(logits, labels, k):
    own = logits.gather(1, labels[:, None])  # (n, 1)
    rank = (logits > own).sum(dim=1)
    return (rank < k).double().mean().item()


def top_k_by_sorting(logits, labels, k):
    candidates = logits.argsort(dim=1, descending=True)[:, :k]
    return (candidates == labels[:, None]).sum().item() / len(labels)


def top_k_one_by_one(logits, labels, k):
    right = 0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        best = sorted(range(len(row)), key=lambda j: -row[j])[:k]
        right += label in best
    return right / len(labels)


def top_k_by_probabilities(logits, labels, k):
    candidates = torch.topk(logits.softmax(dim=-1), k).indices
    return torch.mean(torch.eq(candidates, labels.view(-1, 1)).any(-1).double()).item()


def top_k_by_threshold(logits, labels, k):
    logs = logits.log_softmax(dim=1)
    own = logs[torch.arange(len(labels)), labels]
    lowest = logs.topk(k, dim=1).values[:, -1]
    return (own >= lowest).sum().item() / len(labels)


def top_k_by_mask(logits, labels, k):
    chosen = torch.zeros_like(logits).scatter(1, logits.topk(k, dim=1)[1], 1.0)
    return chosen.gather(1, labels[:, None]).mean().item()


def top_k_by_places(logits, labels, k):
    places = (-logits).argsort(dim=1).argsort(dim=1)
    return float((places.gather(1, labels[:, None]) < k).float().mean())


RIGHT = {
    "6.1": [
        parameters_of_a_network,
        parameters_by_index,
        parameters_recursively,
        parameters_by_numpy,
        parameters_by_parts,
    ],
    "6.2": [
        split_by_random_split,
        split_by_numpy,
        split_by_shuffle,
        split_by_sorting,
        split_in_a_fork,
        split_and_put_back,
        split_by_multinomial,
        split_by_old_numpy,
        split_by_sample,
    ],
    "6.3": [evaluate_all_at_once, evaluate_batch_by_batch, evaluate_by_tensors],
    "6.4": [train_by_forgetting, train_with_autograd, train_with_closure],
    "6.5": [
        top_k_by_rank,
        top_k_by_sorting,
        top_k_one_by_one,
        top_k_by_probabilities,
        top_k_by_threshold,
        top_k_by_mask,
        top_k_by_places,
    ],
}
