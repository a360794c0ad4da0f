"""Exercise 4.5: the share of the baseline's squared error that a model removes."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "4.5",
    "R2 over a baseline that was known",
    hints=(
        "What would the baseline have predicted for every test example? It has seen "
        "training data only.",
        "You need two mean squared errors on the test targets: the model's and the "
        "baseline's.",
        "If the model's error is a quarter of the baseline's, it has removed three "
        "quarters.",
    ),
)


@exercise.reference
def r2_over_baseline(prediction, test_target, train_target):
    baseline_error = ((test_target - train_target.mean()) ** 2).mean()
    model_error = ((test_target - prediction) ** 2).mean()
    return (1 - model_error / baseline_error).item()


@exercise.cases
def cases(generator):
    def case(n, m, noise, dtype=torch.float32):
        test_target = 3 + 2 * torch.randn(n, generator=generator, dtype=dtype)
        train_target = 1 + 2 * torch.randn(m, generator=generator, dtype=dtype)
        off = torch.randn(n, generator=generator, dtype=dtype)
        return test_target + noise * off, test_target, train_target

    return [
        case(8, 13, 0.7),
        case(30, 11, 1.5, torch.float64),
        case(6, 9, 6.0),  # worse than the baseline: below zero
        case(7, 5, 0.0),  # perfect: one
    ]


def _square(values):
    return (values**2).mean()


def _ratio(prediction, test_target, train_target):
    return _square(test_target - prediction) / _square(
        test_target - train_target.mean()
    )


@exercise.slip(
    "That is the usual R2, against the mean of the test targets. Nobody knew that mean "
    "when the predictions were made: which mean did the baseline know?"
)
def mean_of_the_test_targets(prediction, test_target, train_target):
    return r2_over_baseline(prediction, test_target, test_target)


@exercise.slip(
    "You divide by the variance of the training targets: the baseline's error on data "
    "it knew. How wrong is it on the test targets?"
)
def variance_of_the_training_targets(prediction, test_target, train_target):
    spread = _square(train_target - train_target.mean())
    return (1 - _square(test_target - prediction) / spread).item()


@exercise.slip(
    "You divide by the squares of the m training targets, added up. The baseline is "
    "judged where the model is: how wrong is it on the n test targets?"
)
def squares_of_the_training_targets(prediction, test_target, train_target):
    spread = ((train_target - train_target.mean()) ** 2).sum()
    return (1 - ((test_target - prediction) ** 2).sum() / spread).item()


@exercise.slip(
    "You subtract one R2 from the other, and both have the test targets' mean below. "
    "Of whose error is a share asked for?"
)
def difference_of_two_scores(prediction, test_target, train_target):
    model = r2_over_baseline(prediction, test_target, test_target)
    mean = train_target.mean().expand_as(test_target)
    return model - r2_over_baseline(mean, test_target, test_target)


@exercise.slip(
    "You divide by `test_target.var()`, which is about the wrong mean and has n - 1 "
    "below. Take the squared error of the baseline's own predictions."
)
def sample_variance(prediction, test_target, train_target):
    return (1 - _square(test_target - prediction) / test_target.var()).item()


@exercise.slip(
    "That is the share of the baseline's error that is left, 0 for a perfect model. "
    "Which share is asked for?"
)
def share_that_is_left(prediction, test_target, train_target):
    return _ratio(prediction, test_target, train_target).item()


@exercise.slip(
    "The fraction stands upside down: a perfect model would divide by zero. Whose "
    "error is the whole, and whose the part?"
)
def upside_down(prediction, test_target, train_target):
    return (1 - 1 / _ratio(prediction, test_target, train_target)).item()


@exercise.slip(
    "You compare root mean squared errors. The share of the *squared* error is asked "
    "for."
)
def share_of_the_rmse(prediction, test_target, train_target):
    return (1 - _ratio(prediction, test_target, train_target).sqrt()).item()


@exercise.slip(
    "You compare absolute errors. The share of the *squared* error is asked for."
)
def share_of_the_absolute_error(prediction, test_target, train_target):
    baseline_error = (test_target - train_target.mean()).abs().mean()
    return (1 - (test_target - prediction).abs().mean() / baseline_error).item()


@exercise.slip(
    "Your score never falls below zero. A model can be worse than its baseline, and "
    "then the score should say so."
)
def cut_at_zero(prediction, test_target, train_target):
    return max(0.0, r2_over_baseline(prediction, test_target, train_target))


@exercise.slip(
    "Your baseline predicts the mean of the predictions, which depends on the model "
    "that is judged. What would you have predicted without a model?"
)
def mean_of_the_predictions(prediction, test_target, train_target):
    return r2_over_baseline(prediction, test_target, prediction)


@exercise.slip(
    "That is a squared correlation: it forgives predictions that are all too high, or "
    "twice too large. How far from the targets are they?"
)
def squared_correlation(prediction, test_target, train_target):
    return torch.corrcoef(torch.stack([prediction, test_target]))[0, 1].item() ** 2
