"""Answers to confusion_matrix."""

import torch
from sklearn import metrics
from torch.nn.functional import one_hot


def by_scikit(labels, predictions, classes):
    counts = metrics.confusion_matrix(labels, predictions, labels=range(classes))
    return torch.from_numpy(counts)


RIGHT = [by_scikit, lambda a, b, k: one_hot(a, k).T @ one_hot(b, k)]


def written_once(labels, predictions, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[labels, predictions] += 1
    return counts


def of_unique(labels, predictions, classes):
    size = len(torch.unique(labels))
    cells = torch.bincount(size * labels + predictions, minlength=size * size)
    return cells.reshape(size, size)


WRONG = {
    "No cell of your matrix exceeds 1": written_once,
    "You take the size of the matrix from the data": of_unique,
    "The dtype is int32": lambda *case: by_scikit(*case).int(),
    "Rows and columns": lambda a, b, k: by_scikit(b, a, k),
}
