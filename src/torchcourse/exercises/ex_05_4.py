"""Exercise 5.4: the confusion matrix of many classes, without loops."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "5.4",
    "confusion matrix of many classes",
    hints=(
        "Number the cells of the matrix row by row: 0 to classes * classes - 1. Which "
        "number has the cell of label i and prediction j?",
        "So each example becomes one number. `torch.bincount` counts how often each "
        "number occurs; `minlength` reserves a place for those that do not.",
    ),
)


@exercise.reference
def confusion_matrix(labels, predictions, classes):
    cells = classes * labels + predictions  # (n,): the cell of each example
    counts = torch.bincount(cells, minlength=classes * classes)
    return counts.reshape(classes, classes)


@exercise.cases
def cases(generator):
    def drawn(n, below):
        return torch.randint(below, (n,), generator=generator)

    return [
        (torch.tensor([0, 2, 1, 2, 2, 0, 2]), torch.tensor([0, 1, 1, 2, 1, 2, 2]), 3),
        (drawn(60, 5), drawn(60, 5), 5),
        (drawn(23, 3), drawn(23, 2), 4),  # class 3 never occurs
        (drawn(0, 2), drawn(0, 2), 2),
        (drawn(3, 1), drawn(3, 1), 1),
    ]


@exercise.slip(
    "Your rows are the predictions and your columns the true classes. Both orders are "
    "in use; which one does the exercise ask for?"
)
def transposed(labels, predictions, classes):
    return confusion_matrix(predictions, labels, classes)


@exercise.slip(
    "You show shares of each row. Those are handy for colors, but they hide how many "
    "examples there were. The exercise asks for counts."
)
def shares_of_rows(labels, predictions, classes):
    counts = confusion_matrix(labels, predictions, classes)
    return counts / counts.sum(dim=1, keepdim=True)


@exercise.slip(
    "You show shares of each row, with 0 for a class that never occurs. They hide how "
    "many examples there were: the exercise asks for counts."
)
def safe_shares_of_rows(labels, predictions, classes):
    counts = confusion_matrix(labels, predictions, classes)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)


@exercise.slip(
    "You show shares of all examples. The exercise asks for counts, from which every "
    "share can still be computed."
)
def shares_of_all(labels, predictions, classes):
    return confusion_matrix(labels, predictions, classes) / len(labels)


@exercise.slip(
    "The counts are right, as decimals. Counting gives whole numbers: which dtype did "
    "the exercise ask for?"
)
def decimals(labels, predictions, classes):
    return confusion_matrix(labels, predictions, classes).float()


@exercise.slip(
    "Decimals, and transposed, as a product of one-hot rows gives them in the wrong "
    "order: which classes are the rows, and which dtype counts?"
)
def transposed_decimals(labels, predictions, classes):
    return confusion_matrix(predictions, labels, classes).float()


@exercise.slip(
    "No cell exceeds 1. `counts[labels, predictions] += 1` reads all cells, adds, and "
    "writes back, so an example that comes twice is written once. Which function "
    "counts repetitions?"
)
def adds_once(labels, predictions, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[labels, predictions] += 1
    return counts


@exercise.slip(
    "Your matrix is as large as the largest class that occurs. One that is missing "
    "from this batch still has its row and column: where do you learn how many there "
    "are?"
)
def size_from_the_data(labels, predictions, classes):
    size = int(torch.cat([labels, predictions]).max()) + 1
    return confusion_matrix(labels, predictions, size)


@exercise.slip(
    "Right when the last cell of the matrix is filled. `bincount` stops at the largest "
    "number it has seen: which of its options reserves a place for the others?"
)
def no_minlength(labels, predictions, classes):
    cells = classes * labels + predictions
    return torch.bincount(cells).reshape(classes, classes)


@exercise.slip(
    "You count the right answers only. The cells beside the diagonal are the point: "
    "which class is taken for which?"
)
def diagonal_only(labels, predictions, classes):
    return confusion_matrix(labels, predictions, classes).diag().diag()


@exercise.slip(
    "That multiplies how often a class occurs by how often it is predicted. Which "
    "examples have both, at the same time?"
)
def product_of_counts(labels, predictions, classes):
    rows = torch.bincount(labels, minlength=classes)
    return rows[:, None] * torch.bincount(predictions, minlength=classes)


@exercise.slip(
    "The counts are right, as one row of numbers. Every `classes` of them make a row "
    "of the matrix."
)
def not_reshaped(labels, predictions, classes):
    return confusion_matrix(labels, predictions, classes).flatten()


@exercise.slip(
    "Different pairs share a cell: label 0 called 1 and label 1 called 0 add up to the "
    "same number. By what must a label be multiplied so that every pair has its own?"
)
def cells_collide(labels, predictions, classes):
    cells = torch.bincount(labels + predictions, minlength=classes * classes)
    return cells.reshape(classes, classes)
