"""Answers to report_card."""

import numpy as np
import torch

from torchcourse.exercises.report_card import report_card


def by_counting(train_labels, test_logits, test_labels):
    labels, counts = train_labels.unique(return_counts=True)
    guess = labels[counts.argmax()]
    n = len(test_labels)
    right = (test_logits.max(dim=1).indices == test_labels).sum().item() / n
    error = 1.96 * (right * (1 - right) / n) ** 0.5
    card = {"accuracy": right, "baseline": (test_labels == guess).sum().item() / n}
    card["interval"] = [max(0.0, right - error), min(1.0, right + error)]
    card["better"] = card["interval"][0] > card["baseline"]
    return card


def by_mode(train_labels, test_logits, test_labels):
    guess = train_labels.mode().values
    right = (test_logits.softmax(dim=1).argmax(dim=1) == test_labels).double()
    p, error = right.mean().item(), right.std(correction=0).item() / len(right) ** 0.5
    low, high = np.clip([p - 1.96 * error, p + 1.96 * error], 0, 1).tolist()
    baseline = (guess == test_labels).double().mean().item()
    return {
        "baseline": baseline,
        "accuracy": p,
        "interval": (low, high),
        "better": low > baseline,
    }


RIGHT = [by_counting, by_mode]


def with_item(**items):
    return lambda *case: report_card(*case) | items


WRONG = {
    "Better: you get": with_item(better=True),
    "Your dict has the keys": with_item(verdict=True),
    "Interval: you return": lambda *case: (
        report_card(*case) | {"interval": report_card(*case)["accuracy"]}
    ),
    "Baseline: you return": lambda train, logits, labels: (
        report_card(train, logits, labels)
        | {"baseline": labels == train.bincount().argmax()}
    ),
    "Accuracy: the number is right, but": lambda *case: (
        report_card(*case) | {"accuracy": torch.tensor(report_card(*case)["accuracy"])}
    ),
}
