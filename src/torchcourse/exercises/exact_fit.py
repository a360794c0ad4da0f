"""exact_fit: the exact least-squares fit, bias last."""

import torch

from torchcourse.checking import Exercise


def exact_fit(features, target):
    ones = torch.ones_like(features[:, :1])  # (n, 1)
    design = torch.cat([features, ones], dim=1)  # the bias last
    return torch.linalg.lstsq(design, target).solution


def cases(generator):
    def case(n, d, noise, shift, dtype):
        features = shift + torch.randn(n, d, generator=generator, dtype=dtype)
        weight = torch.arange(1, d + 1, dtype=dtype)
        off = torch.randn(n, generator=generator, dtype=dtype)
        return features, features @ weight - 4 + noise * off

    table = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 3.0]])
    return [
        (torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([1.0, 4.0, 6.0])),
        (table, torch.tensor([-1.0, 3.0, 4.0, 5.0])),
        case(12, 3, 0.0, 0.5, torch.float32),
        case(9, 2, 1.0, -0.5, torch.float32),
        case(40, 5, 2.0, 3.0, torch.float64),
    ]


def through_origin(features, target):
    return torch.linalg.lstsq(features, target).solution


def with_bias(weight, bias):
    return torch.cat([weight, bias.reshape(1)])


def bias_first(features, target):
    return exact_fit(features, target).roll(1)


def bias_afterwards(features, target):
    weight = through_origin(features, target)
    return with_bias(weight, (target - features @ weight).mean())


def stacked(features, target):
    design = torch.stack([features, torch.ones(len(features))], dim=1)
    return torch.linalg.lstsq(design, target).solution


def by_short_formula(features, target):
    weight = (features * target[:, None]).mean(dim=0) / (features**2).mean(dim=0)
    return with_bias(weight, target.mean())


exercise = Exercise(
    exact_fit,
    cases=cases,
    rtol=1e-3,
    atol=1e-4,
    hints=(
        "The notebook's design matrix has one column per parameter. How many columns "
        "do you need here, and which parameter comes last?",
        "Which column makes a weight behave as the bias? Put it where the bias is "
        "wanted. `torch.cat` joins tables of the shapes (n, d) and (n, 1).",
        "`torch.linalg.lstsq` returns several things; the weights are its `.solution`.",
    ),
    mistakes={
        "The numbers are right, and the bias stands first. Where does the exercise "
        "want the bias?": bias_first,
        "The bias stands last, but the weights stand in the opposite order. How do you "
        "move one entry and leave the others as they are?": (
            lambda features, target: bias_first(features, target).flip(0)
        ),
        "That fit goes through the origin, because no column of ones gives it a bias. "
        "What would a bias change about the residuals?": (
            through_origin,
            lambda features, target: with_bias(
                through_origin(features, target), torch.zeros_like(target[0])
            ),
        ),
        "Your bias is the mean residual of a fit through the origin. Weights and bias "
        "depend on each other: how do you find both together?": bias_afterwards,
        "The short formula holds for one feature whose mean is 0. Which function of "
        "the notebook works for any number of features, and for any mean?": (
            by_short_formula
        ),
        "Those are the right weights without their bias. How many numbers does the "
        "answer have for d columns?": (
            lambda features, target: exact_fit(features, target)[:-1]
        ),
        "The weights are right. Your bias is the mean of the targets, which is the "
        "prediction for mean features: for which features is it the bias?": (
            lambda features, target: with_bias(
                exact_fit(features, target)[:-1], target.mean()
            )
        ),
        "`torch.stack` needs tensors of one shape, but `features` has the shape (n, d) "
        "and a tensor of ones has another. Which function joins tables?": stacked,
        "Those are the predictions for the examples. Which numbers make the "
        "predictions?": lambda features, target: (
            features @ exact_fit(features, target)[:-1]
            + exact_fit(features, target)[-1]
        ),
    },
    signs={
        "You return all that `lstsq` gives back. Which of its attributes holds the "
        "weights?": lambda given, expected: hasattr(given, "solution"),
    },
)
