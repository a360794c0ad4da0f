"""Answers to achieved_gflops: right ones of other construction, and wrong ones."""

from itertools import pairwise

import numpy as np


def by_sums(widths, batch, seconds):
    products = [a * b for a, b in pairwise(widths)]
    return 2 * batch * (3 * sum(products) - products[0]) / seconds / 1e9


def by_numpy(widths, batch, seconds):
    sizes = np.array(widths[:-1], dtype=float) * np.array(widths[1:])
    products = np.full(len(sizes), 3.0)
    products[0] = 2
    return float(2 * batch * products @ sizes / seconds / 1e9)


def recursively(widths, batch, seconds):
    def operations(rest, products):
        if len(rest) == 1:
            return 0
        return products * 2 * batch * rest[0] * rest[1] + operations(rest[1:], 3)

    return operations(widths, 2) / (seconds * 10**9)


RIGHT = [by_sums, by_numpy, recursively]


def forward_and_gradients_of_inputs(widths, batch, seconds):
    forward = sum(2 * batch * a * b for a, b in pairwise(widths))
    inputs = sum(2 * batch * a * b for a, b in pairwise(widths[1:]))
    return (forward + inputs) / seconds / 1e9


def multiplications_and_less_additions(widths, batch, seconds):
    sizes = list(pairwise(widths))
    forward = [batch * b * (2 * a - 1) for a, b in sizes]
    return (3 * sum(forward) - forward[0]) / seconds / 1e9


WRONG = {
    "You count one product in the first layer and two in every other": (
        forward_and_gradients_of_inputs
    ),
    "You count one addition less than multiplications": (
        multiplications_and_less_additions
    ),
    "Every number is 0.5 times": lambda *case: by_sums(*case) / 2,
    "Every number is `seconds` times": lambda widths, batch, seconds: by_sums(
        widths, batch, 1
    ),
    "Every number is 1e+09 times": lambda *case: 1e9 * by_sums(*case),
    "Every number is 1 divided by": lambda *case: 1 / by_sums(*case),
    "Every number is the expected one divided by `batch`": (
        lambda widths, batch, seconds: by_sums(widths, 1, seconds)
    ),
    "The digits behind the point are cut off": lambda *case: float(int(by_sums(*case))),
    "You get 64, expected 96": lambda *case: by_numpy((2, *case[0][1:]), *case[1:]),
}
