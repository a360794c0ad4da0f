"""confusion_matrix: how often each class is taken for each, without a loop."""

import torch

from torchcourse.checking import Exercise


def confusion_matrix(labels, predictions, classes):
    cells = classes * labels + predictions  # (n,): the cell of each example
    counts = torch.bincount(cells, minlength=classes * classes)
    return counts.reshape(classes, classes)


def cases(generator):
    def drawn(n, below):
        return torch.randint(below, (n,), generator=generator)

    return [
        (torch.tensor([0, 2, 1, 2, 2, 0, 2]), torch.tensor([0, 1, 1, 2, 1, 2, 2]), 3),
        (torch.tensor([0, 2, 0, 2, 0]), torch.tensor([2, 2, 0, 2, 2]), 4),
        (drawn(60, 5), drawn(60, 5), 5),
        (drawn(23, 3), drawn(23, 2), 4),  # class 3 never occurs
        (drawn(3, 1), drawn(3, 1), 1),
    ]


def shares_of_rows(labels, predictions, classes, smallest=0):
    counts = confusion_matrix(labels, predictions, classes)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=smallest)


def sized_by(size):
    return lambda *both: confusion_matrix(*both[:2], int(size(*both[:2])))


def without_minlength(labels, predictions, classes):
    return torch.bincount(classes * labels + predictions).reshape(classes, classes)


def colliding_cells(labels, predictions, classes):
    counts = torch.bincount(labels + predictions, minlength=classes * classes)
    return counts.reshape(classes, classes)


exercise = Exercise(
    confusion_matrix,
    cases=cases,
    exact_dtype=True,
    hints=(
        "Number the cells of the matrix row by row, from 0 to classes * classes - 1. "
        "What is the number of the cell of label i and prediction j?",
        "So each example becomes one number. `torch.bincount` counts how often each "
        "number occurs, and `minlength` reserves a place for those that do not occur.",
    ),
    mistakes={
        "You take the size of the matrix from the data. A class that does not occur "
        "here has its row and its column, too: which argument says how many there "
        "are?": (
            sized_by(
                lambda labels, predictions: max(labels.max(), predictions.max()) + 1
            ),
            sized_by(lambda labels, predictions: len(labels.unique())),
            sized_by(lambda *both: len(torch.cat(both).unique())),
        ),
        "No cell of your matrix exceeds 1. Indexing as in `counts[labels, "
        "predictions]` writes each cell once, also where a pair comes twice. Which "
        "function counts repetitions?": lambda *case: confusion_matrix(*case).clamp(
            max=1
        ),
        "You return shares of each row, which no longer tell how many examples there "
        "were. The exercise asks for counts.": (
            shares_of_rows,
            lambda *case: shares_of_rows(*case, smallest=1),
        ),
        "`bincount` stops at the largest number that occurs, so your matrix is "
        "complete only if its last cell is filled. Which option reserves a place for "
        "all cells?": without_minlength,
        "You count the right answers alone. The cells beside the diagonal say which "
        "class is taken for which.": lambda *case: (
            confusion_matrix(*case).diag().diag()
        ),
        "Different pairs share a cell in your code: label 0 with prediction 1, and "
        "label 1 with prediction 0. By what must a label be multiplied, so that every "
        "pair has a cell of its own?": colliding_cells,
    },
)
