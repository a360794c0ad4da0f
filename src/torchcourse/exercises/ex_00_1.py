"""Exercise 0.1: the sum of a tensor's entries as a Python float."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "0.1",
    "the sum as a Python float",
    hints=(
        "A tensor has a method for this, and its name is the word you would say.",
        "The method gives a tensor that holds one number. Which method of that tensor "
        "hands the number to Python?",
    ),
)


@exercise.reference
def total(values):
    return values.sum().item()


@exercise.cases
def cases(generator):
    return [
        (torch.tensor([1.5, 2.0, -4.25]),),
        (torch.randn(3, 4, generator=generator),),
        (torch.full((5, 2, 3), 0.5, dtype=torch.float64),),
        (torch.tensor(7.0),),
    ]


@exercise.slip(
    "That is a tensor that holds the right number. A Python float is one step further: "
    "which method takes the number out of a tensor?"
)
def returns_a_tensor(values):
    return values.sum()


@exercise.slip("That is the average: the sum divided by how many entries there are.")
def mean(values):
    return values.mean().item()


@exercise.slip(
    "That is the average, and still a tensor. The exercise asks for the sum."
)
def mean_as_a_tensor(values):
    return values.mean()


@exercise.slip("That adds the sizes without their signs. Entries below zero count too.")
def sum_of_sizes(values):
    return values.abs().sum().item()


@exercise.slip(
    "That adds along the first dimension only, and a table keeps a row of sums. "
    "The exercise asks for one number."
)
def sum_of_first_dimension(values):
    return values.sum(dim=0)


@exercise.slip("That is how many entries there are, not what they add up to.")
def count(values):
    return float(values.numel())
