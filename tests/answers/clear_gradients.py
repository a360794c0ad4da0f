"""Answers to clear_gradients: right ones of other construction, and wrong ones."""

import torch

from torchcourse.exercises.clear_gradients import loop


def zero_if_there(weight):
    if weight.grad is not None:
        weight.grad.zero_()


def never_fills_the_grad(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = loss_of(weight)
        weight.data -= learning_rate * torch.autograd.grad(loss, weight)[0]
        losses.append(loss.item())
    return losses


def optimizer(weight, loss_of, learning_rate, steps):
    losses, descent = [], torch.optim.SGD([weight], lr=learning_rate)
    for _ in range(steps):
        descent.zero_grad()
        loss = loss_of(weight)
        loss.backward()
        descent.step()
        losses.append(float(loss.detach()))
    return losses


RIGHT = [loop(zero_if_there), never_fills_the_grad, optimizer]

WRONG = {
    "Your code raises RuntimeError: element 0 of tensors does not require": (
        loop(zero_if_there, at_the_end=torch.Tensor.detach_)
    ),
    "`weight` after your call: the largest error is at [0]": (
        lambda weight, *case: optimizer(weight.detach().clone().requires_grad_(), *case)
    ),
    "The result is right, but your code changes `weight.requires_grad` from True": (
        lambda weight, *case: [optimizer(weight, *case), weight.requires_grad_(False)][
            0
        ]
    ),
    "Your function returns None": lambda *case: print(*optimizer(*case)),
    "Item 0: the number is right, but it is a tensor": (
        lambda *case: list(map(torch.tensor, optimizer(*case)))
    ),
}
