"""Answers to momentum_step: right ones of other construction, and wrong ones."""

import torch


def by_positions(theta, previous, gradient, learning_rate, momentum):
    return theta + momentum * (theta - previous) - learning_rate * gradient


def by_entries(theta, previous, gradient, learning_rate, momentum):
    parts = zip(theta.flatten(), previous.flatten(), gradient.flatten(), strict=True)
    moved = [(1 + momentum) * t - momentum * p - learning_rate * g for t, p, g in parts]
    return torch.stack(moved).reshape(theta.shape)


def of_torch(theta, previous, gradient, learning_rate, momentum):
    parameter = theta.double().clone().requires_grad_()
    optimizer = torch.optim.SGD([parameter], lr=learning_rate, momentum=momentum)
    velocity = (previous.double() - theta.double()) / learning_rate
    optimizer.state[parameter]["momentum_buffer"] = velocity
    parameter.grad = gradient.double()
    optimizer.step()
    return parameter


RIGHT = [by_positions, by_entries, of_torch]


def first_if_any(theta, previous, gradient, learning_rate, momentum):
    if (theta == previous).any():
        return theta - learning_rate * gradient
    return by_positions(theta, previous, gradient, learning_rate, momentum)


WRONG = {
    "The largest error is at [0]: you get 0.9, expected -0.1": first_if_any,
    "Your momentum leads back": (
        lambda theta, previous, gradient, learning_rate, momentum: by_positions(
            theta, 2 * theta - previous, gradient, learning_rate, momentum
        )
    ),
    "The largest error is at [0]: you get -1.1, expected -0.1": (
        lambda *case: by_positions(*case[:-1], 1.0)  # repeats the last step in full
    ),
    "Every number has the opposite sign": lambda *case: -by_positions(*case),
    "The result is right, but your code changes its input `theta` in place": (
        lambda theta, *case: theta.copy_(by_positions(theta, *case))
    ),
}
