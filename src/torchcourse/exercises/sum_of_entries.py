"""sum_of_entries: the sum of a tensor's entries as a Python float."""

import torch

from torchcourse.checking import Exercise


def sum_of_entries(values):
    return values.sum().item()


def cases(generator):
    return [
        (torch.tensor([[0.5, -1.0, 2.0], [0.125, 3.0, -0.25]]),),
        (torch.tensor([1.5, 2.25, -4.125]),),
        (torch.randn(3, 4, generator=generator),),
        (torch.randn(2, 3, 2, generator=generator, dtype=torch.float64) / 100,),
        (torch.tensor(7.3),),  # no dimension at all
    ]


exercise = Exercise(
    sum_of_entries,
    cases=cases,
    hints=(
        "A tensor of any shape has a method for this. Its name is the word that you "
        "would say.",
        "The method gives a tensor that holds one number. Which method of that tensor "
        "returns the number as a Python float?",
    ),
    mistakes={
        "You add up the rows of `values`, as Python's `sum` does. The sum of the rows "
        "of a table is a row of numbers. Which method adds up all entries?": (
            lambda values: values.sum(dim=0),
            lambda values: values.sum(dim=0).item(),
            lambda values: sum(values),
            lambda values: sum(values).item(),
            lambda values: float(sum(values)),
        ),
        "You add the absolute values. Entries below zero make the sum smaller.": (
            lambda values: values.abs().sum().item()
        ),
        "That is the number of entries. What do the entries add up to?": (
            lambda values: float(values.numel())
        ),
    },
)
