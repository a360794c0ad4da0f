"""Answers to sgd_step."""

import torch

from torchcourse.exercises.sgd_step import step


def of_torch(parameters, learning_rate):
    torch.optim.SGD(parameters, lr=learning_rate).step()


@torch.no_grad()
def by_copy(parameters, learning_rate):
    for parameter in parameters:
        parameter.copy_(parameter - learning_rate * parameter.grad)
    return parameters


def by_switch(parameters, learning_rate):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    by_copy(parameters, learning_rate)
    torch.set_grad_enabled(before)


RIGHT = [of_torch, by_copy, by_switch]


def on_for_good(parameters, learning_rate):
    torch.set_grad_enabled(False)
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad
    torch.set_grad_enabled(True)


def off_for_good(parameters, learning_rate):
    torch.set_grad_enabled(False)
    of_torch(parameters, learning_rate)


def scales_gradients(parameters, learning_rate):
    for parameter in parameters:
        parameter.grad *= learning_rate
    step(parameters, 1)


def not_required_any_more(parameters, learning_rate):
    for parameter in parameters:
        parameter.requires_grad_(False)
        parameter -= learning_rate * parameter.grad


WRONG = {
    "Your code switches recording on, also where it was off": on_for_good,
    "After your call, gradients are switched off": off_for_good,
    "The result is right, but your code changes its input `parameters[0].grad`": (
        scales_gradients
    ),
    "The result is right, but your code changes `parameters[0].requires_grad` from": (
        not_required_any_more
    ),
}
