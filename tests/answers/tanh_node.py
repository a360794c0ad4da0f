"""Answers to tanh_node."""

import math


def by_small_powers(Value, x):
    small = math.exp(-2 * abs(x.data))  # never overflows
    result = math.copysign((1 - small) / (1 + small), x.data)
    return Value(result, (x,), (1 - result * result,))


def with_lists(Value, x):
    result = math.tanh(x.data)
    return Value(result, [x], [(1 - result) * (1 + result)])


RIGHT = [by_small_powers, with_lists]

WRONG = {
    "Its `data`:": lambda Value, x: Value(
        math.sin(x.data), (x,), (1 - math.tanh(x.data) ** 2,)
    ),
    "Your code raises AttributeError": lambda Value, x: Value(
        x.tanh(), (x,), (1 - x.tanh() ** 2,)
    ),
}
