"""Answers to scaled_rate: right ones of other construction, and wrong ones."""

import math


def per_image(rate, batch, processes, share):
    return sum(rate / batch * share for _ in range(processes))


def by_logarithms(rate, batch, processes, share):
    return math.exp(math.log(rate) + math.log(processes * share) - math.log(batch))


RIGHT = [per_image, by_logarithms]

WRONG = {
    "You return `rate` as it came": lambda rate, batch, processes, share: rate,
    "Every number is `batch` times the expected one": (
        lambda rate, batch, processes, share: rate * processes * share
    ),
    "Every number is the expected one divided by `rate`": (
        lambda rate, batch, processes, share: processes * share / batch
    ),
    "You get": (
        lambda rate, batch, processes, share: rate * (processes * share / batch) ** 2,
        lambda rate, batch, processes, share: rate * (1 + processes * share / batch),
    ),
}
