"""Answers to descend_until."""

import torch


def with_optimizer(function, start, learning_rate, tolerance, max_steps):
    theta, steps = start.clone().requires_grad_(), 0
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    while steps < max_steps:
        optimizer.zero_grad()
        function(theta).backward()
        if theta.grad.norm() < tolerance:
            break
        optimizer.step()
        steps += 1
    return [theta.detach(), steps]


def recording_the_start(function, start, learning_rate, tolerance, max_steps):
    theta = start
    for steps in range(max_steps + 1):
        function(theta.requires_grad_()).backward()
        if theta.grad.norm() < tolerance or steps == max_steps:
            return theta, steps
        theta = theta.detach() - learning_rate * theta.grad


RIGHT = [with_optimizer, recording_the_start]


def descend(function, start, learning_rate, tolerance, max_steps, less=torch.lt):
    theta = start.clone()
    for i in range(max_steps):
        gradient = torch.func.grad(function)(theta)
        if less(gradient.norm(), tolerance):
            return theta, i
        theta = theta - learning_rate * gradient
    return theta, i + 1


WRONG = {
    "Item 0: the largest error is at [1]: you get 4, expected 2": (
        lambda *case: descend(*case, torch.le)
    ),
    "That is right unless `max_steps` is 0": descend,
}
