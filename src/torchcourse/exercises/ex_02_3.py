"""Exercise 2.3: mend a loop that forgets to clear its gradients."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "2.3",
    "a loop that forgets to clear",
    changes_inputs=True,
    hints=(
        "Print `weight.grad` before and after `loss.backward()` in the first two "
        "steps. What was already there?",
        "At which moments of a step may the old gradient go, and at which is it still "
        "needed? Think of a weight that arrives with a gradient, too.",
        "A fresh weight has `weight.grad` equal to None, which cannot be zeroed. But "
        "you can put None there.",
    ),
)


@exercise.reference
def descend(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        weight.grad = None  # backward adds to what it finds here
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
    return losses


def _bowl(weight):
    return ((weight - 2) ** 2).sum()


def _valley(weight):
    return (weight.exp() - weight).mean()


@exercise.cases
def cases(generator):
    fresh = torch.randn(3, generator=generator)
    used = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    once = torch.randn(4, generator=generator)
    for weight in (fresh, used, once):
        weight.requires_grad_()
    used.grad = torch.ones_like(used)  # left over from earlier work
    return [(fresh, _bowl, 0.1, 6), (used, _valley, 0.5, 4), (once, _bowl, 0.2, 1)]


@exercise.observe
def losses_and_weight(answer, weight, loss_of, learning_rate, steps):
    try:
        losses = answer(weight, loss_of, learning_rate, steps)
    except TypeError as error:  # a step along None has a slip of its own
        if weight.grad is not None or "NoneType" not in str(error):
            raise
        losses = "a step along None"
    return {
        "the losses": losses,
        "the weight after the loop": weight.detach().clone(),
        "weight.requires_grad after the loop": weight.requires_grad,
    }


def _loop(start=None, cleared=None, stepped=None):
    """Build the given loop, with an action before backward, after it, or at the end."""

    def descend(weight, loss_of, learning_rate, steps):
        losses = []
        for _ in range(steps):
            if start:
                start(weight)
            loss = loss_of(weight)
            loss.backward()
            if cleared:
                cleared(weight)
            with torch.no_grad():
                weight -= learning_rate * weight.grad
            losses.append(loss.item())
            if stepped:
                stepped(weight)
        return losses

    return descend


def _zero_gradient(weight):
    weight.grad.zero_()


def _drop_gradient(weight):
    weight.grad = None


def _zero_weight(weight):
    weight.data.zero_()


@exercise.slip(
    "The gradients still add up: each step walks along the sum of all slopes so far. "
    "What has to be gone before `backward` adds the next one?"
)
def never_clears(*case):
    return _loop()(*case)


@exercise.slip(
    "The weight never moves. You clear after `backward` and before the step, so the "
    "step multiplies the learning rate by zeros: when has the gradient done its work?"
)
def clears_before_the_step(*case):
    return _loop(cleared=_zero_gradient)(*case)


@exercise.slip(
    "The first step finds None for a gradient: you clear after `backward`, which has "
    "brought it, and before the step that needs it. When has it done its work?"
)
def drops_before_the_step(*case):
    return _loop(cleared=_drop_gradient)(*case)


@exercise.slip(
    "You clear the weight, not its gradient: every step starts again from a weight of "
    "zeros. Where does `backward` keep what it adds up?"
)
def clears_the_weight(*case):
    return _loop(start=_zero_weight)(*case)


@exercise.slip(
    "Right from the second step on. But a weight may arrive with a gradient in "
    "`.grad`, and then your first step walks along that, too."
)
def clears_at_the_end(*case):
    return _loop(stepped=_zero_gradient)(*case)


@exercise.slip(
    "Right for a weight that has a gradient already. A fresh one has `.grad` equal to "
    "None before its first `backward`, and None cannot be zeroed: what works for both?"
)
def zeros_a_fresh_gradient(*case):
    return _loop(start=_zero_gradient)(*case)


@exercise.slip(
    "One step works, then the weight is cut off: `detach_` makes it a tensor that "
    "autograd does not follow. The gradient is to go, not the weight's place as a leaf."
)
def detaches_the_weight(*case):
    return _loop(stepped=torch.Tensor.detach_)(*case)


@exercise.slip(
    "You clear once, before the loop. The first step is right; what does the second "
    "`backward` find in `.grad`?"
)
def clears_once(weight, loss_of, learning_rate, steps):
    weight.grad = None
    return _loop()(weight, loss_of, learning_rate, steps)


@exercise.slip(
    "One step works, then `weight` names a detached tensor, which autograd does not "
    "follow. It is the gradient that has to go, not the graph."
)
def detaches_the_name(weight, loss_of, learning_rate, steps):
    losses = []
    weight.grad = None
    for _ in range(steps):
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
        weight = weight.detach()
    return losses


@exercise.slip(
    "The losses are those of a good loop, but the caller's weight is where it was: you "
    "moved a copy. The loop's own last line changes `weight` in place."
)
def moves_a_copy(weight, loss_of, learning_rate, steps):
    return descend(
        weight.detach().clone().requires_grad_(), loss_of, learning_rate, steps
    )


@exercise.symptom(
    "At the end the weight is all zeros: you clear the weight itself. Where does "
    "`backward` keep what it adds up?"
)
def weight_of_zeros(given, expected):
    return not given["the weight after the loop"].any()
