"""cube_backward: the backward function of a custom cube."""

from types import SimpleNamespace

import torch

from torchcourse.checking import Exercise


def cube_backward(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * 3 * x**2  # what arrives, times the derivative of the cube


def cases(generator):
    def case(x, grad_output):  # what PyTorch hands to a backward function
        return SimpleNamespace(saved_tensors=(x,)), grad_output

    table, weights = torch.randn(2, 3, 4, generator=generator, dtype=torch.float64)
    return [
        case(torch.tensor([-2.0, 1.0]), torch.tensor([1.0, 0.5])),
        case(torch.tensor([3.0, 0.0, -1.0]), torch.tensor([-1.0, 2.0, 0.25])),
        case(table, weights),
        case(table[:1].clone(), torch.ones(1, 4, dtype=torch.float64)),
    ]


def observe(answer, ctx, grad_output):
    x = ctx.saved_tensors[0].requires_grad_()
    ctx = SimpleNamespace(saved_tensors=(x,), needs_input_grad=(True,))
    with torch.no_grad():  # as PyTorch calls a backward function
        result = answer(ctx, grad_output)
    x.requires_grad_(False)
    # PyTorch accepts a tuple with one gradient for each input of forward.
    one = isinstance(result, tuple) and len(result) == 1
    return result[0] if one else result


def saved(ctx):
    return ctx.saved_tensors[0]


exercise = Exercise(
    cube_backward,
    cases=cases,
    observe=observe,
    hints=(
        "`ctx.saved_tensors` is a tuple, even when one tensor was saved: "
        "`(x,) = ctx.saved_tensors`.",
        "The chain rule has two factors here. One is the derivative of the cube at x. "
        "Where does the other one come from?",
    ),
    mistakes={
        "`ctx.saved_tensors` is a tuple, even with one tensor in it. A comma takes the "
        "tensor out: `(x,) = ctx.saved_tensors`.": (
            lambda ctx, grad_output: grad_output * 3 * ctx.saved_tensors**2,
            lambda ctx, grad_output: 3 * ctx.saved_tensors * grad_output,
        ),
        "That is the derivative of the cube alone. The chain rule multiplies it by "
        "what arrives from later operations: which argument holds that?": (
            lambda ctx, grad_output: 3 * saved(ctx) ** 2
        ),
        "The derivative of x^3 is not 3x: at x = -2 the cube rises, and 3x is "
        "negative. Which power is left?": (
            lambda ctx, grad_output: grad_output * 3 * saved(ctx),
            lambda ctx, grad_output: 3 * saved(ctx),
        ),
        "That is the second derivative, 6x. Which one does the chain rule use?": (
            lambda ctx, grad_output: grad_output * 6 * saved(ctx)
        ),
        "You square the 3. Which of the two factors does the power belong to?": (
            lambda ctx, grad_output: grad_output * (3 * saved(ctx)) ** 2
        ),
        "You multiply by the value of the cube. The chain rule uses its derivative.": (
            lambda ctx, grad_output: grad_output * saved(ctx) ** 3
        ),
        "`ctx` has no attribute `x`. In which tuple is the tensor that was saved?": (
            lambda ctx, grad_output: ctx.x
        ),
        "You compute the derivative at `grad_output`. It is wanted at the x that "
        "forward has saved.": lambda ctx, grad_output: 3 * grad_output**2,
    },
)
