"""Exercise 3.5: descend until the gradient's norm is below a tolerance."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "3.5",
    "stop when the slope is gone",
    hints=(
        "The order within a round: gradient, test, step. Where does the count go up?",
        "The Euclidean norm of a tensor of any shape is `tensor.norm()`.",
        "`gradient_of`, defined above, finds the gradient. A function may end in the "
        "middle of its loop with `return`.",
    ),
)


@exercise.reference
def descend_until(function, start, learning_rate, tolerance, max_steps):
    theta = start
    for steps in range(max_steps):
        theta = theta.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(function(theta), theta)
        if gradient.norm() < tolerance:
            return theta, steps
        theta = theta - learning_rate * gradient
    return theta, max_steps


def _raised_bowl(curvatures, height):
    return lambda theta: (curvatures * theta**2).sum() / 2 + height


def _cosh(theta):
    return torch.cosh(theta).sum()


@exercise.cases
def cases(generator):
    table = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    curvatures = torch.tensor([0.5, 2.0, 8.0])
    return [
        (_raised_bowl(curvatures, 3.0), torch.tensor([4.0, -2.0, 1.0]), 0.2, 0.05, 500),
        (_raised_bowl(1.0, 0.0), table, 0.3, 0.02, 200),
        (_cosh, torch.randn(4, generator=generator), 0.1, 0.1, 300),
        (_cosh, torch.zeros(6), 0.1, 0.1, 7),  # starts at the bottom
        (_raised_bowl(1.0, 3.0), 5 + table, 0.01, 0.02, 9),  # ends at max_steps
        (_cosh, -1 - table[:1].abs(), 0.01, 0.02, 5),  # so does this, below zero
        (_cosh, table[:1], 0.1, 0.1, 300),
    ]


@exercise.observe
def observe(answer, function, start, *limits):
    result = answer(function, start, *limits)
    if start.is_leaf:  # an answer may switch recording on for the start itself
        start.requires_grad_(False)
    return result


def _walk(function, start, learning_rate, tolerance, max_steps, measure):
    """Walk until ``measure(gradient, loss, theta)`` is below the tolerance."""
    theta = start
    for steps in range(max_steps):
        theta = theta.detach().requires_grad_()
        loss = function(theta)
        (gradient,) = torch.autograd.grad(loss, theta)
        if measure(gradient, loss.detach(), theta.detach()) < tolerance:
            return theta, steps
        theta = theta - learning_rate * gradient
    return theta, max_steps


def _norm(gradient, loss, theta):
    return gradient.norm()


@exercise.slip(
    "You stop when the loss is below the tolerance. Must the lowest loss be near 0?"
)
def loss_below(*case):
    return _walk(*case, lambda gradient, loss, theta: loss)


@exercise.slip(
    "You look at the largest entry of the gradient. That is a norm too, but the "
    "exercise names the Euclidean one: how do all entries enter it?"
)
def largest_entry(*case):
    return _walk(*case, lambda gradient, loss, theta: gradient.abs().max())


@exercise.slip(
    "You look at the largest entry with its sign, so a steep negative slope counts as "
    "flat. How long is the whole gradient?"
)
def largest_signed_entry(*case):
    return _walk(*case, lambda gradient, loss, theta: gradient.max())


@exercise.slip(
    "You compare the squared norm, the sum of the squares. What is still missing?"
)
def squared_norm(*case):
    return _walk(*case, lambda gradient, loss, theta: (gradient**2).sum())


@exercise.slip(
    "You add up the sizes of the entries (the norm called L1). The exercise names the "
    "Euclidean norm: what happens to each entry there before the sum?"
)
def sum_of_sizes(*case):
    return _walk(*case, lambda gradient, loss, theta: gradient.abs().sum())


@exercise.slip(
    "You average over the entries. With many parameters, how long can a gradient be "
    "whose entries are small on average?"
)
def mean_of_sizes(*case):
    return _walk(*case, lambda gradient, loss, theta: gradient.abs().mean())


@exercise.slip(
    "You take the root of the mean square. The Euclidean norm has no mean: what does "
    "it do with the squares?"
)
def root_mean_square(*case):
    return _walk(*case, lambda gradient, loss, theta: (gradient**2).mean().sqrt())


@exercise.slip(
    "You add the entries with their signs, so that slopes cancel. How long is the "
    "gradient (3, -3)?"
)
def signed_sum(*case):
    return _walk(*case, lambda gradient, loss, theta: gradient.sum())


@exercise.slip(
    "You stop when the step is short. A small learning rate makes every step short: "
    "what is left if you take it out?"
)
def short_step(*case):
    return _walk(*case, lambda gradient, loss, theta: case[2] * gradient.norm())


@exercise.slip(
    "You look at the length of theta. It is short near zero, wherever the bottom is. "
    "What becomes short at a bottom?"
)
def short_theta(*case):
    return _walk(*case, lambda gradient, loss, theta: theta.norm())


@exercise.slip(
    "You stop as soon as the norm is above the tolerance. Which side means flat?"
)
def stops_where_it_is_steep(function, start, learning_rate, tolerance, max_steps):
    def turned(gradient, loss, theta):
        return -gradient.norm()

    return _walk(function, start, learning_rate, -tolerance, max_steps, turned)


@exercise.slip(
    "You always take max_steps steps. Where does the tolerance come in?",
)
def never_stops_early(*case):
    return _walk(*case, lambda gradient, loss, theta: float("inf"))


@exercise.slip(
    "You take one step more than needed: it is made before the test of the gradient "
    "that it uses. What if the start is flat already?"
)
def steps_before_the_test(function, start, learning_rate, tolerance, max_steps):
    theta = start
    for steps in range(1, max_steps + 1):
        theta = theta.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(function(theta), theta)
        theta = theta - learning_rate * gradient
        if gradient.norm() < tolerance:
            return theta, steps
    return theta, max_steps


@exercise.slip(
    "Your count is right, but the place is one step beyond it: it has moved before the "
    "test. In which order does a round go?"
)
def moves_before_the_test(*case):
    theta, steps = steps_before_the_test(*case)
    return theta, steps - 1


@exercise.slip(
    "You stop in the right place, but count one step too many. How many steps has a "
    "walk made that starts on flat ground?"
)
def counts_one_too_many(function, start, learning_rate, tolerance, max_steps):
    theta, steps = _walk(function, start, learning_rate, tolerance, max_steps, _norm)
    return theta, min(steps + 1, max_steps)


@exercise.slip(
    "You return the position alone. The caller also asks how many steps it took."
)
def forgets_the_count(*case):
    return _walk(*case, _norm)[0]


@exercise.slip(
    "You return both, in the other order. Which comes first, place or count?"
)
def turns_the_pair(*case):
    return _walk(*case, _norm)[::-1]


@exercise.slip(
    "Every gradient is added to those before it, so you step and test with their sum. "
    "Which of the three calls of every loop is missing?"
)
def adds_gradients_up(function, start, learning_rate, tolerance, max_steps):
    theta = start.detach().clone().requires_grad_()
    for steps in range(max_steps):
        function(theta).backward()
        if theta.grad.norm() < tolerance:
            return theta, steps
        with torch.no_grad():
            theta -= learning_rate * theta.grad
    return theta, max_steps


@exercise.slip(
    "Where the walk ends at max_steps, your count is one too small. What is the last "
    "number that `range(max_steps)` gives, and how many rounds is that?"
)
def returns_the_last_index(function, start, learning_rate, tolerance, max_steps):
    theta, steps = _walk(function, start, learning_rate, tolerance, max_steps, _norm)
    return theta, min(steps, max_steps - 1)


@exercise.slip(
    "You walk until it is flat, however long that takes. What if it never is? Look at "
    "the last argument."
)
def ignores_max_steps(function, start, learning_rate, tolerance, max_steps):
    return _walk(function, start, learning_rate, tolerance, 10_000, _norm)


def _until_still(case, change):
    """Walk until a step changes the loss or the place by less than the tolerance."""
    function, start, learning_rate, tolerance, max_steps = case
    theta = start
    for steps in range(1, max_steps + 1):
        old = theta.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(function(old), old)
        theta = old.detach() - learning_rate * gradient
        if change(function, old.detach(), theta) < tolerance:
            return theta, steps
    return theta, max_steps


@exercise.slip(
    "You stop when the loss changes little. It may change little on a steep slope too, "
    "if the learning rate is small. What is to be tested instead?"
)
def small_change_of_loss(*case):
    return _until_still(case, lambda f, old, new: (f(new) - f(old)).abs())


@exercise.slip(
    "You stop when theta moves little. It moves little on a steep slope too, if the "
    "learning rate is small. What is to be tested instead?"
)
def small_move(*case):
    return _until_still(case, lambda f, old, new: (new - old).norm())
