"""Exercise 6.1: count the parameters of a dense network from its widths."""

import math
from itertools import pairwise

import numpy as np
import torch

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
    rtol=0.0,  # one too many is wrong in a large network, too
    atol=0.0,
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
        ((6, 8, 5, 11, 3, 4),),
    ]


PAST_THE_END = "an index past the end"


@exercise.observe
def count(answer, widths):
    """Call the answer; an index too large in all cases gives a mark in its place."""
    try:
        total = answer(widths)
    except IndexError:
        if all(_past_the_end(answer, *case) for case in cases(None)):
            return PAST_THE_END
        raise
    return torch.tensor(int(total)) if isinstance(total, np.integer) else total


def _past_the_end(answer, widths):
    try:
        answer(widths)
    except IndexError as error:
        return "index out of range" in str(error)
    return False


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


@exercise.slip(
    "You join every layer to every later one, and leave out the biases. Whom does a "
    "layer pass its numbers to, and what does a unit add?"
)
def all_pairs_without_biases(widths):
    return all_pairs(widths) - sum(widths[1:])


@exercise.slip(
    "An index goes past the end of a list or tuple. Are your indices places, and how "
    "many pairs of neighbors do five widths have?"
)
def past_the_end(widths):
    return sum(widths[i] * widths[i + 1] for i in range(len(widths)))


@exercise.slip(
    "All is counted but the biases of the last layer. No ReLU follows it, but its "
    "units are units: what does each of them add?"
)
def last_layer_without_biases(widths):
    return no_biases(widths) + sum(widths[1:-1])


@exercise.slip(
    "The weights are right, but only the last layer has its biases. If you add them "
    "after a loop: how often does that line run?"
)
def biases_of_the_last_layer_only(widths):
    return no_biases(widths) + widths[-1]


@exercise.slip(
    "The weights are right, but only the first layer has its biases. Which other units "
    "add one?"
)
def biases_of_the_first_layer_only(widths):
    return no_biases(widths) + widths[1]


@exercise.slip(
    "That is the first layer alone, right in itself. If a loop does the counting: when "
    "does it stop, and who adds up?"
)
def first_layer_only(widths):
    return parameter_count(widths[:2])


@exercise.slip(
    "That is the last layer alone, right in itself. If a loop does the counting: what "
    "happens to the layers before?"
)
def last_layer_only(widths):
    return parameter_count(widths[-2:])


@exercise.slip(
    "Those are the weights of the first layer alone. How many layers are there, and "
    "what does a unit have besides weights?"
)
def first_weights_only(widths):
    return widths[0] * widths[1]


@exercise.slip(
    "Those are the weights of the last layer alone. What about the layers before, and "
    "what does a unit have besides weights?"
)
def last_weights_only(widths):
    return widths[-2] * widths[-1]


@exercise.slip(
    "You count a layer too many, from the output back to the input. `widths[i - 1]` is "
    "the last width when i is 0: where does the first pair lie?"
)
def wraps_around(widths):
    return parameter_count([widths[-1], *widths])


@exercise.slip(
    "You count weights only, and some too many: from the output back to the input. "
    "Which width is `widths[i - 1]` when i is 0?"
)
def wraps_around_without_biases(widths):
    return no_biases([widths[-1], *widths])


@exercise.slip(
    "You add one to both widths of a pair. A bias is like the weight of an input that "
    "is always 1: which side gets one more?"
)
def one_more_on_both_sides(widths):
    return sum((a + 1) * (b + 1) for a, b in pairwise(widths))


@exercise.slip(
    "Each hidden layer has a unit too many, with weights of its own. The 1 that stands "
    "for a bias comes from nowhere: who computes it?"
)
def bias_units_with_weights(widths):
    pairs = list(pairwise(widths))
    hidden = sum((a + 1) * (b + 1) for a, b in pairs[:-1])
    return hidden + parameter_count(pairs[-1])


@exercise.slip(
    "You add both widths of a pair as biases. Which of the two layers makes the sums "
    "that they are added to?"
)
def biases_on_both_sides(widths):
    return sum(a * b + a + b for a, b in pairwise(widths))


@exercise.slip(
    "The weights are right, and every bias is counted twice. Where does it come in?"
)
def biases_twice(widths):
    return no_biases(widths) + 2 * sum(widths[1:])


@exercise.slip(
    "You count every weight twice, and no bias. Is the line from a unit to the next "
    "another one than the line back?"
)
def weights_twice(widths):
    return 2 * no_biases(widths)


@exercise.slip(
    "You count every weight twice. Is the line from a unit to the next another one "
    "than the line back?"
)
def weights_twice_with_biases(widths):
    return parameter_count(widths) + no_biases(widths)


@exercise.slip(
    "You count every parameter twice. Draw the network 3, 2, 1, and count its lines: "
    "how often does your code meet each of them?"
)
def all_twice(widths):
    return 2 * parameter_count(widths)


@exercise.slip(
    "You add one bias for each entry of `widths`. Which entry computes nothing, and "
    "how many biases does a layer of 64 units need?"
)
def one_bias_per_width(widths):
    return no_biases(widths) + len(widths)


