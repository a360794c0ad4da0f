"""Exercise 5.2: accuracy from logits of shape (n, 1) and labels of shape (n,)."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "5.2",
    "accuracy from logits",
    hints=(
        "Which logit has a probability of one half? No sigmoid is needed.",
        "Print the shape of the comparison, before you take its mean. How many answers "
        "should it hold?",
        "A mean of booleans needs numbers first; and `.item()` makes a Python float.",
    ),
)


@exercise.reference
def accuracy(logits, labels):
    called = logits.squeeze(1) > 0  # (n,): a probability above one half
    return (called == labels).float().mean().item()


@exercise.cases
def cases(generator):
    def numbers(n, **options):
        return 2 * torch.randn(n, 1, generator=generator, **options)

    few = torch.tensor([[0.2], [-1.5], [0.4], [3.0], [-0.3], [0.1], [-2.0]])
    return [
        (few, torch.tensor([1, 0, 1, 0, 0, 0, 1])),
        (numbers(40), torch.randint(2, (40,), generator=generator)),
        (numbers(25, dtype=torch.float64), (torch.arange(25) % 4 == 0).long()),
        (torch.tensor([[0.3], [0.4], [2.0]]), torch.tensor([1, 1, 1])),
        (torch.tensor([[-400.0], [300.0]]), torch.tensor([1, 1])),
    ]


def _share(right):
    return right.double().mean().item()


@exercise.slip(
    "You compare logits with 0.5. That is a probability; a logit of 0.5 already has a "
    "probability of 0.62. Where is the boundary between the two classes?"
)
def thresholds_logits_at_one_half(logits, labels):
    return _share((logits.squeeze(1) > 0.5) == labels)


@exercise.slip(
    "You compare a column (n, 1) with a row (n,), which broadcasts to (n, n): every "
    "answer is compared with every label. What shape must the logits have first?"
)
def broadcasts(logits, labels):
    return _share((logits > 0) == labels)


@exercise.slip(
    "Two things: (n, 1) against (n,) broadcasts to (n, n), so every answer meets every "
    "label; and 0.5 is the boundary for probabilities, not for logits."
)
def broadcasts_at_one_half(logits, labels):
    return _share((logits > 0.5) == labels)


@exercise.slip(
    "The number is right, in a tensor. A report or a list of results wants a Python "
    "float: which method hands it over?"
)
def returns_a_tensor(logits, labels):
    return ((logits.squeeze(1) > 0) == labels).float().mean()


@exercise.slip(
    "That is how many answers are right, not which share of them. Two data sets of "
    "different size could not be compared."
)
def counts(logits, labels):
    return float(((logits.squeeze(1) > 0) == labels).sum())


@exercise.slip(
    "That is the share of mistakes, the error rate. Accuracy is about the others."
)
def error_rate(logits, labels):
    return _share((logits.squeeze(1) > 0) != labels)


@exercise.slip(
    "That is a percentage. The exercise asks for a share between 0 and 1, like every "
    "probability here."
)
def percentage(logits, labels):
    return 100 * _share((logits.squeeze(1) > 0) == labels)


@exercise.slip(
    "`argmax` over a single column is 0 for every row, so you measure how many labels "
    "are 0. With one logit per example, what decides between the classes?"
)
def argmax_of_one_column(logits, labels):
    return _share(logits.argmax(dim=1) == labels)


@exercise.slip(
    "A probability is above 0 for any logit, so you call everything 1. Probabilities "
    "are compared with one half; with what are logits compared?"
)
def probs_above_zero(logits, labels):
    return _share((torch.sigmoid(logits.squeeze(1)) >= 0) == labels)


@exercise.slip(
    "You compare the scores themselves with the labels, and a score is hardly ever "
    "exactly 0 or 1. A decision has to come first."
)
def no_decision(logits, labels):
    return _share(torch.sigmoid(logits.double().squeeze(1)) == labels)


@exercise.slip(
    "That is the share of ones among your answers: the labels do not take part. When "
    "is an answer right?"
)
def share_of_ones(logits, labels):
    return _share(logits.squeeze(1) > 0)


@exercise.slip(
    "Of the points called 1, that is the share that are 1: precision. Accuracy asks "
    "about every point, also those called 0."
)
def precision(logits, labels):
    called = logits.squeeze(1) > 0
    return (labels[called] == 1).double().mean().item()


@exercise.slip(
    "Of the points that are 1, that is the share you found: recall. Accuracy asks "
    "about every point, also those of class 0."
)
def recall(logits, labels):
    return (logits.squeeze(1) > 0)[labels == 1].double().mean().item()
