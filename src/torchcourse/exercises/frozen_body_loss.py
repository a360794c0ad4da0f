"""frozen_body_loss: a loss whose gradient does not reach one part of a model."""

import torch

from torchcourse.checking import Exercise


def frozen_body_loss(x, target, body, shortcut, head):
    features = torch.tanh(x @ body).detach()  # the backward pass ends here
    hidden = features + x @ shortcut
    prediction = hidden @ head
    return ((prediction - target) ** 2).mean()


def cases(generator):
    def case(n, d, k, dtype=torch.float32, scale=1.0):
        def numbers(*shape):  # so short that a reply can show them
            drawn = torch.randn(shape, generator=generator, dtype=dtype)
            return drawn.round(decimals=1)

        weights = scale * numbers(d, k), numbers(d, k), numbers(k)
        for weight in weights:
            weight.requires_grad_().grad = torch.ones_like(weight)  # the caller's
        return numbers(n, d), numbers(n), *weights

    return [
        (
            torch.tensor([[1.0, -1.0], [0.5, 2.0], [1.5, 0.0]]),
            torch.tensor([1.0, -2.0, 0.5]),
            torch.tensor([[0.5, -1.0], [1.0, 0.5]], requires_grad=True),
            torch.tensor([[1.0, 0.0], [-0.5, 2.0]], requires_grad=True),
            torch.tensor([1.0, -0.5], requires_grad=True),
        ),
        case(2, 1, 2),
        case(4, 2, 3),
        case(3, 2, 1, torch.float64),
        case(3, 2, 3, scale=0.0),  # tanh(0) = 0, and its derivative is 1
    ]


def observe(answer, x, target, body, shortcut, head):
    weights = {"body": body, "shortcut": shortcut, "head": head}
    loss = answer(x, target, *weights.values())
    arrived = {}
    if isinstance(loss, torch.Tensor) and loss.requires_grad:
        leaves = {
            name: weights[name] for name in weights if weights[name].requires_grad
        }
        gradients = torch.autograd.grad(
            loss.sum(), tuple(leaves.values()), allow_unused=True
        )
        pairs = zip(leaves, gradients, strict=True)
        arrived = {name: gradient for name, gradient in pairs if gradient is not None}
    seen = {"the loss": loss, "`backward` reaches": ", ".join(arrived) or "nothing"}
    for name, weight in weights.items():
        seen[f"the gradient of {name}"] = arrived.get(name, 0 * weight)
    return seen


def loss_of(hidden, head, target):
    return ((hidden @ head - target) ** 2).mean()


def nothing_frozen(x, target, body, shortcut, head):
    return loss_of(torch.tanh(x @ body) + x @ shortcut, head, target)


def after_the_sum(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return loss_of(hidden.detach(), head, target)


def frozen_shortcut(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut.detach(), head)


def frozen_head(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut, head.detach())


def tanh_of_the_sum(x, target, body, shortcut, head):
    return loss_of(torch.tanh(x @ body + x @ shortcut), head, target)


def frozen_in_the_sum(x, target, body, shortcut, head):
    return tanh_of_the_sum(x, target, body.detach(), shortcut, head)


def calls_backward(*case):
    loss = frozen_body_loss(*case)
    loss.backward()
    return loss


exercise = Exercise(
    frozen_body_loss,
    cases=cases,
    observe=observe,
    then=lambda *_: (
        "loss = {}\nloss.backward()\nloss, body.grad, shortcut.grad, head.grad"
    ),
    hints=(
        "Draw the computational graph of the loss: `body`, `shortcut` and `head` are "
        "its leaves. On which link must the backward pass stop, so that it misses "
        "`body` alone?",
        "Two paths meet in a sum. Before the sum you can stop one of them; after it "
        "you can only stop both.",
    ),
    mistakes={
        "The loss is right, but its `backward` still reaches `body`. Where in the "
        "computational graph must the backward pass end?": nothing_frozen,
        "`backward` reaches nothing from your loss, because its graph is cut off or "
        "not recorded. How small is the part that must be cut off?": (
            lambda *case: nothing_frozen(*case).detach()
        ),
        "`backward` reaches `head`, but not `shortcut`: you stop after the sum, where "
        "both paths are one tensor. Which path must stop before it?": after_the_sum,
        "You have frozen the wrong part: `backward` reaches `body`, but not all that "
        "it must reach. Which of the three parts is to be frozen?": (
            frozen_shortcut,
            frozen_head,
        ),
        "Your tanh acts on the sum of both paths. On which of the two does it act "
        "in the formula?": (tanh_of_the_sum, frozen_in_the_sum),
        "Your function calls `backward` itself, which frees the graph. What does the "
        "caller need in order to call `backward`?": calls_backward,
    },
)
