"""mse_gradient: the gradient of the mean squared error by hand."""

import torch

from torchcourse.checking import Exercise


def mse_gradient(features, target, weight, bias):
    residual = target - (features @ weight + bias)  # (n,)
    weight_gradient = -2 * features.T @ residual / len(target)  # (d,)
    return weight_gradient, -2 * residual.mean()


def cases(generator):
    def case(n, d, dtype=torch.float32):
        def numbers(*shape):
            return torch.randn(*shape, generator=generator, dtype=dtype)

        return numbers(n, d), 2 + numbers(n), numbers(d), numbers(())

    return [
        (
            torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0]]),
            torch.tensor([2.0, 1.0, 5.0]),
            torch.tensor([1.0, -1.0]),
            torch.tensor(0.5),
        ),
        (  # a forgotten transpose raises no error here, but it changes the numbers
            torch.tensor([[1.0, 2.0], [0.0, -1.0]]),
            torch.tensor([3.0, 1.0]),
            torch.tensor([0.5, 2.0]),
            torch.tensor(-1.0),
        ),
        case(6, 3),
        case(5, 5),
        case(4, 7, torch.float64),
        case(6, 1),
    ]


def times(factor, gradients):
    return tuple(factor * gradient for gradient in gradients)


def with_product(product):
    """Make an answer that multiplies features and residual in a way of its own."""

    def answer(features, target, weight, bias):
        residual = target - (features @ weight + bias)
        return -2 * product(features, residual), -2 * residual.mean()

    return answer


exercise = Exercise(
    mse_gradient,
    cases=cases,
    hints=(
        "For one feature, the notebook has both formulas. What changes when each "
        "example has d features and each feature a weight of its own?",
        "The gradient for weight j adds up feature j times the residual over all "
        "examples. Written for all j at once, that is a product with `features`.",
        "`features` is (n, d), the residual (n,), the answer (d,). Which way round "
        "must the matrix stand?",
    ),
    mistakes={
        "Both gradients have the opposite sign, so that a step against them would "
        "raise the loss. Which sign has the prediction in your residual, and which "
        "sign stands in front of the formula?": (
            lambda *case: times(-1, mse_gradient(*case))
        ),
        "Both are half of the gradient. What is the derivative of a square?": (
            lambda *case: times(0.5, mse_gradient(*case))
        ),
        "That is the gradient of the sum of squares, which grows with the number of "
        "examples. What does the loss divide by?": (
            lambda *case: times(len(case[1]), mse_gradient(*case))
        ),
        "Your product pairs the residuals with rows of `features`. Each weight needs "
        "the product of its column with the residuals: how must `features` stand?": (
            with_product(lambda features, residual: features @ residual / len(residual))
        ),
        "Your product with `*` compares the shapes (n, d) and (n,) from the right, so "
        "that residuals meet features. Which shape must the residuals have?": (
            with_product(lambda features, residual: (features * residual).mean()),
            with_product(lambda features, residual: (features * residual).mean(dim=0)),
            with_product(lambda features, residual: (residual * features).mean(dim=0)),
        ),
        "Your mean runs over examples and features, and gives one number for all "
        "weights. Over which dimension do the examples run?": with_product(
            lambda features, residual: (features * residual.unsqueeze(1)).mean()
        ),
        "In your residual, the prediction is not Xw + b. What becomes of `bias`?": (
            lambda X, y, weight, bias: mse_gradient(X, y, weight, torch.zeros(()))
        ),
        "The two gradients are right, in the other order. Which one comes first?": (
            lambda *case: mse_gradient(*case)[::-1]
        ),
    },
)
