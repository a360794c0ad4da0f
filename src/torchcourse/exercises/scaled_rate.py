"""scaled_rate: the learning rate for the larger batch of all processes."""

import math

from torchcourse.checking import Exercise


def scaled_rate(rate, batch, processes, share):
    return rate * processes * share / batch


def cases(generator):
    return [
        (0.1, 128, 4, 128),
        (0.01, 100, 3, 50),  # the batch grows by half
        (0.002, 128, 2, 64),  # the same batch as before
        (0.05, 256, 8, 64),
        (0.1, 128, 2, 32),  # a smaller batch
        (0.3, 96, 5, 64),
    ]


exercise = Exercise(
    scaled_rate,
    cases=cases,
    hints=(
        "How many images does one step of all processes together see?",
        "The linear rule multiplies the learning rate by the factor by which the batch "
        "grows. What is this factor?",
    ),
    mistakes={
        "That is the square-root rule. The exercise asks for the linear rule.": (
            lambda rate, batch, processes, share: (
                rate * math.sqrt(processes * share / batch)
            )
        ),
        "You multiply by the number of processes alone. How large is the share of each "
        "process, compared with the old batch?": (
            lambda rate, batch, processes, share: rate * processes
        ),
        "You compare the share of one process with the old batch. One step uses all "
        "shares: how many are there?": (
            lambda rate, batch, processes, share: rate * share / batch
        ),
        "You divide where the linear rule multiplies, so that the steps get shorter as "
        "the batch grows.": lambda rate, batch, processes, share: (
            rate * batch / (processes * share)
        ),
        "You divide whole numbers with `//`, which cuts off the digits after the "
        "decimal point. The factor may be 1.5.": (
            lambda rate, batch, processes, share: rate * (processes * share // batch),
            lambda rate, batch, processes, share: rate * processes * (share // batch),
        ),
        "You multiply by the old batch and divide by the share. Which of the two "
        "belongs to the new batch?": lambda rate, batch, processes, share: (
            rate * batch * processes / share
        ),
        "You never lower the learning rate. The batch may shrink, too: what does the "
        "linear rule say then?": lambda rate, batch, processes, share: (
            rate * max(1, processes * share / batch)
        ),
    },
)
