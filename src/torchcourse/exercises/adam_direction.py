"""adam_direction: Adam's direction, with bias correction, from all gradients so far."""

import math

import torch

from torchcourse.checking import Exercise


def adam_direction(gradients, beta1, beta2, eps):
    mean = square = torch.zeros_like(gradients[0])
    for gradient in gradients:
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
    steps = len(gradients)
    mean_hat = mean / (1 - beta1**steps)
    square_hat = square / (1 - beta2**steps)
    return mean_hat / (square_hat.sqrt() + eps)


def cases(generator):
    def gradients(*shape, dtype=torch.float32):
        return torch.randn(shape, generator=generator, dtype=dtype)

    quiet = gradients(6, 4)
    quiet[:, 2] = 0  # a parameter whose gradient is always zero
    return [
        (torch.tensor([[1.0, -2.0], [3.0, 0.5]]), 0.75, 0.9, 0.1),
        (torch.tensor([[4.0, -0.5, 0.0]]), 0.9, 0.99, 0.01),
        (gradients(2, 5), 0.9, 0.999, 1e-8),
        (quiet, 0.8, 0.99, 1e-3),
        (gradients(40, 3, 2, dtype=torch.float64), 0.5, 0.95, 1e-2),
        (gradients(3, 1, 2), 0.9, 0.999, 1e-8),
    ]


def direction(t1=len, t2=len, old_and_new=lambda beta: (beta, 1 - beta), bottom=None):
    """Build the formula with other steps, weights of an average, or denominator."""

    def answer(gradients, beta1, beta2, eps):
        (old1, new1), (old2, new2) = old_and_new(beta1), old_and_new(beta2)
        mean = square = torch.zeros_like(gradients[0])
        for gradient in gradients:
            mean = old1 * mean + new1 * gradient
            square = old2 * square + new2 * gradient**2
        mean_hat = mean / (1 - beta1 ** t1(gradients))
        square_hat = square / (1 - beta2 ** t2(gradients))
        if bottom:
            return mean_hat / bottom(square_hat, eps)
        return mean_hat / (square_hat.sqrt() + eps)

    return answer


def never(gradients):
    return math.inf  # beta to this power is 0: nothing is corrected


def one(gradients):
    return 1


def one_less(gradients):
    return len(gradients) - 1


def one_more(gradients):
    return len(gradients) + 1


def eps_outside(gradients, beta1, beta2, eps):
    return adam_direction(gradients, beta1, beta2, 0.0) + eps


def eps_before_the_correction(gradients, beta1, beta2, eps):
    root = (1 - beta2 ** len(gradients)) ** 0.5
    return adam_direction(gradients, beta1, beta2, eps / root)


def multiplied(gradients, beta1, beta2, eps):
    mean = direction(never, never, bottom=lambda square, eps: 1)
    mean_hat = mean(gradients, beta1, 0.0, 0.0) * (1 - beta1 ** len(gradients))
    square = mean(gradients**2, beta2, 0.0, 0.0) * (1 - beta2 ** len(gradients))
    return mean_hat / (square.sqrt() + eps)


def by_plain_means(gradients, beta1, beta2, eps):
    return gradients.mean(dim=0) / ((gradients**2).mean(dim=0).sqrt() + eps)


def again_and_again(gradients, beta1, beta2, eps):
    mean = square = torch.zeros_like(gradients[0])
    for t, gradient in enumerate(gradients, start=1):
        mean = (beta1 * mean + (1 - beta1) * gradient) / (1 - beta1**t)
        square = (beta2 * square + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return mean / (square.sqrt() + eps)


exercise = Exercise(
    adam_direction,
    cases=cases,
    hints=(
        "Loop over the gradients and keep two exponential moving averages. Which t "
        "does the last gradient have, if the first one has t = 1?",
        "Correct both averages once, after the loop; the averages themselves stay "
        "untouched meanwhile.",
    ),
    mistakes={
        "Both averages are uncorrected. They started at zero: how much of that zero is "
        "still in them after one gradient, and after ten?": direction(never, never),
        "You correct only one of the two averages. Which of them started at zero?": (
            direction(len, never),
            direction(never, len),
        ),
        "Your t is off by one. After one gradient, what must 1 - beta**t be, so that "
        "the corrected average is that gradient?": (
            direction(one_less, one_less),
            direction(one_more, one_more),
        ),
        "You correct inside the loop and go on from the corrected averages, so that "
        "early corrections count again. On what must the next average build?": (
            again_and_again
        ),
        "The denominator is the square root of the corrected average, plus `eps`. "
        "Where does `eps` stand in your code?": (
            eps_outside,
            eps_before_the_correction,
            direction(bottom=lambda square, eps: (square + eps).sqrt()),
            direction(bottom=lambda square, eps: square.sqrt()),
        ),
        "You multiply by 1 - beta**t, which makes small averages even smaller. Which "
        "operation makes them larger?": multiplied,
        "Your averages take the new gradient with the weight 1, as momentum does. With "
        "which weight does Adam take it?": (
            direction(old_and_new=lambda beta: (beta, 1))
        ),
        "The weights within your averages have changed places: the new gradient has "
        "the weight beta. Which weight does the formula give it?": (
            direction(old_and_new=lambda beta: (1 - beta, beta))
        ),
        "You take plain means over the rows, so that all gradients have the same "
        "weight. Which weights do they have in an exponential moving average?": (
            by_plain_means
        ),
        "You divide by 1 - beta, which is right after one gradient alone. Which power "
        "of beta is left after several?": direction(one, one),
    },
)
