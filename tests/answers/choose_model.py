"""Answers to choose_model: right ones of other construction, and wrong ones."""

from statistics import fmean, stdev

import numpy as np


def by_pairs(results):
    return max((fmean(row["validation"]), name) for name, row in results.items())[1]


def by_numpy(results):  # a kind of str
    means = [np.mean(row["validation"]) for row in results.values()]
    return np.array(list(results))[np.argmax(means)]


RIGHT = [by_pairs, by_numpy]


def best_by(score):
    return lambda results: max(results, key=lambda name: score(results[name]))


def without_test(results):
    for row in results.values():
        del row["test"]
    return by_pairs(results)


def error(accuracies):
    return stdev(accuracies) / len(accuracies) ** 0.5


WRONG = {
    "Your choice depends on the test accuracies": (
        best_by(lambda row: fmean(row["test"])),
        best_by(lambda row: fmean(row["validation"] + row["test"])),
        best_by(lambda row: (fmean(row["validation"]), fmean(row["test"]))),
    ),
    "You return the accuracy of a model": lambda results: max(
        fmean(row["validation"]) for row in results.values()
    ),
    "Chosen model: you get": (
        best_by(lambda row: -fmean(row["validation"])),
        best_by(lambda row: round(fmean(row["validation"]), 3)),
        best_by(lambda row: fmean(row["validation"]) - 1.96 * error(row["validation"])),
        best_by(lambda row: fmean(row["validation"]) + 1.96 * error(row["validation"])),
        best_by(lambda row: fmean(sorted(row["validation"])[1:-1])),
        lambda results: results[by_pairs(results)],
    ),
    "The result is right, but your code changes its input": without_test,
}
