"""Answers to mean_squared_error: right ones of other construction, and wrong ones."""

from torch import nn


def by_loop(prediction, target):
    total = 0.0
    for one, other in zip(prediction, target, strict=True):
        total = total + (other - one.sum()) ** 2  # a sum takes (1,) and () alike
    return total / len(target)


def by_product(prediction, target):
    residual = (prediction if prediction.ndim == 1 else prediction[:, 0]) - target
    return residual @ residual / residual.numel()


RIGHT = [
    by_loop,
    by_product,
    lambda prediction, target: nn.functional.mse_loss(prediction.view(-1), target),
]

WRONG = {
    "`(n, 1)` against `(n,)` broadcasts": nn.functional.mse_loss,
    "Every number is the square root": lambda *case: (by_product(*case) + 1e-30).sqrt(),
    "Every number is 0.5 times": lambda *case: by_product(*case) / 2,
    "Every number is `prediction.shape[0]` times": (
        lambda prediction, target: by_product(prediction, target) * len(target)
    ),
    "You return 3.333, expected a tensor": lambda *case: by_product(*case).item(),
    "The numbers are right, but no gradient flows": (
        lambda *case: by_product(*case).detach()
    ),
    "The result is right, but your code changes its input `target`": (
        lambda prediction, target: (target.sub_(prediction.flatten()) ** 2).mean()
    ),
}
