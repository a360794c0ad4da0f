"""Exercise 3.4: Adam's direction, with bias correction, from the gradients so far."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "3.4",
    "Adam's bias correction",
    hints=(
        "Loop over the gradients as `adam_path` loops over its steps, without moving.",
        "Which t does the last gradient have, if the first one has t = 1?",
        "Correct both means once, after the loop; the sums themselves stay untouched.",
    ),
)


@exercise.reference
def adam_direction(gradients, beta1, beta2, eps):
    mean = square = torch.zeros_like(gradients[0])
    for gradient in gradients:
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
    steps = len(gradients)
    mean_hat = mean / (1 - beta1**steps)
    square_hat = square / (1 - beta2**steps)
    return mean_hat / (square_hat.sqrt() + eps)


@exercise.cases
def cases(generator):
    def gradients(*shape, dtype=torch.float32):
        return torch.randn(shape, generator=generator, dtype=dtype)

    quiet = gradients(6, 4)
    quiet[:, 2] = 0  # a parameter whose gradient never comes
    return [
        (gradients(1, 3), 0.9, 0.999, 1e-8),
        (gradients(2, 5), 0.9, 0.999, 1e-8),
        (quiet, 0.8, 0.99, 1e-3),
        (gradients(40, 3, 2, dtype=torch.float64), 0.5, 0.95, 1e-2),
        (gradients(3, 1, 2), 0.9, 0.999, 1e-8),
    ]


def _moments(gradients, beta1, beta2):
    mean = square = torch.zeros_like(gradients[0])
    for gradient in gradients:
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
    return mean, square


def _direction(gradients, beta1, beta2, eps, t1, t2):
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (1 - beta1**t1) / ((square / (1 - beta2**t2)).sqrt() + eps)


@exercise.slip(
    "Both means are uncorrected. They started at zero: how much of that zero is still "
    "in them after one gradient, and after ten?"
)
def no_correction(gradients, beta1, beta2, eps):
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (square.sqrt() + eps)


@exercise.slip(
    "Your t is one too small, and the first gradient divides by zero. Which number has "
    "the first step?"
)
def counts_from_zero(gradients, beta1, beta2, eps):
    last = len(gradients) - 1
    return _direction(gradients, beta1, beta2, eps, last, last)


@exercise.slip(
    "Your t is one too large. After one gradient, what must 1 - beta**t be, so that "
    "the corrected mean is that gradient?"
)
def counts_one_too_far(gradients, beta1, beta2, eps):
    after = len(gradients) + 1
    return _direction(gradients, beta1, beta2, eps, after, after)


@exercise.slip(
    "You always divide by 1 - beta, which is right for the first gradient only. What "
    "does the correction become as the zero of the start is forgotten?"
)
def corrects_as_at_the_first(gradients, beta1, beta2, eps):
    return _direction(gradients, beta1, beta2, eps, 1, 1)


@exercise.slip(
    "You correct the mean of the gradients, not the mean of their squares. Which of "
    "the two started at zero?"
)
def corrects_the_mean_only(gradients, beta1, beta2, eps):
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (1 - beta1 ** len(gradients)) / (square.sqrt() + eps)


@exercise.slip(
    "You correct the mean of the squares, not the mean of the gradients. Which of the "
    "two started at zero?"
)
def corrects_the_square_only(gradients, beta1, beta2, eps):
    mean, square = _moments(gradients, beta1, beta2)
    return mean / ((square / (1 - beta2 ** len(gradients))).sqrt() + eps)


@exercise.slip(
    "You correct the means inside the loop and average on from the corrected ones, so "
    "early corrections count again and again. What should the next mean build on?"
)
def corrects_again_and_again(gradients, beta1, beta2, eps):
    mean = square = torch.zeros_like(gradients[0])
    for t, gradient in enumerate(gradients, start=1):
        mean = (beta1 * mean + (1 - beta1) * gradient) / (1 - beta1**t)
        square = (beta2 * square + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return mean / (square.sqrt() + eps)


@exercise.slip(
    "You divide by the mean square itself. Which function brings it back to the "
    "gradient's own units?"
)
def forgets_the_root(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (1 - beta1**steps) / (square / (1 - beta2**steps) + eps)


@exercise.slip(
    "Your eps stands under the root, where it counts far more. Where does the formula "
    "add it?"
)
def eps_under_the_root(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (1 - beta1**steps) / (square / (1 - beta2**steps) + eps).sqrt()


@exercise.slip(
    "You add eps before the mean square is corrected, so it is corrected too. Where "
    "does the formula add it?"
)
def eps_before_the_correction(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    root = (square.sqrt() + eps) / (1 - beta2**steps) ** 0.5
    return mean / (1 - beta1**steps) / root


@exercise.slip("Your result has no eps. What happens where all gradients are zero?")
def forgets_eps(gradients, beta1, beta2, eps):
    return _direction(gradients, beta1, beta2, 0.0, len(gradients), len(gradients))


@exercise.slip(
    "You average with the two betas swapped. Which of them belongs to the squares?"
)
def swaps_the_betas(gradients, beta1, beta2, eps):
    return _direction(gradients, beta2, beta1, eps, len(gradients), len(gradients))


@exercise.slip(
    "Those are ordinary averages: every gradient counts alike. Adam's means forget. "
    "Which gradient counts most?"
)
def ordinary_average(gradients, beta1, beta2, eps):
    return gradients.mean(dim=0) / ((gradients**2).mean(dim=0).sqrt() + eps)


@exercise.slip(
    "Your means go from the newest gradient to the oldest, so the oldest counts most. "
    "In which order did Adam see them?"
)
def newest_first(gradients, beta1, beta2, eps):
    steps = len(gradients)
    return _direction(gradients.flip(0), beta1, beta2, eps, steps, steps)


@exercise.slip(
    "You leave out the factors 1 - beta, so the means are sums. What weight does a new "
    "gradient get in the formula?"
)
def sums(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    mean, square = mean / (1 - beta1), square / (1 - beta2)
    return mean / (1 - beta1**steps) / ((square / (1 - beta2**steps)).sqrt() + eps)


@exercise.slip(
    "The numbers are right, their signs are turned. Whoever uses the direction "
    "subtracts it, like a gradient: which sign should it have?"
)
def negative(gradients, beta1, beta2, eps):
    return -_direction(gradients, beta1, beta2, eps, len(gradients), len(gradients))


@exercise.slip(
    "Your correction multiplies beta by t. What share of the zero of the start is left "
    "after one step, and what share of that after the next?"
)
def multiplies_beta_by_t(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    return mean / (1 - beta1 * steps) / ((square / (1 - beta2 * steps)).sqrt() + eps)


@exercise.slip(
    "You divide by beta**t. That is the share of the zero of the start: which share "
    "have the gradients?"
)
def divides_by_the_power(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _moments(gradients, beta1, beta2)
    return mean / beta1**steps / ((square / beta2**steps).sqrt() + eps)


@exercise.slip(
    "You square the running mean. Opposite gradients cancel there: whose squares does "
    "Adam average?"
)
def squares_the_mean(gradients, beta1, beta2, eps):
    mean = square = torch.zeros_like(gradients[0])
    for gradient in gradients:
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * mean**2
    steps = len(gradients)
    return mean / (1 - beta1**steps) / ((square / (1 - beta2**steps)).sqrt() + eps)


def _from_the_first(gradients, beta1, beta2):
    """Average from the first gradient instead of from zero."""
    mean, square = gradients[0], gradients[0] ** 2
    for gradient in gradients[1:]:
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
    return mean, square


@exercise.slip(
    "Your means start from the first gradient, and the correction divides as if they "
    "had started from zero. Which start does it mend?"
)
def starts_from_the_first_gradient(gradients, beta1, beta2, eps):
    steps = len(gradients)
    mean, square = _from_the_first(gradients, beta1, beta2)
    return mean / (1 - beta1**steps) / ((square / (1 - beta2**steps)).sqrt() + eps)


@exercise.slip(
    "Your means start from the first gradient and are not corrected, so that one "
    "counts too much. How much weight has it in Adam, after ten steps?"
)
def starts_from_the_first_uncorrected(gradients, beta1, beta2, eps):
    mean, square = _from_the_first(gradients, beta1, beta2)
    return mean / (square.sqrt() + eps)
