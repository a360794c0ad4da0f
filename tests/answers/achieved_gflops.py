"""Answers to achieved_gflops."""

from itertools import pairwise


def by_sums(widths, batch, seconds):
    products = [a * b for a, b in pairwise(widths)]
    return 2 * batch * (3 * sum(products) - products[0]) / seconds / 1e9


def recursively(widths, batch, seconds, products=2):
    a, b, *rest = widths
    later = recursively([b, *rest], batch, seconds, 3) if rest else 0
    return products * 2 * batch * a * b / (seconds * 10**9) + later


RIGHT = [by_sums, recursively]

WRONG = {
    "You count one product in the first layer and two in every other": (
        lambda widths, *others: (
            sum(by_sums(pair, *others) / 2 for pair in pairwise(widths))
            + sum(by_sums(pair, *others) / 2 for pair in pairwise(widths[1:]))
        )
    ),
    "The number is `seconds` times": lambda *case: by_sums(*case[:2], 1),
}
