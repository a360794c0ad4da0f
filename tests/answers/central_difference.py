"""Answers to central_difference."""

import torch


def of_stacked_points(function, x, step):
    left, right = function(torch.stack([x.double() - step, x.double() + step]))
    return (right - left) / (2 * step)


def mean_of_both_sides(function, x, step):
    x = x.to(torch.float64)
    forward = (function(x + step) - function(x)) / step
    backward = (function(x) - function(x - step)) / step
    return (forward + backward) / 2


RIGHT = [of_stacked_points, mean_of_both_sides]

WRONG = {
    "The largest error is at [0, 0]: you get 12, expected 12.01": (
        lambda function, x, step: of_stacked_points(function, x, 2e-6)
    ),
    "Your formula is right, but in float32": lambda function, x, step: (
        (function(x + step).double() - function(x - step).double()) / step / 2
    ),
    "Every number is 2 times the expected": lambda *case: 2 * of_stacked_points(*case),
}
