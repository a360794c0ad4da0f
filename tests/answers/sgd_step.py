"""Answers to sgd_step: right ones of other construction, and wrong ones."""

import torch


def through_data(parameters, learning_rate):
    for parameter in parameters:
        parameter.data.sub_(parameter.grad, alpha=learning_rate)


@torch.no_grad()
def by_copy(parameters, learning_rate):
    for parameter in parameters:
        parameter.copy_(parameter - learning_rate * parameter.grad)
    return parameters


def of_torch(parameters, learning_rate):
    torch.optim.SGD(parameters, lr=learning_rate).step()


RIGHT = [through_data, by_copy, of_torch]


def off_for_good(parameters, learning_rate):
    torch.set_grad_enabled(False)
    by_copy(parameters, learning_rate)


def scales_gradients(parameters, learning_rate):
    for parameter in parameters:
        parameter.grad *= learning_rate
    by_copy(parameters, 1)


def not_required_any_more(parameters, learning_rate):
    for parameter in parameters:
        parameter.requires_grad_(False)
        parameter -= learning_rate * parameter.grad


WRONG = {
    "After your call, gradients are switched off": off_for_good,
    "The result is right, but your code changes its input `parameters[0].grad`": (
        scales_gradients
    ),
    "The result is right, but your code changes `parameters[0].requires_grad` from": (
        not_required_any_more
    ),
    "Every parameter keeps its old values": lambda parameters, learning_rate: [
        parameter - learning_rate * parameter.grad for parameter in parameters
    ],
    "`parameters[0]` after your call: the largest error is at [1]": (
        lambda parameters, learning_rate: by_copy(parameters, 2 * learning_rate)
    ),
    "Your code raises TypeError": lambda parameters, learning_rate: [
        parameter.data.sub_(learning_rate * parameter.grad.item)
        for parameter in parameters
    ],
}
