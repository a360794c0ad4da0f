"""weighted_bce_with_logits: BCE with logits, finite everywhere, positives weighted."""

import torch
from torch.nn.functional import softplus

from torchcourse.checking import Exercise


def weighted_bce_with_logits(logits, labels, positive_weight):
    zero = torch.zeros_like(logits)
    rest = torch.log1p(torch.exp(-logits.abs()))
    loss_of_a_one = torch.maximum(-logits, zero) + rest  # -log p
    loss_of_a_zero = torch.maximum(logits, zero) + rest  # -log(1 - p)
    losses = positive_weight * labels * loss_of_a_one + (1 - labels) * loss_of_a_zero
    return losses.mean()


def cases(generator):
    mild = torch.tensor([2.0, -1.0, 0.0, 0.5], requires_grad=True)
    wild = torch.tensor([1e4, -1e4, 150.0, -150.0, 0.0], requires_grad=True)
    many = torch.randn(17, generator=generator, dtype=torch.float64) * 4
    many_labels = torch.randint(2, (17,), generator=generator).double()
    zeros = torch.zeros(4, requires_grad=True)  # where a model of zeros starts
    return [
        (mild, torch.tensor([0.0, 1.0, 1.0, 0.0]), 3.0),
        (wild, torch.tensor([0.0, 1.0, 1.0, 1.0, 0.0]), 2.0),
        (many.requires_grad_(), many_labels, 0.25),
        (zeros, torch.tensor([1.0, 0.0, 1.0, 1.0]), 2.0),
        (torch.tensor([0.5, -2.0], requires_grad=True), torch.ones(2), 1.0),
        (torch.tensor([0.5, -2.0, 1.0], requires_grad=True), torch.zeros(3), 5.0),
    ]


def with_corner(positive_part, apart):
    """Build the loss with max(z, 0), which reports a gradient of its choice at 0."""

    def loss(logits, labels, positive_weight):
        rest = torch.log1p(torch.exp(-logits.abs()))
        of_zero = positive_part(logits) + rest
        of_one = (positive_part(-logits) if apart else of_zero - rest - logits) + rest
        return (positive_weight * labels * of_one + (1 - labels) * of_zero).mean()

    return loss


exercise = Exercise(
    weighted_bce_with_logits,
    cases=cases,
    hints=(
        "Two losses stand in the formula: -log p for a label of 1, and -log(1 - p) for "
        "a label of 0. Write each of them as a function of the logit.",
        "Both have the form log(1 + e^something). The section on finite logits "
        "computes that when the something is large.",
        "Try it on the logits 10,000, 0 and -10,000, and look at the gradients, too.",
    ),
    mistakes={
        "The loss is right, but its gradient at a logit of 0 is not: max(z, 0) has a "
        "corner there, where `relu`, `clamp` and `where` report 0 or 1. Which function "
        "reports 1/2?": tuple(
            with_corner(part, apart)
            for part in (torch.relu, lambda z: z.clamp(min=0))
            for apart in (True, False)
        ),
        "You take the sigmoid twice, because a loss with logits takes it itself. What "
        "does the loss expect, logits or probabilities?": (
            lambda z, y, c: weighted_bce_with_logits(z.sigmoid(), y, c)
        ),
        "A factor of your loss is wrong. By what does the exercise multiply the loss "
        "of a label 1, and by what the loss of a label 0?": (
            lambda z, y, c: weighted_bce_with_logits(z, y, 1.0),
            lambda z, y, c: c * weighted_bce_with_logits(z, y, 1.0),
            lambda z, y, c: c * weighted_bce_with_logits(z, y, 1 / c),  # exchanged
        ),
        "You weigh the term z y alone. An example of label 1 pays for the other terms, "
        "too: which ones must `positive_weight` multiply?": (
            lambda z, y, c: (softplus(z) - c * y * z).mean()
        ),
        "You divide by the sum of the weights. How many examples are there?": (
            lambda z, y, c: weighted_bce_with_logits(z, y, c) / (1 - y + c * y).mean()
        ),
        "The two losses are exchanged, so that a confident mistake has a loss of about "
        "0. Which loss belongs to a label of 1?": (
            lambda z, y, c: weighted_bce_with_logits(-z, y, c)
        ),
    },
    signs={
        "Right for small logits, but not for large ones. Does `exp` overflow, does the "
        "logarithm get 0, or is something cut off, so that the gradient beyond is 0? "
        "Which form of the loss needs no probability?": lambda given, expected: (
            (abs(given - expected) < 1e-2) == (expected < 1000)
        ),
    },
)
