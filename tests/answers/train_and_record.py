"""Answers to train_and_record."""

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


RIGHT = [with_autograd, epoch("bsz", clear_first=True)]


def yielding(*case):
    yield from train_and_record(*case)


def measures_in_evaluation(model, batches, loss_function, optimizer):
    losses = []
    for images, labels in batches:
        losses.append(loss_function(model.eval()(images), labels).item())
        train_and_record(model, [(images, labels)], loss_function, optimizer)
    return losses


def running_means(*case):
    losses = train_and_record(*case)
    return [sum(losses[:n]) / n for n in range(1, len(losses) + 1)]


WRONG = {
    "The steps are right, but your numbers are not the losses": running_means,
    "No step follows the gradient": (epoch("zb"), epoch("zs")),
    "The model is trained in evaluation mode": lambda *c: with_autograd(*c, mode=False),
    "Your function has a `yield`": yielding,
    "Your code makes more than one forward pass per batch": measures_in_evaluation,
    "What happens first: you get 'forward 8, step, backward": epoch("szb"),
}
