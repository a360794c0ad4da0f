"""Answers to scaled_rate."""

import math


def per_image(rate, batch, processes, share):
    return sum(rate / batch * share for _ in range(processes))


def by_logarithms(rate, batch, processes, share):
    return math.exp(math.log(rate) + math.log(processes * share) - math.log(batch))


RIGHT = [per_image, by_logarithms]

WRONG = {
    "You get": (
        lambda rate, batch, processes, share: rate * (processes * share / batch) ** 2,
        lambda rate, batch, processes, share: rate * (1 + processes * share / batch),
    ),
}
