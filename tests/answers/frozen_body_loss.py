"""Answers to frozen_body_loss: right ones of other construction, and wrong ones."""

import torch
from torch.nn import functional


def frozen_leaf(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body.detach()) + x @ shortcut
    return torch.mean((hidden @ head - target) ** 2)


def by_no_grad(x, target, body, shortcut, head):
    with torch.no_grad():
        features = torch.tanh(x @ body)
    return functional.mse_loss((features + x @ shortcut) @ head, target)


def by_inference_mode(x, target, body, shortcut, head):
    with torch.inference_mode():
        features = (x @ body).tanh()
    errors = (features + x @ shortcut) @ head - target
    return (errors * errors).sum() / len(target)


RIGHT = [frozen_leaf, by_no_grad, by_inference_mode]


def nothing_frozen(x, target, body, shortcut, head):
    return torch.mean(((torch.tanh(x @ body) + x @ shortcut) @ head - target) ** 2)


def hook(x, target, body, shortcut, head):
    body.register_hook(lambda gradient: gradient * 0)
    return nothing_frozen(x, target, body, shortcut, head)


WRONG = {
    "`backward` reaches: you get 'body, shortcut, head', expected 'shortcut, head'": (
        hook,
        lambda *case: frozen_leaf(*case) + 0 * case[2].sum(),
    ),
    "`backward` reaches nothing": lambda *case: nothing_frozen(*case).item(),
    "The result is right, but your code changes `body.requires_grad` from True": (
        lambda x, target, body, *others: nothing_frozen(
            x, target, body.requires_grad_(False), *others
        )
    ),
    "The loss: every number is `x.shape[0]` times": (
        lambda *case: len(case[0]) * frozen_leaf(*case)
    ),
    "The loss: the numbers are right, but the shape is (1,)": lambda *case: frozen_leaf(
        *case
    )[None],
    "The gradient of head: every number is 0.5 times": (
        lambda x, target, body, shortcut, head: frozen_leaf(
            x, target, body, shortcut, (head + head.detach()) / 2
        )
    ),
}
