"""Answers to choose_model."""

from statistics import fmean, stdev

import numpy as np


def by_pairs(results):
    return max((fmean(row["validation"]), name) for name, row in results.items())[1]


def by_numpy(results):  # a kind of str
    means = [np.mean(row["validation"]) for row in results.values()]
    return np.array(list(results))[np.argmax(means)]


RIGHT = [by_pairs, by_numpy]


def best_by(score):
    return lambda results: max(results, key=lambda name: score(**results[name]))


def bound(accuracies, sign):
    return fmean(accuracies) + sign * 1.96 * stdev(accuracies) / len(accuracies) ** 0.5


WRONG = {
    "Your choice depends on the test accuracies": (
        best_by(lambda training, validation, test: fmean(test)),
        best_by(lambda training, validation, test: fmean(validation + test)),
        best_by(lambda training, validation, test: (fmean(validation), fmean(test))),
    ),
    "You return the accuracy of a model": lambda results: max(
        fmean(row["validation"]) for row in results.values()
    ),
    "Chosen model: you get": (
        best_by(lambda validation, **_: -fmean(validation)),
        best_by(lambda validation, **_: round(fmean(validation), 3)),
        best_by(lambda validation, **_: bound(validation, -1)),
        best_by(lambda validation, **_: bound(validation, 1)),
        best_by(lambda validation, **_: fmean(sorted(validation)[1:-1])),
    ),
}
