"""Exercise 4.2: the exact least-squares fit, bias last."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "4.2",
    "the exact fit",
    rtol=1e-3,
    atol=1e-4,
    hints=(
        "The order of the answer is that of the columns of the design matrix, the one "
        "with the ones.",
        "Which column makes a weight behave as the bias? Put it where the bias is "
        "wanted.",
        "`torch.linalg.lstsq` returns several things; the weights are its `.solution`.",
    ),
)


@exercise.reference
def exact_fit(features, target):
    ones = torch.ones_like(features[:, :1])  # (n, 1)
    design = torch.cat([features, ones], dim=1)  # the bias last
    return torch.linalg.lstsq(design, target).solution


@exercise.cases
def cases(generator):
    def case(n, d, noise, shift, dtype):
        features = shift + torch.randn(n, d, generator=generator, dtype=dtype)
        weight = torch.arange(1, d + 1, dtype=dtype)
        off = torch.randn(n, generator=generator, dtype=dtype)
        return features, features @ weight - 4 + noise * off

    return [
        case(12, 3, 0.0, 0.5, torch.float32),
        case(9, 2, 1.0, -0.5, torch.float32),
        case(40, 5, 2.0, 3.0, torch.float64),
    ]


def _weights(features, target):
    """Return the weights, found by centering, which needs no column of ones."""
    centered = features - features.mean(dim=0)
    return torch.linalg.lstsq(centered, target - target.mean()).solution


@exercise.slip(
    "The numbers are right and the bias stands first, where `with_ones` puts it. The "
    "exercise asks for another order."
)
def bias_first(features, target):
    return exact_fit(features, target).roll(1)


@exercise.slip(
    "That fit goes through the origin: without a column of ones there is no bias, and "
    "the weights bend to make up for it."
)
def no_ones(features, target):
    return torch.linalg.lstsq(features, target).solution


@exercise.slip(
    "You fit through the origin and call the bias zero. Could another bias bring the "
    "residuals down?"
)
def no_ones_and_a_zero(features, target):
    return torch.cat([no_ones(features, target), torch.zeros_like(target[:1])])


@exercise.slip(
    "Those are the right weights without their bias. With it the answer has one number "
    "more than there are columns."
)
def weights_only(features, target):
    return _weights(features, target)


@exercise.slip(
    "The weights are right, the bias is not: you return the mean of the targets. That "
    "is the prediction for average features; the bias is the one for features of zero."
)
def bias_is_the_mean(features, target):
    return torch.cat([_weights(features, target), target.mean().reshape(1)])


@exercise.slip(
    "The last number is the mean residual of a fit through the origin. Weights and "
    "bias must be found together, or each spoils the other."
)
def bias_afterwards(features, target):
    weights = no_ones(features, target)
    bias = (target - features @ weights).mean()
    return torch.cat([weights, bias.reshape(1)])


@exercise.slip(
    "You return the right side of the normal equations, not their answer: something "
    "is still to be solved."
)
def not_solved(features, target):
    design = torch.cat([features, torch.ones_like(features[:, :1])], dim=1)
    return design.T @ target


@exercise.slip(
    "The bias stands last as asked, but the weights have turned round with it. What "
    "moves one entry and leaves the others in their order?"
)
def weights_reversed(features, target):
    return bias_first(features, target).flip(0)


@exercise.symptom(
    "`lstsq` gives back four things, and you pass on all of them. Only one is asked "
    "for: which of its names says that?"
)
def all_that_lstsq_returns(given, expected):
    return isinstance(given, list | tuple) and len(given) == 4


@exercise.slip(
    "Those are the predictions for the examples. Which numbers make the predictions?"
)
def predictions(features, target):
    design = torch.cat([features, torch.ones_like(features[:, :1])], dim=1)
    return design @ exact_fit(features, target)
