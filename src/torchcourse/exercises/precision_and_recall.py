"""precision_and_recall: both shares of every class, from a confusion matrix."""

import torch

from torchcourse.checking import Exercise


def precision_and_recall(counts):
    right = counts.diagonal()  # (k,): of class i, predicted i
    return right / counts.sum(dim=0), right / counts.sum(dim=1)


def cases(generator):
    def drawn(k):
        return torch.randint(1, 30, (k, k), generator=generator)

    return [
        (torch.tensor([[90, 10], [5, 15]]),),
        (torch.tensor([[7, 2, 1], [0, 4, 0], [3, 2, 1]]),),
        (drawn(4),),
        (drawn(10),),
        (torch.tensor([[8]]),),
    ]


def with_sums(precision, recall):
    """Build an answer from what each share divides by."""

    def answer(counts):
        right = counts.diagonal()
        return right / precision(counts, right), right / recall(counts, right)

    return answer


def columns(counts, right):
    return counts.sum(dim=0)


def rows(counts, right):
    return counts.sum(dim=1)


def whole(counts, right):
    return counts.sum()


def largest(counts):
    columns, rows = counts.amax(dim=0), counts.amax(dim=1)
    return columns / counts.sum(dim=0), rows / counts.sum(dim=1)


def of_all_entries(counts):
    return counts / counts.sum(dim=0), counts / counts.sum(dim=1, keepdim=True)


def of_all_entries_rows_by_broadcast(counts):
    return counts / counts.sum(dim=0), counts / counts.sum(dim=1)


def positive_class_alone(counts):
    precision, recall = precision_and_recall(counts)
    return precision[-1], recall[-1]


def class_1_alone(counts):
    precision, recall = precision_and_recall(counts)
    return precision[1], recall[1]


def means(counts):
    precision, recall = precision_and_recall(counts)
    return precision.mean(), recall.mean()


exercise = Exercise(
    precision_and_recall,
    cases=cases,
    hints=(
        "The true positives of class i stand in row i and column i. Which method "
        "returns all these entries at once?",
        "Precision asks about everything that was predicted as class i. Is this a row "
        "or a column of the matrix?",
        "`counts.sum(dim=0)` returns the sum of each column, and `counts.sum(dim=1)` "
        "returns the sum of each row.",
    ),
    mistakes={
        "Precision and recall are exchanged. Rows are true classes and columns are "
        "predicted ones: which of the two shares asks about the predictions?": (
            with_sums(rows, columns)
        ),
        "Both of your shares divide by the sums of the rows. Which sum counts what was "
        "predicted as a class?": with_sums(rows, rows),
        "Both of your shares divide by the sums of the columns. Which sum counts the "
        "examples of a class?": with_sums(columns, columns),
        "You divide by the number of all examples. Precision asks about one column, "
        "and recall about one row: which sums do they need?": (
            with_sums(whole, whole),
            with_sums(columns, whole),
            with_sums(whole, rows),
        ),
        "You divide by the mistakes alone. The denominators are TP + FP and TP + FN: "
        "which part is missing?": with_sums(
            lambda counts, right: counts.sum(dim=0) - right,
            lambda counts, right: counts.sum(dim=1) - right,
        ),
        "You take the largest entry of a row or column, which can be a mistake. Where "
        "do the true positives of every class stand?": (
            largest,
            lambda counts: (largest(counts)[0], precision_and_recall(counts)[1]),
            lambda counts: (precision_and_recall(counts)[0], largest(counts)[1]),
        ),
        "You divide every entry of the matrix. Which entries are true positives?": (
            of_all_entries,
            of_all_entries_rows_by_broadcast,
        ),
        "You return the shares of one class alone. The exercise asks for those of "
        "every class.": (positive_class_alone, class_1_alone),
        "You return the means over all classes. The exercise asks for one number for "
        "each class.": means,
    },
)