@exercise.slip(
    "You add one bias for the whole network. How many units make a sum, and do they "
    "share what they add to it?"
)
def one_bias_in_all(widths):
    return no_biases(widths) + 1


@exercise.slip(
    "You add one bias for each hidden layer. Is there a single one for all its units, "
    "and what about the output?"
)
def one_bias_per_hidden_layer(widths):
    return no_biases(widths) + len(widths) - 2


@exercise.slip(
    "The weights of your first layer are missing, and all biases. To which layer do "
    "the lines from the input belong?"
)
def first_weights_and_biases_missing(widths):
    return no_biases(widths[1:])


@exercise.slip(
    "The weights of your last layer are missing, and all biases. How many pairs of "
    "neighbors do four widths make?"
)
def last_weights_and_biases_missing(widths):
    return no_biases(widths[:-1])


@exercise.slip(
    "You add the two widths of each pair. Every unit of one is joined to every unit of "
    "the other: how many lines are that?"
)
def sums_of_pairs(widths):
    return sum(a + b for a, b in pairwise(widths))


@exercise.slip(
    "You count a line for each unit, and a bias. A unit has a line from every unit "
    "before it: how many are those for a whole layer?"
)
def sums_of_pairs_and_biases(widths):
    return sum(a + b + b for a, b in pairwise(widths))


@exercise.slip(
    "You join every layer to the input. From which layer do the units of the second "
    "one get their numbers?"
)
def all_from_the_input(widths):
    return sum(widths[0] * b + b for b in widths[1:])


@exercise.slip(
    "You join each layer to itself: its width times its own width. From which layer "
    "does a unit get its numbers?"
)
def each_with_itself(widths):
    return sum(b * b + b for b in widths[1:])


@exercise.slip(
    "You join each layer to itself, the input as well. From which layer does a unit "
    "get its numbers?"
)
def all_with_themselves(widths):
    return sum(b * b + b for b in widths)


@exercise.slip(
    "You join every layer to every layer, itself included. In a dense network, whom "
    "does a layer pass its numbers to?"
)
def everything_with_everything(widths):
    return sum(a * b + b for a in widths for b in widths)


@exercise.slip(
    "You join the input to the output as if there were nothing between. Which pairs of "
    "layers are joined?"
)
def input_to_output(widths):
    return widths[0] * widths[-1] + widths[-1]


@exercise.slip(
    "You join each layer to the one after the next. Which two indices do neighbors "
    "have?"
)
def jumps_over_one(widths):
    pairs = zip(widths, widths[2:], strict=False)
    return sum(a * c + c for a, c in pairs)


@exercise.slip(
    "Your pairs do not share a layer: first and second, third and fourth. Which layer "
    "joins the second to the third?"
)
def every_second_pair(widths):
    return sum(a * b + b for a, b in zip(widths[::2], widths[1::2], strict=False))


@exercise.slip(
    "You multiply all the widths, which counts paths, and add the biases. How many "
    "lines are there between one column and the next?"
)
def product_and_biases(widths):
    return math.prod(widths) + sum(widths[1:])


@exercise.slip(
    "You multiply the layers' counts with each other. Two boxes of 3 and 4 things hold "
    "7: how do the counts of layers go together?"
)
def layers_multiplied(widths):
    return math.prod(a * b + b for a, b in pairwise(widths))


@exercise.slip(
    "Your result is 0 for every network. If a loop does the counting: what does it do "
    "to the total, and where does `return` stand?"
)
def always_zero(widths):
    return 0


@exercise.slip(
    "You count tensors: a matrix and a vector per layer. How many numbers does each of "
    "them hold?"
)
def tensors(widths):
    return 2 * (len(widths) - 1)


@exercise.slip("You count the layers. How many parameters does one of them have?")
def layers(widths):
    return len(widths) - 1


@exercise.slip(
    "You count the hidden units. What does each of them have, and which units have the "
    "same?"
)
def hidden_units(widths):
    return sum(widths[1:-1])


@exercise.slip(
    "Your result is always that of 784, 128, 64, 10. Where does your code read "
    "`widths`?"
)
def always_the_example(widths):
    return 109_386


@exercise.slip(
    "Your code knows three layers, as in the example, and other networks have one or "
    "five. What repeats a step for every pair?"
)
def three_layers(widths):
    return parameter_count([widths[i] for i in range(4)])


@exercise.slip(
    "You count the weights of three layers, as in the example. Other networks have one "
    "or five, and what does every unit add?"
)
def weights_of_three_layers(widths):
    return no_biases([widths[i] for i in range(4)])


@exercise.slip(
    "You return the parameters of each layer, and each is right. How many does the "
    "whole network have?"
)
def one_count_per_layer(widths):
    return [a * b + b for a, b in pairwise(widths)]


@exercise.symptom(
    "You return several numbers. The exercise asks for one, of all layers, weights and "
    "biases together: how do you get it?"
)
def several_numbers(given, expected):
    return isinstance(given, list | tuple | dict) or given.ndim > 0


@exercise.symptom(
    "You return a text. The exercise asks for an int, and `print` may format it later."
)
def a_text(given, expected):
    return isinstance(given, str)
