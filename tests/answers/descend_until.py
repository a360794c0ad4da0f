"""Answers to descend_until."""

import torch


def by_count(function, start, learning_rate, tolerance, max_steps, less=torch.lt):
    theta, steps = start.clone(), 0
    while steps < max_steps:
        gradient = torch.func.grad(function)(theta)
        if less(gradient.norm(), tolerance):
            break
        theta -= learning_rate * gradient
        steps += 1
    return [theta, steps]


def recording_the_start(function, start, learning_rate, tolerance, max_steps):
    theta = start
    for steps in range(max_steps + 1):
        function(theta.requires_grad_()).backward()
        if theta.grad.norm() < tolerance or steps == max_steps:
            return theta, steps
        theta = theta.detach() - learning_rate * theta.grad


RIGHT = [by_count, recording_the_start]


def unbound_without_a_round(*case):
    if case[-1]:
        theta, steps = by_count(*case)
    return theta, steps


def counted(function, start, learning_rate, tolerance, max_steps, early=0, end=0):
    theta = start
    for steps in range(max_steps):
        gradient = torch.func.grad(function)(theta)
        if gradient.norm() < tolerance:
            return theta, steps + early
        theta = theta - learning_rate * gradient
    return theta, steps + end  # without a value if there is no round


WRONG = {
    "You stop in the right place, but count one step too many": (
        lambda *case: counted(*case, early=1, end=1),
        lambda *case: (by_count(*case)[0], by_count(*case)[1] + 1),
    ),
    "Where the descent ends at `max_steps`, your count is one too small": counted,
    "You stop also where the norm is equal to the tolerance": (
        lambda *case: by_count(*case, torch.le)
    ),
    "Your code raises UnboundLocalError": unbound_without_a_round,
}
