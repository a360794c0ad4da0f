"""Exercise 4.1: a mean squared error that cannot broadcast."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "4.1",
    "a mean squared error that cannot broadcast",
    hints=(
        "Print the shape of `target - prediction`. How many residuals should n "
        "examples have?",
        "Give the prediction the shape of the target before you subtract. One method "
        "takes a shape and works for `(n, 1)` and for `(n,)`.",
    ),
)


@exercise.reference
def mean_squared_error(prediction, target):
    residual = target - prediction.reshape(target.shape)  # (n,)
    return (residual**2).mean()


@exercise.cases
def cases(generator):
    def numbers(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    column = numbers(5, 1).requires_grad_()
    long = numbers(9, 1, dtype=torch.float64).requires_grad_()
    row = numbers(7).requires_grad_()
    return [
        (column, 3 + numbers(5)),
        (long, 2 * numbers(9, dtype=torch.float64)),
        (row, numbers(7)),
        (torch.tensor([[1.0], [-2.0]]), torch.tensor([1.0, -2.0])),
    ]


def _residual(prediction, target):
    return target - prediction.reshape(target.shape)


@exercise.slip(
    "`(n, 1)` against `(n,)` gives `(n, n)`: every prediction is compared with every "
    "target, and the mean hides it. Which pairs belong together?"
)
def broadcasts(prediction, target):
    return ((target - prediction) ** 2).mean()


@exercise.slip(
    "Right for a column. But with a prediction of shape `(n,)`, your target becomes a "
    "column, and the two broadcast to `(n, n)` after all."
)
def always_makes_the_target_a_column(prediction, target):
    return ((target.unsqueeze(1) - prediction) ** 2).mean()


@exercise.slip(
    "Right for a column. A prediction of shape `(n,)` has no dimension 1: what would "
    "work for both?"
)
def always_squeezes(prediction, target):
    return ((target - prediction.squeeze(1)) ** 2).mean()


@exercise.slip(
    "You add the squared residuals up. For twice the data the sum is twice as large: "
    "what makes it a property of the model?"
)
def sum_of_squares(prediction, target):
    return (_residual(prediction, target) ** 2).sum()


@exercise.slip(
    "That is the root of the mean squared error, in the unit of the target. The root "
    "is not asked for here."
)
def root(prediction, target):
    # The small number keeps the slope finite where every residual is zero.
    return ((_residual(prediction, target) ** 2).mean() + 1e-30).sqrt()


@exercise.slip(
    "You average the sizes of the residuals: the mean absolute error. Which function "
    "of the residual did the Gaussian noise ask for?"
)
def absolute(prediction, target):
    return _residual(prediction, target).abs().mean()


@exercise.slip(
    "Residuals above and below zero cancel in your mean. What makes both kinds count "
    "before they are averaged?"
)
def not_squared(prediction, target):
    return _residual(prediction, target).mean()


@exercise.slip(
    "You average first and square afterwards, so residuals of opposite sign cancel. "
    "Which comes first in the formula?"
)
def square_of_the_mean(prediction, target):
    return _residual(prediction, target).mean() ** 2


@exercise.slip(
    "You divide by n - 1, as for a sample's variance. How many residuals are averaged "
    "here?"
)
def divides_by_one_less(prediction, target):
    return (_residual(prediction, target) ** 2).sum() / (len(target) - 1)


@exercise.slip(
    "That is half of it. Some texts put one half in front to make the derivative "
    "neater; this course, and `nn.MSELoss`, do not."
)
def half(prediction, target):
    return (_residual(prediction, target) ** 2).mean() / 2


@exercise.slip(
    "Those are the squared residuals, one for each example. The loss is one number: "
    "what is done to them last?"
)
def not_averaged(prediction, target):
    return _residual(prediction, target) ** 2


@exercise.slip(
    "A Python float has forgotten how it was made, so no gradient can flow through it. "
    "Return the tensor."
)
def returns_a_float(prediction, target):
    return (_residual(prediction, target) ** 2).mean().item()
