"""Answers to report_card."""

import numpy as np

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
    better = low > baseline
    return dict(baseline=baseline, accuracy=p, interval=(low, high), better=better)


RIGHT = [by_counting, by_mode]


def with_item(**items):
    return lambda *case: report_card(*case) | items


def of_training_size(train_labels, test_logits, test_labels):
    card = report_card(train_labels, test_logits, test_labels)
    p, n = card["accuracy"], len(train_labels)
    error = 1.96 * (p * (1 - p) / n) ** 0.5
    return card | {"interval": (max(0.0, p - error), min(1.0, p + error))}


WRONG = {
    "Better: you get": with_item(better=True),
    "Your dict has the keys": with_item(verdict=True),
    "Interval: you return": with_item(interval=1.0),
    "Interval: item 0: you get": of_training_size,
    "Baseline: you get": with_item(baseline=1 / 3),
}
