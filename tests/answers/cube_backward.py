"""Answers to cube_backward: right ones of other construction, and wrong ones."""

import torch


def by_products(ctx, grad_output):
    x = ctx.saved_tensors[0]
    return (x * x + x * x + x * x) * grad_output


def by_autograd(ctx, grad_output):
    with torch.enable_grad():
        return torch.autograd.grad(
            ctx.saved_tensors[0] ** 3, ctx.saved_tensors, grad_output
        )


def as_a_tuple(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return ((grad_output * 3 * x.double().abs().pow(2)).to(x.dtype),)


RIGHT = [by_products, by_autograd, as_a_tuple]


def destroys_x(ctx, grad_output):
    (x,) = ctx.saved_tensors
    x *= x
    return 3 * x * grad_output


WRONG = {
    "The result is right, but your code changes its input `ctx.saved_tensors[0]` in": (
        destroys_x
    ),
    "The result is right, but your code changes its input `grad_output` in place": (
        lambda ctx, grad_output: grad_output.mul_(3 * ctx.saved_tensors[0] ** 2)
    ),
    "That is the second derivative": (
        lambda ctx, grad_output: 6 * ctx.saved_tensors[0] * grad_output
    ),
    "Every number has the opposite sign": lambda *case: -by_products(*case),
    "Every number is 0.3333 times": lambda *case: by_products(*case) / 3,
    "The signs are lost": lambda *case: by_products(*case).abs(),
    "You return `grad_output` as it came": lambda ctx, grad_output: grad_output,
    "The largest error is at [0]: you get 3, expected 12": (
        lambda ctx, grad_output: 3 * grad_output
    ),
    "Your code raises TypeError": (
        lambda ctx, grad_output: grad_output * 3 * ctx.saved_tensors**2
    ),
}
