"""Answers to mse_gradient."""

import torch
from torch.nn.functional import mse_loss


def by_mean(features, target, weight, bias):
    error = features @ weight + bias - target
    return 2 * (features * error[:, None]).mean(dim=0), 2 * error.mean()


def by_autograd(features, target, weight, bias):
    leaves = [weight.clone().requires_grad_(), bias.clone().requires_grad_()]
    return torch.autograd.grad(
        mse_loss(features @ leaves[0] + leaves[1], target), leaves
    )


RIGHT = [by_mean, by_autograd]


def leaves_gradients_behind(features, target, weight, bias):
    weight.requires_grad_()
    bias.requires_grad_()
    mse_loss(features @ weight + bias, target).backward()
    return weight.grad, bias.grad  # a second call would return twice the gradient


WRONG = {
    "The result is right, but your code changes": leaves_gradients_behind,
    "Item 1: the number has the opposite sign": (
        lambda *case: (by_mean(*case)[0], -by_mean(*case)[1])
    ),
}
