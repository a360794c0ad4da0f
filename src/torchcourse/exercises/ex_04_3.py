"""Exercise 4.3: the gradient of the mean squared error by hand."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "4.3",
    "the gradient of the MSE by hand",
    hints=(
        "For one feature, the notebook has both formulas. What changes when each "
        "example has d features and each feature a weight of its own?",
        "The gradient for weight j adds up feature j times the residual over all "
        "examples. Written for all j at once, that is a product with `features`.",
        "`features` is (n, d), the residual (n,), the answer (d,). Which way round "
        "must the matrix stand?",
    ),
)


@exercise.reference
def mse_gradient(features, target, weight, bias):
    residual = target - (features @ weight + bias)  # (n,)
    weight_gradient = -2 * features.T @ residual / len(target)  # (d,)
    return weight_gradient, -2 * residual.mean()


@exercise.cases
def cases(generator):
    def case(n, d, dtype=torch.float32):
        def numbers(*shape):
            return torch.randn(*shape, generator=generator, dtype=dtype)

        return numbers(n, d), 2 + numbers(n), numbers(d), numbers(())

    # The square one lets a forgotten transpose through, to be seen by its numbers.
    return [case(6, 3), case(5, 5), case(4, 7, torch.float64), case(6, 1)]


def _residual(features, target, weight, bias):
    return target - (features @ weight + bias)


def _sums(features, target, weight, bias):
    residual = _residual(features, target, weight, bias)
    return features.T @ residual, residual.sum()


def _scaled(factor, sums):
    return tuple(factor * each for each in sums)


@exercise.slip(
    "Both gradients point the wrong way: a step against them would raise the loss. "
    "What does the chain rule give for the minus before the prediction?"
)
def wrong_sign(features, target, weight, bias):
    return _scaled(2 / len(target), _sums(features, target, weight, bias))


@exercise.slip("Both are half of the gradient. What is the derivative of a square?")
def no_two(features, target, weight, bias):
    return _scaled(-1 / len(target), _sums(features, target, weight, bias))


@exercise.slip(
    "That is the gradient of the sum of squares: it grows with the number of examples. "
    "Which letter of the loss has gone missing?"
)
def no_mean(features, target, weight, bias):
    return _scaled(-2, _sums(features, target, weight, bias))


@exercise.slip(
    "The direction is right, and the factor in front is not. The loss has a square and "
    "a mean: what does each contribute?"
)
def no_factor(features, target, weight, bias):
    return _scaled(-1, _sums(features, target, weight, bias))


@exercise.slip(
    "You divide by the number of weights. The mean runs over the examples: how many "
    "of these are there?"
)
def divides_by_d(features, target, weight, bias):
    return _scaled(-2 / len(weight), _sums(features, target, weight, bias))


@exercise.slip(
    "The gradient for `bias` is right. For `weight` you have divided by every entry of "
    "`features`, n times d of them: what does the mean in the loss run over?"
)
def divides_by_all_entries(features, target, weight, bias):
    for_weight, for_bias = _sums(features, target, weight, bias)
    return -2 * for_weight / features.numel(), -2 * for_bias / len(target)


@exercise.slip(
    "Your product works only when there are as many features as examples, and even "
    "then row i meets residual i's neighbors. Each weight wants its column's product "
    "with the residuals: which way round must `features` stand?"
)
def not_transposed(features, target, weight, bias):
    residual = _residual(features, target, weight, bias)
    return -2 * features @ residual / len(target), -2 * residual.mean()


@exercise.slip(
    "The gradient for `weight` is right. For `bias` you add the residuals up and have "
    "not divided: the same mean stands before both."
)
def bias_without_the_mean(features, target, weight, bias):
    for_weight, for_bias = _sums(features, target, weight, bias)
    return -2 * for_weight / len(target), -2 * for_bias


@exercise.slip(
    "These are the gradients of a model without a bias: what does the model predict "
    "where all features are zero?"
)
def forgets_the_bias(features, target, weight, bias):
    return mse_gradient(features, target, weight, torch.zeros_like(bias))


@exercise.slip("The right two gradients, in the other order: `weight` comes first.")
def other_order(features, target, weight, bias):
    return mse_gradient(features, target, weight, bias)[::-1]


@exercise.slip(
    "Every weight gets the gradient of the bias, so the features have no say. How much "
    "does one prediction change when weight j does?"
)
def bias_gradient_for_every_weight(features, target, weight, bias):
    for_bias = mse_gradient(features, target, weight, bias)[1]
    return for_bias * torch.ones_like(weight), for_bias


@exercise.slip(
    "Those are gradients at a prediction of zero. They should change with `weight` "
    "and `bias`: where is the prediction?"
)
def target_for_residual(features, target, weight, bias):
    zero = torch.zeros_like(weight)
    return mse_gradient(features, target, zero, torch.zeros_like(bias))
