"""Answers to confusion_matrix: right ones of other construction, and wrong ones."""

import torch
from sklearn import metrics
from torch.nn.functional import one_hot


def by_scikit(labels, predictions, classes):
    counts = metrics.confusion_matrix(labels, predictions, labels=range(classes))
    return torch.from_numpy(counts)


def by_loop(labels, predictions, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for label, prediction in zip(labels, predictions, strict=True):
        counts[label, prediction] += 1
    return counts


RIGHT = [by_scikit, by_loop, lambda a, b, k: one_hot(a, k).T @ one_hot(b, k)]


def written_once(labels, predictions, classes, start=0):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[labels, predictions] = start + 1
    return counts


def of_unique(labels, predictions, classes):
    size = len(torch.unique(labels))
    cells = torch.bincount(size * labels + predictions, minlength=size * size)
    return cells.reshape(size, size)


WRONG = {
    "No cell of your matrix exceeds 1": written_once,
    "You take the size of the matrix from the data": (
        lambda a, b, k: by_loop(a, b, int(max(a.max(), b.max())) + 1),
        of_unique,
    ),
    "Your code raises IndexError": lambda a, b, k: by_loop(a, b, len(a.unique())),
    "The dtype is int32": lambda *case: by_loop(*case).int(),
    "The dtype is float32": lambda *case: by_loop(*case).float(),
    "Rows and columns": lambda a, b, k: by_loop(b, a, k),
    "The numbers are right, but the shape": lambda *case: by_loop(*case).flatten(),
}
