"""Exercise 2.2: the gradient of mean softplus, by hand and without overflow."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "2.2",
    "gradient of mean softplus by hand",
    exact_dtype=True,
    hints=(
        "One entry first. The chain rule on log(1 + e^x): the slope of the logarithm "
        "at 1 + e^x, times the slope of what stands inside it.",
        "The fraction you find is called the sigmoid, and PyTorch has a function of "
        "that name, which stays finite where e^x does not.",
        "Then the mean: when one of the n entries rises by a little, how much of it "
        "does their mean feel?",
    ),
)


@exercise.reference
def softplus_mean_gradient(x):
    return torch.sigmoid(x) / x.numel()  # the mean weighs each entry by 1 / n


@exercise.cases
def cases(generator):
    return [
        (torch.tensor([-1.5, 0.0, 2.0, 1000.0, -1000.0]),),
        (torch.randn(3, 4, generator=generator),),
        (torch.randn(2, 3, 5, generator=generator, dtype=torch.float64) * 4,),
        (torch.randn(3, 1, generator=generator),),
    ]


def _naive(x):
    return torch.exp(x) / (1 + torch.exp(x))


@exercise.slip(
    "That is the gradient of the sum: every entry counts in full. What does the mean "
    "do to each entry's share?"
)
def gradient_of_the_sum(x):
    return torch.sigmoid(x)


@exercise.slip(
    "Right for small entries, nan for large ones: e^1000 is infinite in the computer, "
    "and infinite over infinite is nan. Can you write the fraction so that an "
    "infinite part does no harm?"
)
def overflows(x):
    return _naive(x) / x.numel()


@exercise.slip(
    "Two things are left. Large entries give nan, for e^1000 is infinite in the "
    "computer; and this is the gradient of the sum, not of the mean."
)
def overflows_and_sums(x):
    return _naive(x)


@exercise.slip(
    "That is the slope of relu, the corner that softplus rounds off. Between -5 and 5 "
    "the two differ: what is the slope of softplus at 0?"
)
def slope_of_relu(x):
    return (x > 0).to(x.dtype) / x.numel()


@exercise.slip(
    "That is the slope of relu, and of the sum. Softplus is the smooth one: what is "
    "its slope at 0? And what does the mean add?"
)
def slope_of_relu_of_the_sum(x):
    return (x > 0).to(x.dtype)


@exercise.slip(
    "The sign is the wrong way round. Softplus rises everywhere: what sign do all its "
    "slopes have?"
)
def wrong_sign(x):
    return -torch.sigmoid(x) / x.numel()


@exercise.slip(
    "Your slopes fall where softplus grows steeper: they are those of softplus(-x), "
    "mirrored. Which sign stands in the exponent?"
)
def mirrored(x):
    return torch.sigmoid(-x) / x.numel()


@exercise.slip(
    "That is one derivative too many: sigmoid is itself the slope you are looking for, "
    "and you have taken the slope of that."
)
def second_derivative(x):
    return torch.sigmoid(x) * (1 - torch.sigmoid(x)) / x.numel()


@exercise.slip(
    "That is the value of softplus, shared out over the entries, not its slope. "
    "What is the derivative of log(1 + e^x)?"
)
def value_instead(x):
    return torch.nn.functional.softplus(x) / x.numel()


@exercise.slip(
    "You divide by the number of rows. Right for a list, but the mean of a table is "
    "taken over all of its entries: how many are there?"
)
def divides_by_rows(x):
    return torch.sigmoid(x) / len(x)


@exercise.slip(
    "That is one number, the average of all slopes. The gradient has one entry for "
    "each entry of x: how much does the mean change when that one entry moves?"
)
def averages_the_slopes(x):
    return torch.sigmoid(x).mean()
