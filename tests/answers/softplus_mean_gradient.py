"""Answers to softplus_mean_gradient: right and wrong ones."""

import numpy as np
import torch
from torch.nn import functional


def one_by_one(x):
    entries = [1 / (1 + torch.exp(-entry)) for entry in x.flatten()]
    return torch.stack(entries).reshape(x.shape) * (1 / x.numel())


def in_numpy(x):
    small = np.exp(-abs(x.numpy()))
    result = np.where(x.numpy() > 0, 1, small) / (1 + small) / x.numel()
    return torch.as_tensor(result, dtype=x.dtype)


RIGHT = [
    one_by_one,
    in_numpy,
    lambda x: ((1 + torch.tanh(x.double() / 2)) / (2 * x.numel())).to(x.dtype),
    lambda x: torch.exp(x - functional.softplus(x)) / x.numel(),
]


def by_grad(x):
    leaf = x.detach().requires_grad_()
    return torch.autograd.grad(
        torch.logaddexp(leaf, torch.zeros_like(leaf)).mean(), leaf
    )[0]


def by_jacobian(x):
    return torch.autograd.functional.jacobian(
        lambda x: functional.softplus(x).mean(), x
    )


def by_func(x):
    return torch.func.grad(lambda x: functional.softplus(x).mean())(x)


def numerical(x, step=1e-6):
    right, left = (
        functional.softplus(x.double() + step),
        functional.softplus(x.double() - step),
    )
    return ((right - left) / (2 * step * x.numel())).to(x.dtype)


WRONG = {
    "You let autograd compute the gradient": (by_grad, by_jacobian, by_func),
    "The largest error is at [0]: you get 0.333": numerical,
    "Every number is `x.numel()` times the expected": torch.sigmoid,
    "Every number has the opposite sign": lambda x: -one_by_one(x),
    "Large entries give nan": lambda x: (
        torch.exp(x) / (torch.exp(x) + 1) * (1 / x.numel())
    ),
    "That is softplus itself": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "The dtype is float64, expected float32": lambda x: one_by_one(x.double()),
}
