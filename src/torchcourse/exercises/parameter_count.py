"""parameter_count: the parameters of a dense network, from its widths."""

from itertools import pairwise

from torch import nn

from torchcourse.checking import Exercise


def parameter_count(widths):
    total = 0
    for i in range(1, len(widths)):
        total += widths[i - 1] * widths[i] + widths[i]  # weights, a bias per unit
    return total


def cases(generator):
    return [
        ((3, 2),),
        ((784, 128, 64, 10),),
        ((10**18, 5),),  # too large to be built
        ([7, 4, 9, 2, 6],),
        ((6, 8, 5, 11, 3, 4),),
    ]


def weights(widths):
    return sum(a * b for a, b in pairwise(widths))


def by_building(widths):
    layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(widths))
    return sum(parameter.numel() for parameter in layers.parameters())


exercise = Exercise(
    parameter_count,
    cases=cases,
    rtol=0.0,  # one too many is wrong in a large network, too
    atol=0.0,
    hints=(
        "Draw the network 3, 2: three inputs and two units. How many connections are "
        "there, and how many units that add a bias?",
        "A layer stands between two neighbors in `widths`. How many such pairs are "
        "there, and which indices does a pair have?",
    ),
    mistakes={
        "You count the weights alone. What does every unit add to its sum?": weights,
        "You build the layers, and this network is too large for any memory. How many "
        "weights and biases has a layer with a inputs and b units?": by_building,
        "You give biases to the inputs, too. The inputs are given, and no layer "
        "computes them: which units compute a sum?": lambda widths: (
            weights(widths) + sum(widths)
        ),
        "You count a bias per input of a layer. A bias is added to a finished sum: how "
        "many sums does a layer compute?": (
            lambda widths: weights(widths) + sum(widths[:-1])
        ),
        "You count one bias for each layer. Do its units share it, or has each its "
        "own?": (lambda widths: weights(widths) + len(widths) - 1),
        "The biases of the last layer are missing. No ReLU follows it, but what does "
        "each of its units add?": lambda widths: weights(widths) + sum(widths[1:-1]),
        "Some layers are missing in your count. How many stand between four widths, "
        "and which line adds each of them to the sum?": tuple(
            lambda widths, part=part: parameter_count(widths[part])
            for part in (slice(1, None), slice(-1), slice(2), slice(-2, None))
        ),
    },
)
