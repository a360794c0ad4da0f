"""Exercise 9.4: the learning rate for a larger batch of all processes."""

import math

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "9.4",
    "learning rate for a larger batch",
    hints=(
        "How many images does one step of all processes together see?",
        "By what factor is that more than `batch`? The linear rule multiplies the rate "
        "by this factor.",
    ),
)


@exercise.reference
def scaled_rate(rate, batch, processes, share):
    return rate * processes * share / batch


@exercise.cases
def cases(generator):
    return [
        (0.1, 128, 4, 128),
        (0.002, 128, 2, 64),
        (0.05, 256, 8, 64),
        (0.01, 100, 3, 50),
    ]


@exercise.slip(
    "The rate stays as it was. A step now averages over more images, and an epoch has "
    "fewer steps: what does the linear rule say?"
)
def unchanged(rate, batch, processes, share):
    return rate


@exercise.slip(
    "You square the factor. With four times the batch there are a quarter of the "
    "steps: how much longer must each be to get as far?"
)
def squared(rate, batch, processes, share):
    return rate * (processes * share / batch) ** 2


@exercise.slip(
    "That is the square-root rule, which some prefer for Adam. The exercise asks for "
    "the linear one."
)
def square_root(rate, batch, processes, share):
    return rate * math.sqrt(processes * share / batch)


@exercise.slip(
    "You multiply by the number of processes alone. How large is the share of each, "
    "compared with the old batch?"
)
def processes_only(rate, batch, processes, share):
    return rate * processes


@exercise.slip(
    "You compare the share of one process with the old batch. A step is made of all "
    "shares: how many are there?"
)
def share_only(rate, batch, processes, share):
    return rate * share / batch


@exercise.slip(
    "You divide where the rule multiplies: your steps get shorter as batches grow."
)
def inverse(rate, batch, processes, share):
    return rate * batch / (processes * share)


@exercise.slip(
    "You multiply by the number of images in a step. The old rate belonged to a batch, "
    "not to one image: by how many images was it meant?"
)
def by_images(rate, batch, processes, share):
    return rate * processes * share


@exercise.slip(
    "You share the rate out among the processes. They take one step together, with the "
    "mean of their gradients: is a larger batch a reason for shorter steps?"
)
def shared_out(rate, batch, processes, share):
    return rate / processes


@exercise.slip(
    "You leave the share out. Each process takes `share` images: how many do all of "
    "them take?"
)
def no_share(rate, batch, processes, share):
    return rate * processes / batch


@exercise.slip(
    "You count the share of a process as if the batch had been cut among them. "
    "`share` is what each one takes already."
)
def cut_again(rate, batch, processes, share):
    return rate * share / processes / batch


@exercise.slip(
    "You divide whole numbers with `//`, and lose what is behind the point. The factor "
    "may be 1.5."
)
def floored(rate, batch, processes, share):
    return rate * (processes * share // batch)


@exercise.slip("You return the factor. By which rate is it to be multiplied?")
def factor_only(rate, batch, processes, share):
    return processes * share / batch


@exercise.slip(
    "You return the batch of all processes. How many times the old batch is it, and "
    "what follows for the rate?"
)
def batch_only(rate, batch, processes, share):
    return processes * share


@exercise.slip(
    "You add the growth on top: twice the batch would triple the rate. What should the "
    "factor be if nothing grows?"
)
def one_too_many(rate, batch, processes, share):
    return rate * (1 + processes * share / batch)


@exercise.slip(
    "You let the rate grow with the doublings of the batch. Linear means: four times "
    "the batch, four times the rate."
)
def by_doublings(rate, batch, processes, share):
    return rate * (1 + math.log2(processes * share / batch))


@exercise.slip(
    "You take the root of the number of processes and leave their shares out. The rule "
    "is linear, and asks for the batch of all together."
)
def root_of_processes(rate, batch, processes, share):
    return rate * math.sqrt(processes)
