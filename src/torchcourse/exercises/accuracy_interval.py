"""accuracy_interval: the 95 % confidence interval of an accuracy."""

import torch

from torchcourse.checking import Exercise


def accuracy_interval(right):
    n = len(right)
    accuracy = right.float().mean().item()
    margin = 1.96 * (accuracy * (1 - accuracy) / n) ** 0.5
    return max(accuracy - margin, 0.0), min(accuracy + margin, 1.0)


def cases(generator):
    def right(count, n):
        order = torch.randperm(n, generator=generator)
        return (torch.arange(n) < count)[order]

    return [
        (torch.tensor([True, False, True, True, False, True, False, True]),),
        (torch.tensor([True, True, True, True, False, True, True, True]),),  # cut at 1
        (torch.tensor([False, False, True, False, False, False]),),  # cut at 0
        (right(900, 1000),),
        (right(30, 200),),
        (right(98, 100),),
        (right(60, 60),),
    ]


def around(center, margin):
    return max(center - margin, 0.0), min(center + margin, 1.0)


def share(right):
    return right.float().mean().item()


def errors_away(factor):
    """Make the answer that goes another number of standard errors to either side."""

    def answer(right):
        p = share(right)
        return around(p, factor * (p * (1 - p) / len(right)) ** 0.5)

    return answer


def of_variance(variance):
    """Make the answer that takes the root of another variance of the mean."""

    def answer(right):
        return around(share(right), 1.96 * variance(share(right), len(right)) ** 0.5)

    return answer


def not_cut(right, variance=lambda p, n: p * (1 - p) / n):
    p = share(right)
    margin = 1.96 * variance(p, len(right)) ** 0.5
    return p - margin, p + margin


exercise = Exercise(
    accuracy_interval,
    cases=cases,
    hints=(
        "The mean of the answers, as numbers 0 and 1, is the accuracy. What is its "
        "standard error?",
        "The ends lie equally far below and above the accuracy. No accuracy is below 0 "
        "or above 1: what do you do with such an end?",
    ),
    mistakes={
        "For some answers an end lies below 0 or above 1, where no accuracy can be. "
        "What do you do with such an end?": (
            not_cut,
            lambda right: (not_cut(right)[0], accuracy_interval(right)[1]),
            lambda right: (accuracy_interval(right)[0], not_cut(right)[1]),
        ),
        "You go one standard error to either side, which holds in about two of three "
        "cases. How many standard errors hold in 95 of 100?": errors_away(1),
        "PyTorch has no mean of Boolean values. Which method turns the answers into "
        "numbers?": lambda right: around(right.mean().item(), 0.0),
        "You divide by n - 1, as `std` does by itself. What does the formula for the "
        "standard error of an accuracy divide by?": (
            of_variance(lambda p, n: p * (1 - p) / (n - 1))
        ),
        "Your margin is that of one answer, however many there are: a division by `n` "
        "is missing. What happens to the standard error of a mean if `n` grows?": (
            of_variance(lambda p, n: p * (1 - p)),
            of_variance(lambda p, n: p * (1 - p) * n / (n - 1)),
            lambda right: not_cut(right, lambda p, n: p * (1 - p)),
            lambda right: not_cut(right, lambda p, n: p * (1 - p) * n / (n - 1)),
        ),
        "Your margin comes from a variance, p(1 - p)/n. How do you get from a variance "
        "to a standard error?": of_variance(lambda p, n: (p * (1 - p) / n) ** 2),
        "You return the accuracy and the margin. The exercise asks for both ends.": (
            lambda right: (share(right), not_cut(right)[1] - share(right))
        ),
    },
)
