"""Answers to cube_backward."""

import torch


def by_autograd(ctx, grad_output):
    x = ctx.saved_tensors
    with torch.enable_grad():
        return torch.autograd.grad(x[0] ** 3, x, grad_output)  # a tuple of one


RIGHT = [
    by_autograd,
    lambda ctx, grad_output: ctx.saved_tensors[0].square().mul(3).mul(grad_output),
]


def destroys_x(ctx, grad_output):
    (x,) = ctx.saved_tensors
    x *= x
    return 3 * x * grad_output


WRONG = {
    "The result is right, but your code changes its input `ctx.saved_tensors[0]` in": (
        destroys_x
    ),
    "The largest error is at [0]: you get 3, expected 12": (
        lambda ctx, grad_output: 3 * grad_output
    ),
    "Your code raises AttributeError": (
        lambda ctx, grad_output: grad_output * 3 * ctx.saved_tensors.square()
    ),
}
