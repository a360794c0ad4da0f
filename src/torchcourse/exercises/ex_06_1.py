"""Exercise 6.1: count the parameters of a dense network from its widths."""

import math
from itertools import pairwise

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.1",
    "count the parameters",
    hints=(
        "Draw the network 3, 2: three inputs, two units. How many lines are there, "
        "and how many units that add a bias?",
        "A layer stands between two neighbors in `widths`. How many such pairs are "
        "there, and which indices does a pair have?",
    ),
)


@exercise.reference
def parameter_count(widths):
    total = 0
    for i in range(1, len(widths)):
        total += widths[i - 1] * widths[i] + widths[i]  # weights, a bias per unit
    return total


@exercise.cases
def cases(generator):
    return [
        ((784, 128, 64, 10),),
        ((5, 3),),
        ([7, 4, 9, 2, 6],),
    ]


@exercise.slip(
    "You count the weights and nothing else. What does every unit add to its sum?"
)
def no_biases(widths):
    return sum(a * b for a, b in pairwise(widths))


@exercise.slip(
    "Your first layer is missing. The input has no parameters of its own, but the "
    "lines that leave it have: to which layer do they belong?"
)
def first_layer_missing(widths):
    return parameter_count(widths[1:])


@exercise.slip(
    "Your last layer is missing. How many layers of weights stand between four columns "
    "of units?"
)
def last_layer_missing(widths):
    return parameter_count(widths[:-1])


@exercise.slip(
    "You give the input biases, too. Its numbers are the pixels as they come: which "
    "units compute something?"
)
def biases_for_the_input(widths):
    return parameter_count(widths) + widths[0]


@exercise.slip(
    "You count a bias per input of a layer. A bias is added to a finished sum: how "
    "many sums does a layer make?"
)
def biases_by_inputs(widths):
    return sum(a * b + a for a, b in pairwise(widths))


@exercise.slip(
    "You count one bias for each layer. Do its units share it, or has each its own?"
)
def one_bias_per_layer(widths):
    return no_biases(widths) + len(widths) - 1


@exercise.slip(
    "You multiply all the widths. That counts the paths from input to output; how many "
    "lines are there between one column and the next?"
)
def product(widths):
    return math.prod(widths)


@exercise.slip("You add up the units. How many parameters does one unit have?")
def units(widths):
    return sum(widths)


@exercise.slip(
    "You count the units that compute, which is the number of biases. Each of them has "
    "weights, too: how many?"
)
def biases_only(widths):
    return sum(widths[1:])


@exercise.slip(
    "You join every layer to every later one. In a dense network, whom does a layer "
    "pass its numbers to?"
)
def all_pairs(widths):
    pairs = [(i, j) for j in range(len(widths)) for i in range(j)]
    return sum(widths[i] * widths[j] for i, j in pairs) + sum(widths[1:])
