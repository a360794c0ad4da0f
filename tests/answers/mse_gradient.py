"""Answers to mse_gradient: right ones of other construction, and wrong ones."""

import torch
from torch import nn


def by_mean(features, target, weight, bias):
    error = features @ weight + bias - target
    return 2 * (features * error[:, None]).mean(dim=0), 2 * error.mean()


def by_loop(features, target, weight, bias):
    for_weight, for_bias = torch.zeros_like(weight), torch.zeros_like(bias)
    for row, y in zip(features, target, strict=True):
        error = (row * weight).sum() + bias - y
        for_weight = for_weight + 2 * error * row / len(target)
        for_bias = for_bias + 2 * error / len(target)
    return for_weight, for_bias


def by_autograd(features, target, weight, bias):
    leaves = [weight.clone().requires_grad_(), bias.clone().requires_grad_()]
    loss = nn.functional.mse_loss(features @ leaves[0] + leaves[1], target)
    return torch.autograd.grad(loss, leaves)


RIGHT = [by_mean, by_loop, by_autograd]


def leaves_gradients_behind(features, target, weight, bias):
    weight.requires_grad_()
    bias.requires_grad_()
    nn.functional.mse_loss(features @ weight + bias, target).backward()
    return weight.grad, bias.grad


def bias_for_every_weight(features, target, weight, bias):
    for_bias = by_mean(features, target, weight, bias)[1]
    return for_bias * torch.ones_like(weight), for_bias


WRONG = {
    "The result is right, but your code changes": leaves_gradients_behind,  # a second
    # call would return twice the gradient
    "Item 1: every number has the opposite sign": lambda *case: (
        by_mean(*case)[0],
        -by_mean(*case)[1],
    ),
    "Item 0: every number is the expected one divided by `features.shape[1]`": (
        lambda *case: (by_mean(*case)[0] / case[0].shape[1], by_mean(*case)[1])
    ),
    "Item 0: the largest error": bias_for_every_weight,
    "Item 0: the shape is (3, 2), expected (2,)": lambda X, y, weight, bias: (
        2 * X * (X @ weight + bias - y)[:, None] / len(y),
        2 * (X @ weight + bias - y).mean(),
    ),
    "You return tensor([": lambda *case: by_mean(*case)[0],
}
