"""mean_squared_error: a mean squared error that cannot broadcast."""

import torch

from torchcourse.checking import Exercise


def mean_squared_error(prediction, target):
    residual = target - prediction.reshape(target.shape)  # (n,)
    return (residual**2).mean()


def cases(generator):
    def numbers(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    column = torch.tensor([[1.0], [2.0], [4.0]], requires_grad=True)
    row = torch.tensor([0.5, -1.0], requires_grad=True)
    return [
        (column, torch.tensor([2.0, 2.0, 1.0])),
        (row, torch.tensor([1.0, 2.0])),
        (numbers(5, 1).requires_grad_(), 3 + numbers(5)),
        (numbers(9, 1, dtype=torch.float64), 2 * numbers(9, dtype=torch.float64)),
        (numbers(7).requires_grad_(), numbers(7)),
        (torch.tensor([[1.0], [-2.0]]), torch.tensor([1.0, -2.0])),  # a perfect fit
        (torch.tensor([[3.0]]), torch.tensor([1.0])),  # squeeze() drops both dimensions
    ]


def residual_of(prediction, target):
    return target - prediction.reshape(target.shape)


exercise = Exercise(
    mean_squared_error,
    cases=cases,
    hints=(
        "Print the shape of `target - prediction`. How many residuals should n "
        "examples have?",
        "Give the prediction the shape of the target before you subtract. One method "
        "takes a shape and works for `(n, 1)` and for `(n,)`.",
    ),
    mistakes={
        "`(n, 1)` against `(n,)` broadcasts to `(n, n)`, so that every prediction is "
        "compared with every target. Which pairs belong together?": (
            lambda prediction, target: ((target - prediction) ** 2).mean(),
            lambda prediction, target: ((target - prediction) ** 2).sum(),
            lambda prediction, target: ((target - prediction) ** 2).sum() / len(target),
            lambda prediction, target: ((target - prediction) ** 2).mean().sqrt(),
            lambda prediction, target: (target - prediction).abs().mean(),
            lambda prediction, target: (target - prediction) ** 2,
        ),
        "A Python float has no `backward`, so training needs the loss as a tensor. "
        "Which call turns your tensor into a float?": (
            lambda *case: mean_squared_error(*case).item()
        ),
        "That is right for a prediction of shape `(n, 1)` alone. A prediction of shape "
        "`(n,)` must keep its shape: which method works for both?": (
            lambda prediction, target: ((target[:, None] - prediction) ** 2).mean(),
            lambda prediction, target: ((target - prediction.squeeze(1)) ** 2).mean(),
            lambda prediction, target: ((target - prediction[:, 0]) ** 2).mean(),
        ),
        "That is the mean absolute error. Which function of the residual does the "
        "normal noise lead to?": (
            lambda prediction, target: residual_of(prediction, target).abs().mean()
        ),
        "Residuals above and below zero cancel in your mean. What must happen to each "
        "residual before the mean is taken?": (
            lambda prediction, target: residual_of(prediction, target).mean(),
            lambda prediction, target: -residual_of(prediction, target).mean(),
            lambda prediction, target: residual_of(prediction, target).mean() ** 2,
        ),
        "You divide by n - 1, as for the variance of a sample. How many residuals are "
        "averaged here?": lambda prediction, target: (
            (residual_of(prediction, target) ** 2).sum() / (len(target) - 1)
        ),
        "Those are the squared residuals, one for each example. The loss is one "
        "number: what is done to them last?": (
            lambda prediction, target: residual_of(prediction, target) ** 2
        ),
    },
)
