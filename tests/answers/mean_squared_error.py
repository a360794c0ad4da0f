"""Answers to mean_squared_error."""

from torch.nn.functional import mse_loss


def by_product(prediction, target):
    residual = (prediction if prediction.ndim == 1 else prediction[:, 0]) - target
    return residual @ residual / residual.numel()


RIGHT = [
    by_product,
    lambda prediction, target: mse_loss(prediction.view(-1), target),
]

WRONG = {
    "`(n, 1)` against `(n,)` broadcasts": mse_loss,
    "The number is 0.5 times": lambda *case: by_product(*case) / 2,
    "The result is right, but your code changes its input `target`": (
        lambda prediction, target: (target.sub_(prediction.flatten()) ** 2).mean()
    ),
}
