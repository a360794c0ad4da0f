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


def loop(first=None, after_backward=None, at_the_end=None, before=None):

    def answer(weight, loss_of, learning_rate, steps):
        losses = []
        if before:
            before(weight)
        for _ in range(steps):
            if first:
                first(weight)
            loss = loss_of(weight)
            loss.backward()
            if after_backward:
                after_backward(weight)
            with torch.no_grad():
                weight -= learning_rate * weight.grad
            losses.append(loss.item())
            if at_the_end:
                at_the_end(weight)
        return losses

    return answer


def drop(weight):
    weight.grad = None


def zero(weight):
    weight.grad.zero_()


def zero_number(weight):
    weight.grad = 0


def zero_weight(weight):
    weight.data.zero_()


def zero_by_product(weight):
    weight.grad *= 0


def zero_by_new_product(weight):
    weight.grad = weight.grad * 0


def zero_by_difference(weight):
    weight.grad -= weight.grad


def zero_if_true(weight):
    if weight.grad:
        weight.grad.zero_()


def uphill(weight, loss_of, learning_rate, steps):
    return clear_gradients(weight, loss_of, -learning_rate, steps)


def rebinding(step):
    """Give the name `weight` to what a step returns, a new tensor."""

    def answer(weight, loss_of, learning_rate, steps):
        losses = []
        for _ in range(steps):
            weight.grad = None
            loss = loss_of(weight)
            loss.backward()
            weight = step(weight.detach() - learning_rate * weight.grad)
            losses.append(loss.item())
        return losses

    return answer


def on_a_copy(weight, *case):
    return clear_gradients(weight.detach().clone().requires_grad_(), *case)


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
        "You clear the weight instead of its gradient. In which attribute does "
        "`backward` add up?": (
            loop(zero_weight),
            loop(after_backward=zero_weight),
            loop(at_the_end=zero_weight),
        ),
        "You clear after each step. But a weight may arrive with a gradient in "
        "`.grad`, and your first step uses that, too: where must you clear?": (
            loop(at_the_end=zero)
        ),
        "Before its first `backward`, the `.grad` of a fresh weight is None, and None "
        "cannot be set to zero. Which assignment works in both cases?": (
            loop(zero),
            loop(zero_by_product),
            loop(zero_by_new_product),
            loop(zero_by_difference),
            loop(lambda weight: weight.grad.mul_(0)),
            loop(lambda weight: weight.grad.fill_(0)),
            loop(lambda weight: weight.grad.data.zero_()),
        ),
        "`.grad` holds a tensor or None, and not the number 0. Which of the two means "
        "that there is no gradient?": (
            loop(zero_number),
            loop(after_backward=zero_number),
            loop(at_the_end=zero_number),
        ),
        "`if weight.grad:` asks for one truth value, and a tensor of several numbers "
        "has none. How do you ask whether `weight.grad` is None?": loop(zero_if_true),
        "You give the name `weight` to a new tensor, so the caller's `weight` never "
        "changes. Which operator changes the caller's tensor itself?": (
            rebinding(lambda weight: weight),
            rebinding(lambda weight: weight.requires_grad_()),
            on_a_copy,
        ),
        "Your update step adds the gradient, so that the loss rises. Which sign makes "
        "the loss fall?": uphill,
        "You clear once, before the loop. What does the second `backward` find in "
        "`.grad`?": loop(before=drop),
    },
)
