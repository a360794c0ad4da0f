"""Exercise 2.1: the central difference, with a step that float32 cannot carry."""

from functools import wraps

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "2.1",
    "central difference",
    hints=(
        "Draw the curve, a point on either side of x, and the line through the two. "
        "How far apart are the two points?",
        "Now the digits: float32 numbers near 1 lie about 0.0000001 apart. How many of "
        "them fit into a step of 0.000001? Which dtype has more of them?",
    ),
)


@exercise.reference
def central_difference(function, x, step):
    x = x.double()  # in float32 a step of 1e-6 is lost to rounding
    return (function(x + step) - function(x - step)) / (2 * step)


def _cube(x):
    return x**3


@exercise.cases
def cases(generator):
    return [
        (torch.sin, torch.tensor([0.5, -1.25, 2.0, 100.0]), 1e-6),
        (torch.exp, torch.randn(2, 3, generator=generator), 1e-6),
        (_cube, torch.tensor([[1.0, -2.0, 0.0]], dtype=torch.float64), 0.1),
        (torch.sin, torch.linspace(-3, 3, 7), 0.25),
    ]


@exercise.slip(
    "Your formula is right and your digits are noise. In float32 the points of a step "
    "of 0.000001 hardly differ, and subtracting them leaves rounding error: where can "
    "the subtraction be done instead?"
)
def in_float32(function, x, step):
    return (function(x + step) - function(x - step)) / (2 * step)


def _slip_in_any_dtype(sentence):
    """Register a wrong formula as it comes out in float64, and in the dtype of x."""

    def register(formula):
        @exercise.slip(sentence)
        @wraps(formula)
        def in_float64(function, x, step):
            return formula(function, x.double(), step)

        noisy = f"{sentence} And in float32 your digits are mostly rounding noise."
        return exercise.slip(noisy)(formula)

    return register


@_slip_in_any_dtype(
    "That is the forward difference: it looks to one side only, and its error shrinks "
    "with the step, not with the step squared. Which second point is missing?"
)
def forward(function, x, step):
    return (function(x + step) - function(x)) / step


@_slip_in_any_dtype(
    "That is the backward difference: it starts at x and looks left only. "
    "A central difference has a point on either side."
)
def backward(function, x, step):
    return (function(x) - function(x - step)) / step


@_slip_in_any_dtype(
    "Every slope is twice what it should be. How far apart are the two points whose "
    "heights you subtract?"
)
def divides_by_one_step(function, x, step):
    return (function(x + step) - function(x - step)) / step


@_slip_in_any_dtype(
    "Every slope has the wrong sign: a rising curve comes out as falling. Which point "
    "do you subtract from which?"
)
def wrong_sign(function, x, step):
    return (function(x - step) - function(x + step)) / (2 * step)


@_slip_in_any_dtype(
    "That is a rise, not yet a slope: it tells how much higher the right point lies. "
    "What is it to be divided by?"
)
def rise(function, x, step):
    return function(x + step) - function(x - step)


@exercise.slip(
    "Python reads `a / 2 * step` from left to right: it halves, and then multiplies by "
    "the step. Where do brackets belong?"
)
def missing_brackets(function, x, step):
    return (function(x + step) - function(x - step)) / 2 * step


@_slip_in_any_dtype(
    "Your points lie half a step away from x. The exercise asks for a whole step to "
    "either side."
)
def half_steps(function, x, step):
    return (function(x + step / 2) - function(x - step / 2)) / step


def _slip_of_a_larger_step(least, words):
    @exercise.slip(
        f"Where `step` is small your points lie {words} away, and still the fourth "
        "digit is wrong. Which dtype has digits to spare at `step` itself?"
    )
    def larger_step(function, x, step):
        return in_float32(function, x, max(step, least))


for _least, _words in (
    (1e-4, "a ten-thousandth"),
    (5e-3, "some thousandths"),
    (1e-2, "a hundredth"),
):
    _slip_of_a_larger_step(_least, _words)
