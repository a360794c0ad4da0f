"""Answers to momentum_step."""

import torch


def by_positions(theta, previous, gradient, learning_rate, momentum):
    return theta + momentum * (theta - previous) - learning_rate * gradient


def of_torch(theta, previous, gradient, learning_rate, momentum):
    parameter = theta.double().clone().requires_grad_()
    optimizer = torch.optim.SGD([parameter], lr=learning_rate, momentum=momentum)
    velocity = (previous.double() - theta.double()) / learning_rate
    optimizer.state[parameter]["momentum_buffer"] = velocity
    parameter.grad = gradient.double()
    optimizer.step()
    return parameter


RIGHT = [by_positions, of_torch]


def first_if_any(theta, previous, gradient, learning_rate, momentum):
    if (theta == previous).any():
        return theta - learning_rate * gradient
    return by_positions(theta, previous, gradient, learning_rate, momentum)


WRONG = {
    "The largest error is at [0]: you get 0.9, expected -0.1": first_if_any,
}
