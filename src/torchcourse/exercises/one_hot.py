"""one_hot: labels as one-hot rows."""

import torch

from torchcourse.checking import Exercise


def one_hot(labels, k):
    rows = torch.arange(len(labels))  # (n,)
    result = torch.zeros(len(labels), k)
    result[rows, labels] = 1.0  # one place in every row
    return result


def cases(generator):
    return [
        (torch.tensor([2, 0, 1]), 4),  # class 3 does not occur
        (torch.tensor([1, 1, 0, 2]), 3),
        (torch.randint(0, 7, (6,), generator=generator), 7),
        (torch.tensor([0, 4, 4, 1]), 9),
        (torch.randint(0, 5, (5,), generator=generator), 5),  # as many as classes
        (torch.tensor([0, 0]), 5),
        (torch.tensor([2]), 4),  # a single row is still a table
    ]


def filled(place):
    def answer(labels, k):
        result = torch.zeros(len(labels), k)
        result[place(torch.arange(len(labels)), labels)] = 1.0
        return result

    return answer


def into_a_copy(labels, k):
    result = torch.zeros(len(labels), k)
    result[torch.arange(len(labels))][labels] = 1.0
    return result


def into_a_flat_view(labels, k):
    result = torch.zeros(len(labels), k)
    result.flatten()[labels] = 1.0
    return result


def a_row_for_each_class(labels, k):
    result = torch.zeros(len(labels), k)
    result[torch.arange(k), labels] = 1.0
    return result


exercise = Exercise(
    one_hot,
    cases=cases,
    exact_dtype=True,
    hints=(
        "Start from zeros of the right shape. Which one place of row i is to become 1?",
        "`scores[rows, labels]` picked one place from each row, by two index tensors: "
        "the rows 0, 1, 2, ... and a column for each. You can write there, too.",
        "`torch.arange(len(labels))` holds the rows 0, 1, 2, ... The column of each "
        "row is its label.",
    ),
    mistakes={
        "Your result holds only zeros. If you write to `result[rows][labels]`, the "
        "first index tensor makes a copy, and the 1 goes into the copy: how can one "
        "pair of brackets hold both?": (
            into_a_copy,
            lambda labels, k: torch.zeros(len(labels), k),
        ),
        "`result[:, labels]` means whole columns, so that each row has the labels of "
        "every example. How did the notebook pick one place from each row?": (
            filled(lambda rows, labels: (slice(None), labels))
        ),
        "`result[labels]` means whole rows, so that each label chooses a row. What "
        "should the label choose instead, in the row of its own example?": (
            filled(lambda rows, labels: labels)
        ),
        "All your ones stand in row 0, because the flattened table begins with this "
        "row. How did the notebook pick one place from each row?": into_a_flat_view,
        "`torch.arange(k)` has an index for each class. Your result needs a row for "
        "each label: how many labels are there?": a_row_for_each_class,
        "Your two index tensors are exchanged: the label chooses the row, and the "
        "example the column. Which of the two comes first in `result[i, j]`?": (
            filled(lambda rows, labels: (labels, rows))
        ),
        "The width of your result is the largest label plus 1. Which argument knows "
        "how many classes there are, even if the last one does not occur?": (
            lambda labels, k: one_hot(labels, int(labels.max()) + 1)
        ),
        "The places are right, but you write the label there. The column says which "
        "class it is: which number belongs there?": (
            lambda labels, k: one_hot(labels, k) * labels.unsqueeze(1)
        ),
        "Your 1 for label 1 stands in column 0. Classes count from 0: in which column "
        "does the 1 for label 0 belong?": (
            lambda labels, k: one_hot(labels, k).roll(-1, dims=1),
            lambda labels, k: one_hot(labels, k + 1)[:, 1:],
        ),
    },
)
