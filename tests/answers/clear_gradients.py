"""Answers to clear_gradients."""

import torch

from torchcourse.exercises.clear_gradients import clear_gradients, loop


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


RIGHT = [loop(zero_if_there), never_fills_the_grad]

WRONG = {
    "`weight` after your call": lambda weight, *case: clear_gradients(
        weight.data.clone().requires_grad_(), *case
    ),
}
