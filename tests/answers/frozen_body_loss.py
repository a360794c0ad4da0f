"""Answers to frozen_body_loss."""

import torch
from torch.nn.functional import mse_loss

from torchcourse.exercises.frozen_body_loss import nothing_frozen


def frozen_leaf(x, target, body, *others):
    return nothing_frozen(x, target, body.detach(), *others)


def by_no_grad(x, target, body, shortcut, head):
    with torch.no_grad():
        features = torch.tanh(x @ body)
    return mse_loss((features + x @ shortcut) @ head, target)


RIGHT = [frozen_leaf, by_no_grad]


def hook(x, target, body, *others):
    body.register_hook(lambda gradient: gradient * 0)
    return nothing_frozen(x, target, body, *others)


def clears(x, target, body, shortcut, head):
    shortcut.grad = None
    return frozen_leaf(x, target, body, shortcut, head)


WRONG = {
    "`backward` reaches: you get 'body, shortcut, head', expected 'shortcut, head'": (
        hook,
        lambda *case: frozen_leaf(*case) + 0 * case[2].sum(),
    ),
    "`backward` reaches nothing": lambda *case: nothing_frozen(*case).item(),
    "The result is right, but your code changes its input `shortcut.grad`": clears,
}
