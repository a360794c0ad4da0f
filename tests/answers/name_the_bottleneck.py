"""Answers to name_the_bottleneck."""

import numpy as np


def by_numpy(seconds):
    medians = np.array([np.median(measured) for measured in seconds.values()])
    slowest = int(medians.argmax())
    gain = 1 / (1 - medians[slowest] / medians.sum())
    return list(seconds)[slowest], float(gain)


def by_sorting(seconds):
    def middle(measured):
        ordered, half = sorted(measured), len(measured) // 2
        return (ordered[half] + ordered[~half]) / 2

    pairs = sorted((middle(measured), name) for name, measured in seconds.items())
    rest = sum(value for value, _ in pairs[:-1])
    return pairs[-1][1], (rest + pairs[-1][0]) / rest


RIGHT = [by_numpy, by_sorting]

WRONG = {
    "Item 1: you get": (
        lambda seconds: (by_numpy(seconds)[0], by_numpy(seconds)[1] ** 3 + 0.3),
    ),
}
