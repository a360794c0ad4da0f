"""Answers to paired_difference."""

import numpy as np


def by_counts(new, old):
    n = len(new)
    better, worse = (new & ~old).sum().item() / n, (old & ~new).sum().item() / n
    difference = better - worse
    margin = 1.96 * ((better + worse - difference**2) / n) ** 0.5
    return difference - margin, difference + margin


def by_numpy(new, old):
    differences = new.numpy().astype(float) - old.numpy().astype(float)
    margin = 1.96 * differences.std() / np.sqrt(len(differences))
    return [float(differences.mean() - margin), float(differences.mean() + margin)]


RIGHT = [by_counts, by_numpy]


def with_margin(new, old):
    low, high = by_counts(new, old)
    return (low + high) / 2, (high - low) / 2


def where_they_differ(new, old):
    return by_counts(new[new != old], old[new != old]) if (new != old).any() else (0, 0)


WRONG = {"Item 0: you get": (with_margin, where_they_differ)}
