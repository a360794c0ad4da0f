"""Answers to accuracy_from_logits."""

from torchcourse.exercises.accuracy_from_logits import share


def by_rounding(logits, labels):
    mistakes = (logits.flatten().sigmoid().round() - labels).abs()
    return 1 - mistakes.mean().item()


RIGHT = [
    by_rounding,
    lambda logits, labels: share((logits > 0) == labels[:, None]),
]

WRONG = {
    "That is the share of labels that are 0": (
        lambda logits, labels: share(logits.argmax(dim=1) == labels)
    ),
    "That is the share of labels that are 1": (
        lambda logits, labels: share((logits.squeeze(1).sigmoid() > 0) == labels)
    ),
    "A column `(n, 1)` compared": (
        lambda logits, labels: ((logits > 0) == labels).sum().item() / len(labels)
    ),
    "The number is the expected one divided by": (
        lambda logits, labels: by_rounding(logits, labels) / len(labels)
    ),
}
