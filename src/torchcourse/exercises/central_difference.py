"""central_difference: a derivative from two values of a function."""

import torch

from torchcourse.checking import Exercise


def central_difference(function, x, step):
    x = x.double()  # in float32 a step of 1e-6 is lost to rounding
    return (function(x + step) - function(x - step)) / (2 * step)


def cases(generator):
    near_zero = torch.tensor([4e-7, -2e-7, 3e-6])  # |x| shows where the points lie
    return [
        (lambda x: x**3, torch.tensor([[2.0, -1.0, 0.0]]), 0.1),
        (torch.sin, torch.tensor([0.5, -1.25, 2.0, 100.0]), 1e-6),
        (torch.abs, near_zero, 1e-6),
        (torch.abs, 10 * near_zero, 1e-5),
        (torch.exp, torch.randn(2, 3, generator=generator), 1e-6),
        (torch.sin, torch.linspace(-3, 3, 7, dtype=torch.float64), 0.25),
    ]


def in_its_own_dtype(function, x, step):
    return (function(x + step) - function(x - step)) / (2 * step)


def either(formula):
    """Return a formula as it comes out in float64, and in the dtype of x."""
    return formula, lambda function, x, step: formula(function, x.double(), step)


def by_autograd(function, x):
    x.requires_grad_()
    function(x).sum().backward()
    return x.grad


exercise = Exercise(
    central_difference,
    cases=cases,
    hints=(
        "Draw the curve, a point on either side of x, and the line through the two. "
        "How far apart are the two points?",
        "Consecutive float32 numbers near 1 are about 0.0000001 apart. How many of "
        "them fit into a step of 0.000001? Which dtype has more digits?",
    ),
    mistakes={
        "Your formula is right, but in float32 its digits are noise: where `step` is "
        "0.000001 the two values hardly differ, and their difference is mostly "
        "rounding error. Which dtype must `x` have before you call `function`?": (
            in_its_own_dtype
        ),
        "You use another step than `step`, at least in some calls. Which dtype has "
        "enough digits for every step that you are given?": (
            lambda function, x, step: in_its_own_dtype(function, x.double(), 1e-6),
            lambda function, x, step: in_its_own_dtype(function, x, 1e-3),
            lambda function, x, step: in_its_own_dtype(function, x, max(step, 1e-3)),
            lambda function, x, step: in_its_own_dtype(function, x, max(step, 1e-5)),
        ),
        "That is a one-sided difference, whose error is proportional to the step and "
        "not to its square. A central difference has a point on either side of x: "
        "which one is missing?": (
            *either(
                lambda function, x, step: (function(x + step) - function(x)) / step
            ),
            *either(
                lambda function, x, step: (function(x) - function(x - step)) / step
            ),
        ),
        "Python divides and multiplies from left to right, and both before it "
        "subtracts. Where do brackets belong?": (
            lambda function, x, step: (
                (function(x + step) - function(x - step)) / 2 * step
            ),
            lambda function, x, step: (
                function(x + step) - function(x - step) / (2 * step)
            ),
            lambda function, x, step: (
                function(x + step) - function(x - step) / 2 * step
            ),
        ),
        "That is the exact derivative, which autograd computes. The exercise asks for "
        "the central difference: at x = 2, what do (x + 0.1)^3 and (x - 0.1)^3 give?": (
            lambda function, x, step: by_autograd(function, x),
            lambda function, x, step: by_autograd(function, x.clone()),
            lambda function, x, step: by_autograd(function, x.double()),
        ),
    },
)
