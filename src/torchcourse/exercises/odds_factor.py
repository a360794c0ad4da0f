"""odds_factor: by which factor a change of the features multiplies the odds."""

import math

import torch

from torchcourse.checking import Exercise


def odds_factor(weight, before, after):
    change = weight @ (after - before)  # of the logit; the bias cancels
    return change.exp().item()


def cases(generator):
    def drawn(d, size=1.0):
        weight, before, after = torch.randn(3, d, generator=generator).double() * size
        return weight, before, after

    weight, before, _ = drawn(3)
    return [
        (torch.tensor([0.5, -1.0]), torch.tensor([1.0, 2.0]), torch.tensor([3.0, 2.5])),
        (torch.tensor([2.0]), torch.tensor([1.0]), torch.tensor([0.0])),
        drawn(4),
        drawn(7, size=0.5),
        (weight, before, before.clone()),  # nothing has changed
        # odds of e^1500, too large even for float64
        (
            torch.tensor([3.0, 1.0]).double(),
            torch.tensor([500.0, 1.0]).double(),
            torch.tensor([500.5, 0.5]).double(),
        ),
    ]


def of_products(weight, before, after):
    return (weight * (after - before)).exp()


exercise = Exercise(
    odds_factor,
    cases=cases,
    hints=(
        "The odds are e to the power of the logit. Which logits does the customer have "
        "before and after, if the bias is b?",
        "A quotient of powers is a power of a difference: e^v / e^u = e^(v - u). What "
        "happens to the bias in the difference?",
        "So compute first how much the logit changes, and only then use `exp`.",
    ),
    mistakes={
        "That is the change of the logit. What does it do to the odds, whose logarithm "
        "the logit is?": lambda weight, before, after: (
            weight @ (after - before)
        ).item(),
        "Your factor leads from `after` back to `before`. Which of the two comes "
        "first?": lambda weight, before, after: odds_factor(weight, after, before),
        "You divide one logit by the other. Which quantity of the two logits must be "
        "divided?": lambda weight, before, after: (
            (weight @ after) / (weight @ before)
        ).item(),
        "You divide probabilities, and they depend on the bias, which you do not know. "
        "How do you get the odds from a logit?": lambda weight, before, after: (
            (weight @ after).sigmoid() / (weight @ before).sigmoid()
        ).item(),
        "You subtract the odds. By which factor are they multiplied?": (
            lambda weight, before, after: (
                (weight @ after).exp() - (weight @ before).exp()
            ).item()
        ),
        "Those are the odds after the change, for a bias of 0. By what were they "
        "multiplied to get there?": lambda weight, before, after: (
            (weight @ after).exp().item()
        ),
        "You add the factors of the single features. What happens to the odds when two "
        "features change, one after the other?": lambda *case: (
            of_products(*case).sum().item()
        ),
        "You keep one number for each feature. How do the changes of all features make "
        "one change of the logit?": (
            lambda *case: of_products(*case).item(),
            of_products,
        ),
        "You average over the features. Every feature adds its part to the logit: how "
        "are the parts put together?": (
            lambda *case: of_products(*case).mean().item(),
            lambda weight, before, after: (
                (weight * (after - before)).mean().exp().item()
            ),
        ),
        "You ignore the weights. By how much does the logit change when a feature "
        "rises by 1?": lambda weight, before, after: (
            (after - before).sum().exp().item()
        ),
        "You ignore how much each feature changes. A weight is the change of the logit "
        "when its feature rises by 1.": lambda weight, before, after: (
            weight.sum().exp().item()
        ),
        "You take absolute values, so your factor is never below 1. What happens to "
        "the odds when the logit falls?": lambda weight, before, after: (
            (weight @ (after - before)).abs().exp().item()
        ),
    },
    signs={
        "Right for small logits. Large odds overflow to infinity, and infinity divided "
        "by infinity is NaN. Can you subtract before you use `exp`?": (
            lambda given, expected: math.isnan(given)
        ),
    },
)
