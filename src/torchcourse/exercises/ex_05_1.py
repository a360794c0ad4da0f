"""Exercise 5.1: BCE with logits, finite everywhere, positives weighted."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "5.1",
    "BCE with logits, positives weighted",
    hints=(
        "Two costs stand in the formula: -log p for a label of 1, and -log(1 - p) for "
        "a label of 0. Write each of them as a function of the logit.",
        "Both have the form log(1 + e^something). The section on finite logits "
        "computes that when the something is large.",
        "Try it on the logits 10,000 and -10,000, and look at the gradients, too.",
    ),
)


@exercise.reference
def weighted_bce_with_logits(logits, labels, positive_weight):
    zero = torch.zeros_like(logits)
    cost_of_a_one = torch.logaddexp(zero, -logits)  # -log p = log(e^0 + e^-z)
    cost_of_a_zero = torch.logaddexp(zero, logits)  # -log(1 - p) = log(e^0 + e^z)
    costs = positive_weight * labels * cost_of_a_one + (1 - labels) * cost_of_a_zero
    return costs.mean()


@exercise.cases
def cases(generator):
    mild = torch.tensor([-3.0, 0.5, 0.7, 2.0, -1.0, -0.4])
    wild = torch.tensor([1e4, -1e4, 150.0, -150.0, 30.0, 1.5, 1e4, -1e4, -30.0])
    many = torch.randn(17, generator=generator, dtype=torch.float64) * 4
    wild_labels = torch.tensor([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    many_labels = torch.randint(2, (17,), generator=generator).double()
    return [
        (mild.requires_grad_(), torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]), 2.0),
        (wild.requires_grad_(), wild_labels, 3.0),
        (many.requires_grad_(), many_labels, 0.25),
        (torch.tensor([0.5, -2.0]).requires_grad_(), torch.ones(2), 1.0),
        (torch.tensor([0.5, -2.0, 1.0]).requires_grad_(), torch.zeros(3), 5.0),
        (torch.zeros(4), torch.tensor([1.0, 0.0, 1.0, 1.0]), 2.0),  # slopes may differ
    ]


def _costs(logits):
    """Return -log p and -log(1 - p) of each logit."""
    return nn.functional.softplus(-logits), nn.functional.softplus(logits)


def _from_probs(probs, labels, positive_weight):
    of_one = positive_weight * labels * probs.log()
    return -(of_one + (1 - labels) * (1 - probs).log()).mean()


@exercise.slip(
    "Right for small logits. Where the sigmoid rounds to 0 or 1, you take the "
    "logarithm of 0: the loss is infinite and its gradient NaN. Which two steps belong "
    "together?"
)
def naive(logits, labels, positive_weight):
    return _from_probs(torch.sigmoid(logits), labels, positive_weight)


@exercise.slip(
    "Finite, but at a price: where you clamp the probabilities, the loss stops growing "
    "and its gradient is zero, so the worst mistakes teach nothing. What if no "
    "probability were computed at all?"
)
def clamps_the_probs(logits, labels, positive_weight):
    probs = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    return _from_probs(probs, labels, positive_weight)


@exercise.slip(
    "That is what BCELoss does: it cuts each logarithm off at -100, so a logit of "
    "10,000 costs 100. Which function takes the logits themselves?"
)
def cuts_the_logarithm(logits, labels, positive_weight):
    weights = 1 + (positive_weight - 1) * labels
    return nn.functional.binary_cross_entropy(torch.sigmoid(logits), labels, weights)


@exercise.slip(
    "Right up to logits of about 88. Beyond, `exp` of a large number is infinite, or a "
    "sigmoid 0, and so the logarithm is infinite, too. How did the notebook keep its "
    "exponent from being positive?"
)
def raises_to_a_large_power(logits, labels, positive_weight):
    of_one, of_zero = (1 + (-logits).exp()).log(), (1 + logits.exp()).log()
    return (positive_weight * labels * of_one + (1 - labels) * of_zero).mean()


@exercise.slip(
    "You add the costs up. The loss is their mean: what happens to a learning rate "
    "when the data double?"
)
def adds_up(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    return (positive_weight * labels * of_one + (1 - labels) * of_zero).sum()


@exercise.slip(
    "Two things are left. You add the costs up where their mean is asked for; and "
    "where the sigmoid rounds to 0 or 1, you take the logarithm of 0."
)
def naive_adds_up(logits, labels, positive_weight):
    return naive(logits, labels, positive_weight) * len(logits)


@exercise.slip(
    "That is the mean log-likelihood, which is negative and to be made large. A loss "
    "is to be made small: which sign is missing?"
)
def wrong_sign(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    return -(positive_weight * labels * of_one + (1 - labels) * of_zero).mean()


@exercise.slip(
    "A sure and right answer is expensive with yours, a sure mistake is free: the two "
    "costs are exchanged. Which one does a label of 1 switch on?"
)
def exchanges_the_costs(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    return (positive_weight * labels * of_zero + (1 - labels) * of_one).mean()


@exercise.slip(
    "A flawless BCE with logits, in which a positive counts like a negative. Where "
    "does `positive_weight` enter?"
)
def forgets_the_weight(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    return (labels * of_one + (1 - labels) * of_zero).mean()


@exercise.slip(
    "You weigh every example alike, the negatives too. Which of the two terms is "
    "`positive_weight` for?"
)
def weighs_everything(logits, labels, positive_weight):
    return positive_weight * forgets_the_weight(logits, labels, positive_weight)


@exercise.slip(
    "You weigh the negatives, and the positives count once. Which of the two terms "
    "belongs to a label of 1?"
)
def weighs_the_negatives(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    return (labels * of_one + positive_weight * (1 - labels) * of_zero).mean()


@exercise.slip(
    "You divide by the sum of the weights. That is a weighted mean, and a good idea at "
    "times; the exercise divides by how many examples there are."
)
def divides_by_the_weights(logits, labels, positive_weight):
    weights = 1 + (positive_weight - 1) * labels
    of_one, of_zero = _costs(logits)
    return (weights * (labels * of_one + (1 - labels) * of_zero)).sum() / weights.sum()


@exercise.slip(
    "You weigh z y alone. But an example of label 1 pays for all three terms: what "
    "does it cost as a whole?"
)
def weighs_one_term(logits, labels, positive_weight):
    return (_costs(logits)[1] - positive_weight * labels * logits).mean()


@exercise.slip(
    "You count a positive 1 + `positive_weight` times. Which factor should a label of "
    "1 have, and which a label of 0?"
)
def weighs_once_more(logits, labels, positive_weight):
    of_one, of_zero = _costs(logits)
    weights = 1 + positive_weight * labels
    return (weights * (labels * of_one + (1 - labels) * of_zero)).mean()


@exercise.symptom(
    "Right for small logits. For large ones your loss is infinite or NaN: somewhere e "
    "is raised to a large positive power, or 0 is what the logarithm gets. Which form "
    "of the cost has neither?"
)
def overflows(given, expected):
    if expected > 1000:
        return not given.isfinite()
    return abs(given - expected) < 1e-2


@exercise.symptom(
    "Your loss is below zero, so training would make mistakes larger. And large logits "
    "are another matter still: first, which sign turns a log-likelihood into a cost?"
)
def below_zero(given, expected):
    nan_where_large = expected > 1000 and given.isnan()
    return (given < 0 or nan_where_large) and expected > 0


@exercise.symptom(
    "Finite, and right for small logits, but too small for large ones: something in it "
    "is cut off, and behind a cut the gradient is zero. What if no probability were "
    "computed at all?"
)
def cut_off(given, expected):
    if not given.isfinite():
        return False
    return given < 0.9 * expected if expected > 1000 else abs(given - expected) < 1e-2
