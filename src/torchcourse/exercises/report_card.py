"""report_card: what a classifier is worth, beside the baseline."""

import itertools

import torch

from torchcourse.checking import Exercise


def report_card(train_labels, test_logits, test_labels):
    n = len(test_labels)
    most_frequent = train_labels.bincount().argmax()
    baseline = (test_labels == most_frequent).float().mean().item()
    accuracy = (test_logits.argmax(dim=1) == test_labels).float().mean().item()
    margin = 1.96 * (accuracy * (1 - accuracy) / n) ** 0.5
    low, high = max(accuracy - margin, 0.0), min(accuracy + margin, 1.0)
    return {
        "baseline": baseline,
        "accuracy": accuracy,
        "interval": (low, high),
        "better": low > baseline,
    }


def cases(generator):
    def case(counts, right, classes=3):
        """Return labels for training, and a test with so many right answers."""
        train = torch.arange(classes).repeat_interleave(torch.tensor(counts[0]))
        test = torch.arange(classes).repeat_interleave(torch.tensor(counts[1]))
        n = len(test)
        test = test[torch.randperm(n, generator=generator)]
        step = torch.randint(1, classes, (n,), generator=generator)
        step[torch.randperm(n, generator=generator)[:right]] = 0
        logits = torch.rand(n, classes, generator=generator) * 3
        logits[torch.arange(n), (test + step) % classes] += 4
        order = torch.randperm(len(train), generator=generator)
        return train[order], logits, test

    small = (
        torch.tensor([0, 1, 1]),
        torch.tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0], [5.0, 4.0]]),
        torch.tensor([0, 1, 0, 0]),
    )
    return [
        small,
        (
            torch.tensor([2, 2, 0, 1]),
            torch.tensor([[0.0, 1.0, 2.0], [1.0, 0.0, 0.0], [3.0, 2.0, 9.0]]),
            torch.tensor([2, 1, 2]),
        ),
        case(([50, 20, 30], [10, 30, 10]), 45),
        case(([20, 70, 30], [20, 60, 20]), 62),  # above the baseline, but not surely
        case(([9, 8, 40], [30, 10, 160]), 175),
        case(([30, 10, 10], [24, 10, 6]), 40),  # all right: the interval has no width
        case(([5, 6], [200, 300]), 250, classes=2),  # below the baseline
        case(([30, 10, 10], [10, 6, 4]), 2),  # cut off at 0
        case(([5, 6], [0, 20]), 20, classes=2),  # both right everywhere: not better
    ]


def changed(make_items):
    """Make the answer with other items: a function of the right card and the labels."""

    def answer(train_labels, test_logits, test_labels):
        card = report_card(train_labels, test_logits, test_labels)
        return card | make_items(card, train_labels, test_labels)

    return answer


def baselines_of(pick):
    """Make the answers whose baseline looks at other labels, cut off or not."""

    def items(card, train, test):
        labels = pick(train, test)
        baseline = (labels == labels.bincount().argmax()).float().mean().item()
        return {"baseline": baseline}

    ways = itertools.product((True, False), (bool, torch.tensor))
    return tuple(interval_by(1.96, *way, items) for way in ways)


def interval_by(
    factor=1.96, cut=True, kind=bool, more=lambda *_: {}, counted=lambda _, test: test
):
    """Make the answer whose interval has another width, or is not cut off."""

    def items(card, train, test):
        card = card | more(card, train, test)
        p = card["accuracy"]
        margin = factor * (p * (1 - p) / len(counted(train, test))) ** 0.5
        low, high = p - margin, p + margin
        if cut:
            low, high = max(low, 0.0), min(high, 1.0)
        better = kind(low > card["baseline"])  # a tensor, where an answer has tensors
        return card | {"interval": (low, high), "better": better}

    return changed(items)


exercise = Exercise(
    report_card,
    cases=cases,
    hints=(
        "The baseline answers with one class for everything. Which labels may decide "
        "which class that is, and on which labels is it judged?",
        "`labels.bincount()` counts each label, and `argmax` finds the largest count. "
        "The interval is that of notebook 15: the accuracy, and 1.96 standard errors "
        "to either side, cut off at 0 and 1.",
        "A classifier is better than the baseline only if even the low end of its "
        "interval lies above the baseline.",
    ),
    mistakes={
        "Your baseline answers with the most frequent class of the *test* labels. "
        "Nobody knows these before the test: which labels are known?": (
            baselines_of(lambda train, test: test)
        ),
        "Your baseline is judged on the training labels, and the classifier on the "
        "test labels. On which labels can you compare the two?": (
            baselines_of(lambda train, test: train)
        ),
        "You call a classifier better as soon as its accuracy is above the baseline. "
        "Which end of the interval must lie above it?": changed(
            lambda card, *_: {"better": card["accuracy"] > card["baseline"]}
        ),
        "One interval begins at the baseline. Does it lie above the baseline?": changed(
            lambda card, *_: {"better": card["interval"][0] >= card["baseline"]}
        ),
        "Your interval goes one standard error to either side. How many does a 95 % "
        "interval need?": interval_by(factor=1.0),
        "Your standard error counts the training examples. On which examples was the "
        "accuracy measured?": interval_by(counted=lambda train, _: train),
        "An end of your interval lies outside of 0 to 1, where no accuracy can be. "
        "What do you do with such an end?": (
            interval_by(cut=False),
            interval_by(cut=False, kind=torch.tensor),
        ),
    },
)
