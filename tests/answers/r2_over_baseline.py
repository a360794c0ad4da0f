"""Answers to r2_over_baseline."""

from sklearn.metrics import r2_score
from torch.nn.functional import mse_loss


def by_sums(prediction, test_target, train_target):
    left = ((prediction - test_target) ** 2).sum()
    whole = ((train_target.mean() - test_target) ** 2).sum()
    return float((whole - left) / whole)


def by_mse_loss(prediction, test_target, train_target):
    baseline = train_target.mean().expand(test_target.shape)
    return (
        1 - (mse_loss(prediction, test_target) / mse_loss(baseline, test_target)).item()
    )


RIGHT = [by_sums, by_mse_loss]

WRONG = {
    "You divide by the variance of the test targets": (
        lambda prediction, test, train: r2_score(test, prediction)
    ),
    "You get 0.9623, expected 0.8806": (
        lambda prediction, test, train: by_sums(prediction, test, 0 * train)
    ),
}
