"""Answers to train_and_record: right ones of other construction, and wrong ones."""

from functools import partial

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


def with_closure(model, batches, loss_function, optimizer):
    def closure(images, labels):
        optimizer.zero_grad(set_to_none=False)
        loss = loss_function(model.train()(images), labels)
        loss.backward()
        return loss

    steps = (optimizer.step(partial(closure, *batch)) for batch in batches)
    return tuple(loss.item() for loss in steps)


RIGHT = [with_autograd, with_closure, epoch("fbsrz", clear_first=True)]


def yielding(*case):
    yield from train_and_record(*case)


def step_after_the_loop(model, batches, loss_function, optimizer):
    losses = [loss_function(model.train()(x), labels) for x, labels in batches]
    sum(losses).backward()
    optimizer.step()
    return [loss.item() for loss in losses]


WRONG = {
    "The optimizer never takes a step": epoch("fzbr"),
    "No backward pass takes place": (epoch("fzsr"), epoch("fsr")),
    "The model is trained in evaluation mode": lambda *c: with_autograd(*c, mode=False),
    "Your function has a `yield`": yielding,
    "What happens first: you get 'forward 8, forward 8, backward": epoch("frfzbs"),
    "What happens first: you get 'forward 8, forward 8, forward 3": step_after_the_loop,
    "What happens first: you get 'forward 8, step, backward": epoch("fszbr"),
    "The losses: item 1: you get": epoch("fbszr"),
    "The losses: you return": lambda *case: sum(train_and_record(*case)),
    "Your function returns None": lambda *case: None,
    "The losses: item 0: the number is right, but it is a tensor": lambda *case: [
        torch.tensor(loss) for loss in train_and_record(*case)
    ],
}
