"""Answers to stability_limit."""

import torch

from torchcourse.exercises.stability_limit import derivative, second_difference


def of_the_second_derivative(function):
    return 2 / torch.func.grad(torch.func.grad(function))(torch.tensor(0.5)).item()


RIGHT = [
    of_the_second_derivative,
    lambda function: 2 / second_difference(function, 1.0),
    lambda function: 8 / (derivative(function, 2.0) - derivative(function, -2.0)),
]


def around_one(step):
    def answer(function):
        left, middle, right = (function(torch.tensor(1 + step * i)) for i in (-1, 0, 1))
        return 2 / ((left - 2 * middle + right) / step**2).item()

    return answer


WRONG = {
    "Your result is close to the limit": (around_one(0.03), around_one(0.01)),
    "The number is right, but it is a tensor": lambda function: (
        2 / torch.func.hessian(function)(torch.tensor(0.5))
    ),
    "Your code raises": lambda function: 2 / function(1.0).grad,
}
