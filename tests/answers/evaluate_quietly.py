"""Answers to evaluate_quietly: right ones of other construction, and wrong ones."""

from copy import deepcopy

import torch


def all_at_once(model, batches, loss_function, quiet=torch.no_grad, mode=False):
    was_training = model.training
    model.train(mode)
    images, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    with quiet():
        logits = model(images)
        loss = loss_function(logits, labels).item()
    model.train(was_training)
    return loss, (logits.argmax(dim=1) == labels).float().mean().item()


@torch.inference_mode()
def by_tensors(model, batches, loss_function):
    was_training = model.training
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for images, labels in batches:
        logits = model(images)
        loss, right = loss_function(logits, labels), logits.argmax(1).eq(labels)
        sums += len(labels) * torch.stack([loss, right.float().mean(), torch.ones(())])
    if was_training:
        model.train()
    return (sums[:2] / sums[2]).tolist()


RIGHT = [
    all_at_once,
    by_tensors,
    lambda model, *others: all_at_once(deepcopy(model), *others),
]


def between(before, after=lambda model: None):
    """Build an evaluation that does something to the model before and after."""
    return lambda model, *others: (
        before(model),
        all_at_once(model, *others),
        after(model),
    )[1]


def switch(on):
    return lambda model: torch.set_grad_enabled(on)


WRONG = {
    "The numbers are right, but the model always ends in eval": between(
        lambda model: model.eval()  # and then the mode is asked
    ),
    "The result is right, but your code changes `model.weight.requires": between(
        lambda model: model.requires_grad_(False),
        lambda model: model.requires_grad_(True),
    ),
    "Your code leaves the recording of gradients on": between(
        switch(False), switch(True)
    ),
    "After your call, gradients are switched off": between(switch(False)),
    "Your forward passes record a graph": lambda *case: all_at_once(
        *case, quiet=torch.enable_grad
    ),
    "The model is evaluated in training": lambda *case: all_at_once(*case, mode=True),
    "The result is right, but your code changes its input `model.weight.grad": between(
        lambda model: model.zero_grad()
    ),
    "Global random streams that you move": between(
        lambda model: torch.default_generator.manual_seed(0)
    ),
    "The loss: you get 0.25": lambda *case: all_at_once(*case)[::-1],
    "Your code raises TypeError": lambda model, batches, loss_function: all_at_once(
        model, [batches[i] for i in range(len(batches))], loss_function
    ),
}
