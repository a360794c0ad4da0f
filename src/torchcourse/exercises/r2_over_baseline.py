"""r2_over_baseline: the share of the baseline's squared error that a model removes."""

import torch

from torchcourse.checking import Exercise


def r2_over_baseline(prediction, test_target, train_target):
    baseline_error = ((test_target - train_target.mean()) ** 2).mean()
    model_error = ((test_target - prediction) ** 2).mean()
    return (1 - model_error / baseline_error).item()


def cases(generator):
    def case(n, m, noise, dtype=torch.float32):
        test_target = 3 + 2 * torch.randn(n, generator=generator, dtype=dtype)
        train_target = 1 + 2 * torch.randn(m, generator=generator, dtype=dtype)
        off = torch.randn(n, generator=generator, dtype=dtype)
        return test_target + noise * off, test_target, train_target

    test_target = torch.tensor([1.0, 4.0, 6.0])
    return [
        (
            torch.tensor([2.0, 4.0, 5.0]),
            test_target,
            torch.tensor([1.0, 2.0, 6.0, 1.0]),
        ),
        # worse than the baseline
        (torch.tensor([6.0, 3.0, 1.0]), test_target, torch.tensor([2.0, 3.0])),
        case(8, 13, 0.7),
        case(30, 11, 1.5, torch.float64),
        case(6, 9, 6.0),
        case(7, 5, 0.0),  # a perfect model
    ]


def mse(prediction, target):
    return ((target - prediction) ** 2).mean()


def spread(target):
    return ((target - target.mean()) ** 2).mean()


def upside_down(prediction, test_target, train_target):
    return (
        1 - mse(train_target.mean(), test_target) / mse(prediction, test_target)
    ).item()


def subtracted_first(prediction, test_target, train_target):
    model_error = mse(prediction, test_target)
    return ((1 - model_error) / mse(train_target.mean(), test_target)).item()


def of_absolute_errors(prediction, test_target, train_target):
    baseline_error = (test_target - train_target.mean()).abs().mean()
    return (1 - (test_target - prediction).abs().mean() / baseline_error).item()


exercise = Exercise(
    r2_over_baseline,
    cases=cases,
    hints=(
        "What would the baseline have predicted for every test example? It has seen "
        "training data only.",
        "You need two mean squared errors on the test targets: the model's and the "
        "baseline's.",
        "If the model's error is a quarter of the baseline's, it has removed three "
        "quarters.",
    ),
    mistakes={
        "You divide by the variance of the test targets, whose mean was not known when "
        "the predictions were made. Which mean did the baseline know?": (
            lambda prediction, test, train: r2_over_baseline(prediction, test, test),
            lambda prediction, test, train: 1 - mse(prediction, test) / test.var(),
        ),
        "You divide by the variance of the training targets, which is the baseline's "
        "error on data that it knew. How large is its error on the test targets?": (
            lambda prediction, test, train: 1 - mse(prediction, test) / spread(train),
            lambda prediction, test, train: 1 - mse(prediction, test) / train.var(),
        ),
        "The fraction stands upside down: a perfect model would divide by zero. Whose "
        "error is the whole, and whose is the part?": upside_down,
        "You subtract the model's error from 1 before dividing. Which operation comes "
        "first in 1 - a / b?": subtracted_first,
        "You compare root mean squared errors. The exercise asks for the share of the "
        "squared error.": lambda *case: 1 - (1 - r2_over_baseline(*case)) ** 0.5,
        "You compare absolute errors. The exercise asks for the share of the squared "
        "error.": of_absolute_errors,
        "Your baseline predicts the mean of all targets. The test targets are not "
        "known when it predicts: which targets are?": (
            lambda prediction, test, train: r2_over_baseline(
                prediction, test, torch.cat([train, test])
            )
        ),
        "Your score never falls below zero. A model can be worse than its baseline: "
        "which score tells that?": lambda *case: max(0.0, r2_over_baseline(*case)),
        "Your baseline predicts the mean of the predictions, which depends on the "
        "model. What would you predict without a model?": (
            lambda prediction, test, train: r2_over_baseline(
                prediction, test, prediction
            )
        ),
        "That is a squared correlation, which is 1 for predictions that are all too "
        "high, too. How far are the predictions from the targets?": (
            lambda prediction, test, train: (
                torch.corrcoef(torch.stack([prediction, test]))[0, 1] ** 2
            )
        ),
    },
)
