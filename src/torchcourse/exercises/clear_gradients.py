"""clear_gradients: a training loop whose gradients must not add up."""

import torch

from torchcourse.checking import Exercise


def clear_gradients(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        weight.grad = None  # backward adds to what it finds here
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
    return losses


def cases(generator):
    def leaf(*shape):
        return torch.randn(shape, generator=generator).requires_grad_()

    fresh = torch.tensor([0.0, 1.0], requires_grad=True)
    used = torch.tensor([3.0, -1.0], requires_grad=True)
    table = leaf(2, 5)
    used.grad = torch.tensor([1.0, 2.0])  # left over from earlier work
    table.grad = torch.ones_like(table)
    return [
        (fresh, lambda weight: ((weight - 2) ** 2).sum(), 0.25, 3),
        (used, lambda weight: (weight**2).sum() / 2, 0.5, 2),
        (table, lambda weight: (weight.exp() - weight).mean(), 0.5, 4),
        (leaf(4), lambda weight: ((weight - 2) ** 2).sum(), 0.2, 1),
        (leaf(3), lambda weight: ((weight + 1) ** 2).sum(), 0.1, 6),
    ]


def observe(answer, weight, loss_of, learning_rate, steps):
    losses = answer(weight, loss_of, learning_rate, steps)
    weight.grad = None  # whether the last gradient stays there is left open
    return losses


def nothing(weight):
    pass


def loop(first=nothing, after_backward=nothing, at_the_end=nothing, before=nothing):
    """Build the loop with something done to the weight at some of its moments."""

    def answer(weight, loss_of, learning_rate, steps):
        losses = []
        before(weight)
        for _ in range(steps):
            first(weight)
            loss = loss_of(weight)
            loss.backward()
            after_backward(weight)
            with torch.no_grad():
                weight -= learning_rate * weight.grad
            losses.append(loss.item())
            at_the_end(weight)
        return losses

    return answer


def drop(weight):
    weight.grad = None


def zero(weight):
    weight.grad.zero_()


def zero_by_product(weight):
    weight.grad *= 0


exercise = Exercise(
    clear_gradients,
    cases=cases,
    observe=observe,
    hints=(
        "Print `weight.grad` before and after `loss.backward()` in the first two "
        "steps. At which moments may the old gradient go, and at which is it still "
        "needed?",
        "A fresh weight has `weight.grad` equal to None, which cannot be zeroed. But "
        "you can put None there.",
    ),
    mistakes={
        "The gradients still add up: each update step uses the sum of all gradients so "
        "far. What must be gone before `backward` adds the next gradient?": loop(),
        "You clear the gradient between `backward` and the update step, which still "
        "needs it. At which moment has the gradient done its work?": (
            loop(after_backward=zero),
            loop(after_backward=drop),
        ),
        "You clear after each step. But a weight may arrive with a gradient in "
        "`.grad`, and your first step uses that, too: where must you clear?": (
            loop(at_the_end=zero)
        ),
        "You clear once, before the loop. What does the second `backward` find in "
        "`.grad`?": loop(before=drop),
        "Before its first `backward`, the `.grad` of a fresh weight is None, and None "
        "cannot be set to zero. Which assignment works in both cases?": (
            loop(zero),
            loop(zero_by_product),
            loop(lambda weight: weight.grad.data.zero_()),
        ),
        "`.grad` holds a tensor or None, and not the number 0. Which of the two means "
        "that there is no gradient?": loop(lambda weight: setattr(weight, "grad", 0)),
        "`if weight.grad:` asks for one truth value, and a tensor of several numbers "
        "has none. How do you ask whether `weight.grad` is None?": loop(
            lambda weight: weight.grad and weight.grad.zero_()
        ),
    },
)
