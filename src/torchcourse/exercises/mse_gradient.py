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


def scaled(factor, features, target, weight, bias):
    """Return sums over the examples, times a factor."""
    residual = target - (features @ weight + bias)
    return factor * features.T @ residual, factor * residual.sum()


def not_transposed(features, target, weight, bias):
    residual = target - (features @ weight + bias)
    return -2 * features @ residual / len(target), -2 * residual.mean()


def products_in_rows(features, target, weight, bias):
    residual = target - (features @ weight + bias)
    return -2 * (features * residual).mean(dim=0), -2 * residual.mean()


def product_with_residuals_first(features, target, weight, bias):
    residual = target - (features @ weight + bias)
    return -2 * (residual * features).mean(dim=0), -2 * residual.mean()


def over_all_numbers(features, target, weight, bias, residuals_as=(-1, 1)):
    residual = target - (features @ weight + bias)
    products = features * residual.reshape(residuals_as)
    return -2 * products.mean(), -2 * residual.mean()


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
            lambda *case: scaled(2 / len(case[1]), *case)
        ),
        "Both are half of the gradient. What is the derivative of a square?": (
            lambda *case: scaled(-1 / len(case[1]), *case)
        ),
        "That is the gradient of the sum of squares, which grows with the number of "
        "examples. What does the loss divide by?": lambda *case: scaled(-2, *case),
        "The factor in front is not right. The loss is a mean of squares: what does "
        "the mean contribute, and what does the square?": (
            lambda *case: scaled(-1, *case),
            lambda *case: scaled(1, *case),
            lambda *case: scaled(2, *case),
            lambda *case: scaled(-2 / len(case[2]), *case),
        ),
        "Your product pairs the residuals with rows of `features`. Each weight needs "
        "the product of its column with the residuals: how must `features` stand?": (
            not_transposed
        ),
        "Your product with `*` compares the shapes (n, d) and (n,) from the right, so "
        "that residuals meet features. Which shape must the residuals have?": (
            products_in_rows,
            product_with_residuals_first,
            lambda *case: over_all_numbers(*case, residuals_as=(-1,)),
        ),
        "Your mean runs over examples and features, and gives one number for all "
        "weights. Over which dimension do the examples run?": over_all_numbers,
        "The gradient for `weight` is right. For `bias` you add up the residuals: "
        "which mean stands before both?": lambda *case: (
            mse_gradient(*case)[0],
            scaled(-2, *case)[1],
        ),
        "In your residual, the prediction is not Xw + b. What becomes of `bias`?": (
            lambda X, y, weight, bias: mse_gradient(X, y, weight, torch.zeros(())),
            lambda X, y, weight, bias: mse_gradient(X, y, weight, -bias),
        ),
        "The two gradients are right, in the other order. Which one comes first?": (
            lambda *case: mse_gradient(*case)[::-1]
        ),
    },
)
