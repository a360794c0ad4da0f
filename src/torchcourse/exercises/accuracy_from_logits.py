"""accuracy_from_logits: accuracy from logits (n, 1) and labels (n,)."""

import torch

from torchcourse.checking import Exercise


def accuracy_from_logits(logits, labels):
    predicted = logits.squeeze(1) > 0  # (n,): a probability above one half
    return (predicted == labels).float().mean().item()


def cases(generator):
    def numbers(n, **options):
        return 2 * torch.randn(n, 1, generator=generator, **options)

    return [
        (
            torch.tensor([[0.2], [-1.5], [0.4], [3.0], [-0.3], [-2.0], [0.3]]),
            torch.tensor([1, 0, 1, 0, 0, 1, 1]),
        ),
        (torch.tensor([[0.0], [2.0], [-1.0]]), torch.tensor([0, 1, 1])),
        (numbers(40), torch.randint(2, (40,), generator=generator)),
        (
            numbers(25, dtype=torch.float64),
            (torch.arange(25) % 4 == 0).long(),
        ),
        (torch.tensor([[0.3], [0.4], [2.0], [0.0]]), torch.tensor([1, 1, 1, 1])),
        (torch.tensor([[-60.0], [300.0]]), torch.tensor([1, 1])),
    ]


def share(right):
    return right.double().mean().item()


exercise = Exercise(
    accuracy_from_logits,
    cases=cases,
    hints=(
        "Which logit has a probability of one half? No sigmoid is needed.",
        "Print the shape of the comparison before you take its mean. How many answers "
        "should it hold?",
        "A mean of Boolean values needs numbers first; and `.item()` makes a Python "
        "float.",
    ),
    mistakes={
        "A column `(n, 1)` compared with `(n,)` broadcasts to `(n, n)`, so that every "
        "answer meets every label. Which shape must the logits have first?": (
            lambda logits, labels: share((logits > 0) == labels),
            lambda logits, labels: share((logits > 0) == labels) * len(labels),
            lambda logits, labels: share((logits > 0) == labels) * len(labels) ** 2,
            lambda logits, labels: share((logits > 0.5) == labels),
            lambda logits, labels: share((logits >= 0) == labels),
        ),
        "You compare logits with 0.5, but a logit of 0.5 has a probability of 0.62. "
        "Which logit has a probability of one half?": (
            lambda logits, labels: share((logits.squeeze(1) > 0.5) == labels)
        ),
        "A logit of 0 has a probability of exactly one half. The model predicts 1 "
        "for what lies above one half: which comparison says that?": (
            lambda logits, labels: share((logits.squeeze(1) >= 0) == labels)
        ),
        "That is the share of labels that are 0, as if every answer were 0. If you use "
        "`argmax`, it is 0 for every row, because a row has one logit.": (
            lambda logits, labels: share(labels == 0)
        ),
        "You cut off the digits of the probabilities, so all below 1 become 0. Above "
        "which probability does the model predict 1?": (
            lambda logits, labels: share(logits.squeeze(1).sigmoid().int() == labels)
        ),
        "That is the share of labels that are 1, as if every answer were 1. For "
        "which logits is the answer 0?": (lambda logits, labels: share(labels == 1)),
        "That is the share of ones among your answers, whatever the labels are. When "
        "is an answer right?": lambda logits, labels: share(logits.squeeze(1) > 0),
        "That is precision, the share of right answers among those that are 1. "
        "Accuracy counts every example.": lambda logits, labels: share(
            labels[logits.squeeze(1) > 0] == 1
        ),
        "That is recall, the share of examples of class 1 that are found. Accuracy "
        "counts every example.": lambda logits, labels: share(
            logits.squeeze(1)[labels == 1] > 0
        ),
    },
)
