"""Right answers to the exercises of notebook 00, each built in another way."""

import math

import torch


def loop(values):
    result = 0.0
    for value in values.flatten():
        result += float(value)
    return result


def python_sum(values):
    return float(sum(values.flatten().tolist()))


def exact_sum(values):
    return math.fsum(values.flatten().tolist())


def product_with_ones(values):
    flat = values.flatten().double()
    return float(flat @ torch.ones_like(flat))


RIGHT = {"0.1": [loop, python_sum, exact_sum, product_with_ones]}
