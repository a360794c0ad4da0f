"""Answers to stop_early: right ones of other construction, and wrong ones."""

from itertools import accumulate

import numpy as np


def by_running_minimum(training_losses, validation_losses, patience):
    lowest = list(accumulate(validation_losses, min))
    epochs = len(lowest)
    for i in range(patience, len(lowest)):
        if lowest[i] == lowest[i - patience]:
            epochs = i + 1
            break
    seen = validation_losses[:epochs]
    return epochs, seen.index(min(seen)) + 1


def by_slices(training_losses, validation_losses, patience):
    for epochs in range(1, len(validation_losses) + 1):
        best = int(np.argmin(validation_losses[:epochs])) + 1
        if epochs - best >= patience:
            break
    return [epochs, best]


RIGHT = [by_running_minimum, by_slices]


def second_epoch_first(training_losses, validation_losses, patience):
    lowest, best = validation_losses[0], 1
    for epoch in range(2, len(validation_losses) + 1):
        if validation_losses[epoch - 1] < lowest:
            lowest, best = validation_losses[epoch - 1], epoch
        if epoch - best == patience:
            break
    return epoch, best


def best_of_training(training_losses, validation_losses, patience):
    epochs = by_slices(training_losses, validation_losses, patience)[0]
    return epochs, 1 + training_losses.index(min(training_losses[:epochs]))


def percent(training_losses, validation_losses, patience):
    lowest, best = float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < 0.99 * lowest:
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


WRONG = {
    "Item 0: you return [0.9, 0.7, 0.8, 0.75], expected a Python int": (
        lambda t, v, p: (v[: by_slices(t, v, p)[0]], by_slices(t, v, p)[1])
    ),
    "Item 1: you get": (
        best_of_training,
        lambda t, v, patience: (by_slices(t, v, patience)[0], min(v)),
        lambda t, v, patience: (by_slices(t, v, patience)[0], 1 + v.index(min(v))),
    ),
    "Item 0: you get": (percent, lambda t, v, patience: by_slices(t, v, 5)),
    "Your code raises UnboundLocalError": second_epoch_first,
}
