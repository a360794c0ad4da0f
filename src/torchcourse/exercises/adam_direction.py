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


def direction(
    t1=len,
    t2=len,
    old_and_new=lambda beta: (beta, 1 - beta),
    bottom=lambda square_hat, eps: square_hat.sqrt() + eps,
):
    """Build the formula with other steps, weights of an average, or denominator."""

    def answer(gradients, beta1, beta2, eps):
        (old1, new1), (old2, new2) = old_and_new(beta1), old_and_new(beta2)
        mean = square = torch.zeros_like(gradients[0])
        for gradient in gradients:
            mean = old1 * mean + new1 * gradient
            square = old2 * square + new2 * gradient**2
        mean_hat = mean / (1 - beta1 ** t1(gradients))
        square_hat = square / (1 - beta2 ** t2(gradients))
        return mean_hat / bottom(square_hat, eps)

    return answer


def never(gradients):
    return math.inf  # beta to this power is 0: nothing is corrected


def one_less(gradients):
    return len(gradients) - 1


def eps_outside(gradients, beta1, beta2, eps):
    return adam_direction(gradients, beta1, beta2, 0.0) + eps


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
        "Both averages are uncorrected. They started at 0, so they are too small at "
        "first. By what does bias correction divide?": direction(never, never),
        "You correct only one of the two averages. Which of them started at zero?": (
            direction(len, never),
            direction(never, len),
        ),
        "The t of your correction is not the number of gradients. Which t has the "
        "first gradient, and which t has the last one?": (
            direction(one_less, one_less),
            direction(lambda _: 1, lambda _: 1),
        ),
        "You correct inside the loop and go on from the corrected averages, so that "
        "early corrections count again. On what must the next average build?": (
            again_and_again
        ),
        "The denominator is the square root of the corrected average, plus `eps`. "
        "Does your code take this root, and where does `eps` stand?": (
            eps_outside,
            direction(bottom=lambda square_hat, eps: (square_hat + eps).sqrt()),
            direction(bottom=lambda square_hat, eps: square_hat.sqrt()),
            direction(bottom=torch.add),
        ),
        "In your averages, the new gradient does not have the weight that Adam gives "
        "it. Which weights do the old average and the new gradient have?": (
            direction(old_and_new=lambda beta: (beta, 1)),
            direction(old_and_new=lambda beta: (1 - beta, beta)),
            lambda g, _, __, eps: g.mean(dim=0) / (g.square().mean(dim=0).sqrt() + eps),
        ),
    },
)
