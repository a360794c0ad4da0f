"""Answers to train_and_record."""

import copy

import torch

from torchcourse.exercises.train_and_record import epoch, train_and_record


def with_autograd(model, batches, loss_function, optimizer, mode=True):
    losses = []
    for images, labels in batches:
        loss = loss_function(model.train(mode)(images), labels)
        (model.weight.grad,) = torch.autograd.grad(loss, [model.weight])
        optimizer.step()
        losses.append(float(loss))
    return losses


RIGHT = [with_autograd, epoch("fbsrz", clear_first=True)]


def yielding(*case):
    yield from train_and_record(*case)


def step_after_the_loop(model, batches, loss_function, optimizer):
    losses = [loss_function(model.train()(x), labels) for x, labels in batches]
    sum(losses).backward()
    optimizer.step()
    return [loss.item() for loss in losses]


def a_second_pass_at_the_end(model, batches, loss_function, optimizer):
    batches = list(batches)
    losses = train_and_record(model, batches, loss_function, optimizer)
    for images, labels in batches:
        loss_function(model(images), labels)
    return losses


def trains_a_copy(model, *others):
    return train_and_record(copy.deepcopy(model), *others)


def measures_in_evaluation(model, batches, loss_function, optimizer):
    losses = []
    for images, labels in batches:
        losses.append(loss_function(model.eval()(images), labels).item())
        train_and_record(model, [(images, labels)], loss_function, optimizer)
    return losses


WRONG = {
    "The optimizer never takes a step": epoch("fzbr"),
    "No gradient reaches the parameters": (epoch("fzsr"), trains_a_copy),
    "The model is trained in evaluation mode": lambda *c: with_autograd(*c, mode=False),
    "Your function has a `yield`": yielding,
    "Your code makes more than one forward pass per batch": (
        epoch("frfzbs"),
        measures_in_evaluation,
        a_second_pass_at_the_end,
    ),
    "What happens first: you get 'forward 8, forward 8, forward 3": step_after_the_loop,
    "What happens first: you get 'forward 8, step, backward": epoch("fszbr"),
    "You clear the gradients only after the step": epoch("frbsz"),
}
