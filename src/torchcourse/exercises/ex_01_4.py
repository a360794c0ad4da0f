"""Exercise 1.4: labels as one-hot rows."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "1.4",
    "one-hot labels",
    exact_dtype=True,
    hints=(
        "Start from zeros of the right shape. Which one place of row i is to become 1?",
        "`scores[rows, labels]` picked one place from each row, by two index tensors: "
        "the rows 0, 1, 2, ... and a column for each. You can write there, too.",
        "Another way: compare a column of labels, (n, 1), with the row 0, 1, ..., k-1.",
    ),
)


@exercise.reference
def one_hot(labels, k):
    rows = torch.arange(len(labels))  # (n,)
    result = torch.zeros(len(labels), k)
    result[rows, labels] = 1.0  # one place in every row
    return result


@exercise.cases
def cases(generator):
    labels = torch.randint(0, 7, (6,), generator=generator)
    return [
        (torch.tensor([2, 0, 1]), 4),  # class 3 does not occur
        (labels, 7),
        (torch.tensor([1, 1, 0, 2, 0]), 3),
        (torch.tensor([0, 4, 4, 1]), 9),
        (torch.tensor([0, 0]), 5),
        (torch.tensor([2]), 4),  # a single row is still a table
    ]


@exercise.slip(
    "The places are right and the numbers are whole ones, int64. A loss will want "
    "decimals: how do you get float32?"
)
def whole_numbers(labels, k):
    return one_hot(labels, k).long()


@exercise.slip(
    "The places are right, as True and False. The exercise asks for the numbers 1 and "
    "0 in float32."
)
def truth_values(labels, k):
    return one_hot(labels, k).bool()


@exercise.slip("Your examples stand in columns: (k, n). Each row is to be one example.")
def transposed(labels, k):
    return one_hot(labels, k).T


@exercise.slip(
    "Your examples stand in columns, (k, n), and as True and False. Each row is to be "
    "one example, in float32."
)
def transposed_truth_values(labels, k):
    return one_hot(labels, k).T.bool()


@exercise.slip(
    "Your width is the largest label plus 1. If the last class does not occur among "
    "these labels, a column is missing: which argument knows how many there are?"
)
def width_from_labels(labels, k):
    return one_hot(labels, int(labels.max()) + 1)


@exercise.slip(
    "Two things: the numbers are int64, and your width is the largest label plus 1. "
    "Which argument knows how many classes there are, even if the last does not occur?"
)
def width_from_labels_in_whole_numbers(labels, k):
    return width_from_labels(labels, k).long()


@exercise.slip(
    "`result[:, labels]` means whole columns, for all rows: each row carries the "
    "labels of every example. How did the notebook pick one place from each row?"
)
def whole_columns(labels, k):
    result = torch.zeros(len(labels), k)
    result[:, labels] = 1.0
    return result


@exercise.slip(
    "`result[labels]` means whole rows: the label has chosen a row. It is to choose "
    "a column, in the row of its own example."
)
def whole_rows(labels, k):
    result = torch.zeros(len(labels), k)
    result[labels] = 1.0
    return result


@exercise.slip(
    "The places are right, but you write the label itself there. The column says "
    "which class it is; the number is to be 1."
)
def label_as_number(labels, k):
    return one_hot(labels, k) * labels.unsqueeze(1)


@exercise.slip(
    "Every 1 stands one column too far left. Classes count from 0: where does label 0 "
    "go?"
)
def one_too_far_left(labels, k):
    return one_hot(labels, k).roll(-1, dims=1)


@exercise.slip(
    "Your columns count the classes from 1: label 0 has no column, and every other 1 "
    "stands one too far left. Which is the first class?"
)
def counts_from_one(labels, k):
    return (labels.unsqueeze(1) == torch.arange(1, k + 1)).float()


@exercise.slip(
    "Your two indices are exchanged: the label chooses the row, the example the "
    "column. Which of the two comes first in `result[i, j]`?"
)
def indices_exchanged(labels, k):
    result = torch.zeros(len(labels), k)
    result[labels, torch.arange(len(labels))] = 1.0
    return result


@exercise.slip(
    "Zeros and ones are swapped: your rows are 1 everywhere but at the label."
)
def swapped(labels, k):
    return 1 - one_hot(labels, k)


@exercise.slip(
    "You have counted how often each class occurs: the examples are gone. One row for "
    "each example is wanted."
)
def counts(labels, k):
    return one_hot(labels, k).sum(dim=0)


@exercise.slip(
    "All columns up to the label are 1. Only one place in each row is: where is the "
    "column equal to the label?"
)
def up_to_the_label(labels, k):
    return (torch.arange(k) <= labels.unsqueeze(1)).float()
