"""Exercise 2.4: the backward function of a custom cube."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "2.4",
    "backward of a custom cube",
    hints=(
        "`ctx.saved_tensors` is a tuple, even when one tensor was saved: "
        "`(x,) = ctx.saved_tensors`.",
        "The chain rule has two factors here. One is the slope of the cube at x; who "
        "hands you the other one?",
    ),
)


@exercise.reference
def cube_backward(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * 3 * x**2  # what arrives, times the slope of the cube


@exercise.cases
def cases(generator):
    x = torch.tensor([-2.0, -0.5, 0.0, 1.0, 3.0])
    upstream = torch.tensor([1.0, -1.0, 2.0, 0.5, -0.25])
    table = torch.randn(3, 4, generator=generator, dtype=torch.float64)
    weights = torch.randn(3, 4, generator=generator, dtype=torch.float64)
    ones = torch.ones_like(table[:2])
    return [(x, upstream), (table, weights), (table[:2], ones), (table[:1], ones[:1])]


@exercise.observe
def gradient_through_a_cube(answer, x, grad_output):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, grad_output):
            return answer(ctx, grad_output)

    leaf = x.clone().requires_grad_()
    y = Cube.apply(leaf)
    try:
        (gradient,) = torch.autograd.grad(y, leaf, grad_output, allow_unused=True)
    except (AttributeError, TypeError) as error:  # a tuple has a slip of its own
        if "tuple" not in str(error):
            raise
        return "a tuple taken for a tensor"
    return gradient


@exercise.slip(
    "That is the slope of the cube, and nothing else. Whatever comes after the cube in "
    "the graph has its say as well: you leave out one of your two arguments."
)
def forgets_grad_output(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return 3 * x**2


@exercise.slip(
    "That is 3x: at x = -2 it is negative, where the cube rises. What power is left "
    "when you differentiate x^3? And which argument have you not used?"
)
def three_x(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return 3 * x


@exercise.slip(
    "The chain rule is in place, but 3x is not the slope of x^3: at x = -2 the cube "
    "rises, and your slope falls. What power is left?"
)
def three_x_and_grad_output(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * 3 * x


@exercise.slip(
    "You compute with `ctx.saved_tensors` itself, which is a tuple, even when one "
    "tensor was saved. How do you take that one out?"
)
def computes_with_the_tuple(ctx, grad_output):
    return grad_output * 3 * ctx.saved_tensors**2


@exercise.slip(
    "You square the 3 together with x: your slopes are three times too large. To which "
    "of the two does the power belong?"
)
def squares_the_factor(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * (3 * x) ** 2


@exercise.slip(
    "Every sign is the wrong way round. The cube never falls: what sign has its slope?"
)
def wrong_sign(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return -grad_output * 3 * x**2


@exercise.slip(
    "The power is right and the factor is missing: how much does x^3 rise from 1 to "
    "1.01?"
)
def forgets_the_factor(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * x**2


@exercise.slip(
    "That is a constant slope, the same for every x: the slope of a straight line. "
    "The cube is flat at 0 and steep at 3."
)
def constant_slope(ctx, grad_output):
    return grad_output * 3


@exercise.slip(
    "You overwrite what arrives by a constant: neither x nor `grad_output` has a say. "
    "Which two things does the chain rule multiply?"
)
def overwrites_by_a_constant(ctx, grad_output):
    return torch.full_like(grad_output, 3.0)


@exercise.slip(
    "That passes on what arrives unchanged, as if the cube were y = x. How steep is "
    "the cube where you are?"
)
def passes_on(ctx, grad_output):
    return grad_output


@exercise.slip(
    "You multiply by the value of the cube. The chain rule wants its slope at x."
)
def value_instead_of_slope(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * x**3


@exercise.slip(
    "You add the two slopes. When one function follows another, what becomes of their "
    "slopes?"
)
def adds(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output + 3 * x**2


@exercise.slip(
    "You take the slope at `grad_output`, the number that arrives from above. The "
    "slope is wanted at the x that forward has saved."
)
def slope_at_the_wrong_place(ctx, grad_output):
    return 3 * grad_output**2


@exercise.slip(
    "All your gradients are at least zero, even where the arriving one is negative: "
    "a size has lost its sign on the way."
)
def loses_the_sign(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output.abs() * 3 * x**2
