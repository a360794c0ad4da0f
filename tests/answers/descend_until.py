"""Answers to descend_until: right ones of other construction, and wrong ones."""

import torch


def with_optimizer(function, start, learning_rate, tolerance, max_steps):
    theta, steps = start.clone().requires_grad_(), 0
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    while steps < max_steps:
        optimizer.zero_grad()
        function(theta).backward()
        if torch.linalg.vector_norm(theta.grad) < tolerance:
            break
        optimizer.step()
        steps += 1
    return [theta.detach(), steps]


def recording_the_start(function, start, learning_rate, tolerance, max_steps):
    path = [start.requires_grad_()]
    while True:
        path[-1].retain_grad()
        function(path[-1]).backward()
        if path[-1].grad.norm() < tolerance or len(path) == max_steps + 1:
            return path[-1], len(path) - 1
        path.append(path[-1].detach() - learning_rate * path[-1].grad)
        path[-1].requires_grad_()


RIGHT = [with_optimizer, recording_the_start]


def descend(function, start, learning_rate, tolerance, max_steps):
    theta = start.clone()
    for i in range(max_steps):
        gradient = torch.func.grad(function)(theta)
        if gradient.norm() < tolerance:
            return theta, i, i
        theta = theta - learning_rate * gradient
    return theta, i, i + 1


def up_to_the_tolerance(function, start, learning_rate, tolerance, max_steps):
    return with_optimizer(function, start, learning_rate, tolerance + 1e-6, max_steps)


def in_place(function, start, *case):
    theta, steps = with_optimizer(function, start, *case)
    return start.copy_(theta), steps


WRONG = {
    "Item 0: the largest error is at [1]: you get 4, expected 2": up_to_the_tolerance,
    "That is right unless `max_steps` is 0": lambda *case: descend(*case)[::2],
    "Where the descent ends at `max_steps`": lambda *case: descend(*case)[:2],
    "The result is right, but your code changes its input `start` in place": in_place,
    "You return tensor([0.25, -0.125]), expected a tuple of 2": (
        lambda *case: with_optimizer(*case)[0]
    ),
    "Item 0: you return 4, expected a tensor": (
        lambda *case: with_optimizer(*case)[::-1]
    ),
    "Item 0: the largest error is at [0]: you get 0.003906": (
        lambda f, start, rate, tolerance, n: with_optimizer(f, start, rate, 0.0, n)
    ),
    "Item 1: the number is right, but it is a tensor": (
        lambda *case: [torch.as_tensor(item) for item in with_optimizer(*case)]
    ),
}
