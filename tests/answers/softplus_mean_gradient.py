"""Answers to softplus_mean_gradient: right and wrong ones."""

import torch
from torch.nn import functional


def one_by_one(x):
    entries = [1 / (1 + torch.exp(-entry)) for entry in x.flatten()]
    return torch.stack(entries).reshape(x.shape) * (1 / x.numel())


RIGHT = [
    one_by_one,
    lambda x: ((1 + torch.tanh(x.double() / 2)) / (2 * x.numel())).to(x.dtype),
    lambda x: torch.exp(x - functional.softplus(x)) / x.numel(),
]


def mean_softplus(x):
    return functional.softplus(x).mean()


def by_grad(x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(mean_softplus(x), x)[0]


def numerical(x, step=1e-6):
    values = [functional.softplus(x.double() + shift) for shift in (step, -step)]
    return ((values[0] - values[1]) / (2 * step * x.numel())).to(x.dtype)


WRONG = {
    "You let autograd compute the gradient": (
        by_grad,
        torch.func.jacrev(mean_softplus),
        lambda x: torch.autograd.functional.jacobian(mean_softplus, x),
    ),
    "The largest error is at [0]: you get 0.333": numerical,
    "Every number is `x.numel()` times the expected": torch.sigmoid,
    "Every number has the opposite sign": lambda x: -one_by_one(x),
    "Large entries give nan": lambda x: (
        torch.exp(x) / (torch.exp(x) + 1) * (1 / x.numel())
    ),
    "That is softplus itself": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "The dtype is float64, expected float32": lambda x: one_by_one(x.double()),
}
