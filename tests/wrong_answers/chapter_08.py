"""Wrong answers to the exercises of notebook 08, known by their signs."""

import random
import time
from statistics import median

import numpy as np
import torch


def reads_the_clock_of_the_machine(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    seconds = []
    for _ in range(repeats):
        synchronize()
        start = time.perf_counter()
        work()
        synchronize()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def the_usual_loop_with_a_mean_of_means(model, parts, loss_function, optimizer):
    total = 0.0
    for images, labels in parts:
        loss = loss_function(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(parts)


def passes(model, parts, loss_function):
    """Return the loss of each part times its share of the examples."""
    count = sum(len(labels) for _, labels in parts)
    return [loss_function(model(x), y) * len(y) / count for x, y in parts]


def forgets_the_parentheses(model, parts, loss_function, optimizer):
    optimizer.zero_grad()
    losses = passes(model, parts, loss_function)
    for loss in losses:
        loss.backward  # noqa: B018
    optimizer.step()
    return sum(losses).item()


def steps(model, parts, loss_function, optimizer):
    optimizer.zero_grad()
    for part_of_loss in passes(model, parts, loss_function):
        part_of_loss.backward()
    optimizer.step()


def judges_all_images_after_the_step(model, parts, loss_function, optimizer):
    steps(model, parts, loss_function, optimizer)
    images, labels = (torch.cat(group) for group in zip(*parts, strict=True))
    return loss_function(model(images), labels).item()


def goes_backward_from_the_mean_of_means(model, parts, loss_function, optimizer):
    optimizer.zero_grad()
    losses = [loss_function(model(images), labels) for images, labels in parts]
    loss = torch.stack(losses).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


def goes_backward_from_the_last_part(model, parts, loss_function, optimizer):
    optimizer.zero_grad()
    total = 0.0
    for loss in passes(model, parts, loss_function):
        total += loss.item()
    loss.backward()
    optimizer.step()
    return total


def looks_before_the_step(model, parts, loss_function, optimizer):
    with torch.no_grad():
        loss = sum(passes(model, parts, loss_function)).item()
    steps(model, parts, loss_function, optimizer)
    return loss


def numpy_chooses_each_batch(images, labels, size, generator):
    n = len(labels)
    for _ in range(0, n, size):
        rows = torch.from_numpy(np.random.choice(n, size))
        yield images[rows], labels[rows]


def python_chooses_each_example(images, labels, size, generator):
    n = len(labels)
    rows = torch.tensor(random.choices(range(n), k=n))
    return list(zip(images[rows].split(size), labels[rows].split(size), strict=True))


def python_shuffles(images, labels, size, generator):
    order = list(range(len(labels)))
    random.shuffle(order)
    for rows in torch.tensor(order).split(size):
        yield images[rows], labels[rows]


def numpy_permutes(images, labels, size, generator):
    order = torch.from_numpy(np.random.default_rng().permutation(len(labels)))
    for rows in order.split(size):
        yield images[rows], labels[rows]


WRONG = {
    "8.2": [("You read your machine's own clock", reads_the_clock_of_the_machine)],
    "8.4": [
        ("You take a step for every part", the_usual_loop_with_a_mean_of_means),
        ("No part goes backward", forgets_the_parentheses),
        ("Images go through the model again after", judges_all_images_after_the_step),
        ("You go backward once", goes_backward_from_the_mean_of_means),
        ("You go backward once", goes_backward_from_the_last_part),
        ("The images go through the model twice", looks_before_the_step),
    ],
    "8.5": [
        ("Some examples come twice, others never", numpy_chooses_each_batch),
        ("Some examples come twice, others never", python_chooses_each_example),
        ("The same seed gives another epoch", python_shuffles),
        ("The same seed gives another epoch", numpy_permutes),
    ],
}
