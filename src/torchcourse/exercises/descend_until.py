"""descend_until: descend until the norm of the gradient is below a tolerance."""

import torch

from torchcourse.checking import Exercise


def descend_until(function, start, learning_rate, tolerance, max_steps):
    theta = start
    for steps in range(max_steps):
        theta = theta.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(function(theta), theta)
        if gradient.norm() < tolerance:
            return theta, steps
        theta = theta - learning_rate * gradient
    return theta, max_steps


def cases(generator):
    def cosh(theta):
        return torch.cosh(theta).sum()

    def parabola(curvatures, height):
        def function(theta):
            return (curvatures * theta**2).sum() / 2 + height

        return function

    table = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    corner = torch.tensor([3.0, 4.0])  # the norm of its gradient is 5
    curvatures = torch.tensor([0.5, 2.0, 8.0])
    return [
        (lambda t: (t**2).sum() / 2 + 1, torch.tensor([4.0, -2.0]), 0.5, 0.5, 10),
        (lambda t: ((t - 1) ** 2).sum(), torch.tensor([3.0]), 0.25, 0.1, 3),
        (lambda t: (t**2).sum() / 2, corner, 0.5, 5.0, 10),  # 5 is not below 5
        (lambda t: (t**2).sum() / 2, corner.clone(), 0.5, 0.1, 0),
        (parabola(curvatures, 3.0), torch.tensor([4.0, -2.0, 1.0]), 0.2, 0.05, 500),
        (parabola(1.0, 0.0), table, 0.3, 0.02, 200),
        (cosh, torch.zeros(6), 0.1, 0.1, 7),  # starts at the minimum
        (parabola(1.0, 3.0), 5 + table, 0.01, 0.02, 9),  # ends at max_steps
        (cosh, -1 - table[:1].abs(), 0.01, 0.02, 5),  # so does this, below zero
        (cosh, table[:1].clone(), 0.1, 0.1, 300),
    ]


def observe(answer, function, start, *rest):
    result = answer(function, start, *rest)
    if start.is_leaf:  # an answer may let autograd record `start` itself
        start.requires_grad_(False).grad = None
    return result


def descent(measure, end=lambda old, new, steps: (old, steps)):
    """Build a descent that measures something else in each round, or ends otherwise."""

    def answer(function, start, learning_rate, tolerance, max_steps):
        new = start
        for steps in range(max_steps):
            old = new.detach().requires_grad_()
            (gradient,) = torch.autograd.grad(function(old), old)
            new = old.detach() - learning_rate * gradient
            if measure(gradient, old, new, function) < tolerance:
                return end(old, new, steps)
        return new, max_steps

    return answer


def norm(gradient, old, new, function):
    return gradient.norm()


def after_the_step(old, new, steps):
    return new, steps + 1


def miscounts(by):
    """Make a sign: the place is right, the count is not, or no round gives none."""
    return lambda given, expected: (
        expected[1] == 0
        if given is None  # an error, as the loop's variable has no value
        else torch.allclose(given[0], expected[0]) and 0 <= given[1] == expected[1] + by
    )


def first_gradient(function, start, learning_rate, tolerance, max_steps):
    gradient = torch.func.grad(function)(start)
    for steps in range(max_steps):
        if gradient.norm() < tolerance:
            return start, steps
        start = start - learning_rate * gradient
    return start, max_steps


def adds_gradients_up(function, start, learning_rate, tolerance, max_steps):
    theta = start.clone().requires_grad_()
    for steps in range(max_steps):
        function(theta).backward()
        if theta.grad.norm() < tolerance:
            return theta, steps
        theta.data -= learning_rate * theta.grad
    return theta, max_steps


exercise = Exercise(
    descend_until,
    cases=cases,
    observe=observe,
    hints=(
        "The order within a round: gradient, test, step. Where does the count go up?",
        "The Euclidean norm of a tensor of any shape is `tensor.norm()`. A function "
        "may end in the middle of its loop with `return`.",
    ),
    mistakes={
        "You stop when the loss is below the tolerance. Must the lowest loss be near "
        "0?": descent(lambda gradient, old, new, function: function(old)),
        "You measure the gradient otherwise than by its Euclidean norm. What happens "
        "to each entry before the sum, and what to the sum?": (
            descent(lambda gradient, *_: (gradient**2).sum()),
            descent(lambda gradient, *_: gradient.abs().sum()),
            descent(lambda gradient, *_: gradient.abs().max()),
        ),
        "You stop also where the norm is equal to the tolerance. Is it below then?": (
            descent(lambda gradient, *_: gradient.norm() - 1e-6)
        ),
        "You stop when a step changes `theta` or the loss by little. A small learning "
        "rate makes every change small: what is to be tested instead?": (
            descent(lambda g, old, new, function: (new - old).norm(), after_the_step),
            descent(
                lambda g, old, new, function: (function(new) - function(old)).abs(),
                after_the_step,
            ),
        ),
        "You take a step before the first test. What if the gradient at the start is "
        "below the tolerance?": (
            descent(norm, after_the_step),
            descent(norm, lambda old, new, steps: (new, steps)),
            descent(
                lambda g, old, new, function: torch.func.grad(function)(new).norm(),
                after_the_step,
            ),
        ),
        "You compute the gradient once, before the loop. It belongs to the start: what "
        "does every later step need?": first_gradient,
        "Every gradient is added to those before it, so that you test and step with "
        "their sum. What must be cleared in each round?": adds_gradients_up,
    },
    signs={
        "You stop in the right place, but count one step too many. How many steps has "
        "a descent taken that stops at its start?": miscounts(1),
        "Where the descent ends at `max_steps`, your count is one too small. What is "
        "the last number that `range(max_steps)` gives, and how many steps is that?": (
            miscounts(-1)
        ),
    },
)
