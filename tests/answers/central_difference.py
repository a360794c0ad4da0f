"""Answers to central_difference: right ones of other construction, and wrong ones."""

import torch


def of_stacked_points(function, x, step):
    left, right = function(torch.stack([x.double() - step, x.double() + step]))
    return (right - left) / (2 * step)


def mean_of_both_sides(function, x, step):
    x = x.to(torch.float64)
    forward = (function(x + step) - function(x)) / step
    backward = (function(x) - function(x - step)) / step
    return (forward + backward) / 2


RIGHT = [
    of_stacked_points,
    mean_of_both_sides,
    lambda *case: of_stacked_points(*case).to(case[1].dtype),
]


def with_step(change):
    return lambda function, x, step: of_stacked_points(function, x, change(step))


def by_backward(function, x, step):
    x = x.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad


WRONG = {
    "Your points are farther apart than twice the `step`": (
        with_step(lambda step: max(step, 1e-5)),
        with_step(lambda step: max(step, 1e-3)),
    ),
    "The largest error is at [0, 1]: you get 3, expected 3.01": (
        with_step(lambda step: 1e-6)
    ),
    "That is the exact derivative": by_backward,
    "Your formula is right, but in float32": lambda function, x, step: (
        (function(x + step).double() - function(x - step).double()) / step / 2
    ),
    "Every number has the opposite sign": lambda *case: -of_stacked_points(*case),
    "Every number is 2 times the expected": lambda *case: 2 * of_stacked_points(*case),
    "Python divides before it subtracts": lambda function, x, step: (
        function(x + step) - function(x - step) / 2 * step
    ),
}
