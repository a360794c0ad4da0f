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
        def numbers(*shape):
            return torch.randn(shape, generator=generator, dtype=dtype)

        weights = scale * numbers(d, k), numbers(d, k), numbers(k)
        return numbers(n, d), numbers(n), *map(leaf, weights)

    def leaf(weight):
        weight.requires_grad_().grad = torch.ones_like(weight)  # the caller's
        return weight

    return [
        (
            torch.tensor([[1.0, -1.0], [0.5, 2.0], [1.5, 0.0]]),
            torch.tensor([1.0, -2.0, 0.5]),
            leaf(torch.tensor([[0.5, -1.0], [1.0, 0.5]])),
            leaf(torch.tensor([[1.0, 0.0], [-0.5, 2.0]])),
            leaf(torch.tensor([1.0, -0.5])),
        ),
        case(2, 1, 2),
        case(5, 3, 4),
        case(6, 2, 7, torch.float64),
        case(4, 3, 4, scale=0.0),  # tanh(0) = 0, and its derivative is 1
    ]


def observe(answer, x, target, body, shortcut, head):
    weights = {"body": body, "shortcut": shortcut, "head": head}
    kept = {name: weight.grad.clone() for name, weight in weights.items()}
    loss = answer(x, target, *weights.values())
    gradients = dict.fromkeys(weights)
    added = any(  # by a backward pass of its own, which leaves no graph
        weight.grad is not None and not torch.equal(weight.grad, kept[name])
        for name, weight in weights.items()
    )
    if isinstance(loss, torch.Tensor) and loss.requires_grad and not added:
        for name, weight in weights.items():
            if weight.requires_grad:
                (gradients[name],) = torch.autograd.grad(
                    loss.sum(), weight, retain_graph=True, allow_unused=True
                )
    reached = [name for name, gradient in gradients.items() if gradient is not None]
    seen = {"the loss": loss, "`backward` reaches": ", ".join(reached) or "nothing"}
    for name, weight in weights.items():
        arrived = name in reached
        seen[f"the gradient of {name}"] = gradients[name] if arrived else 0 * weight
    return seen


def loss_of(prediction, target):
    return ((prediction - target) ** 2).mean()


def nothing_frozen(x, target, body, shortcut, head):
    return loss_of((torch.tanh(x @ body) + x @ shortcut) @ head, target)


def after_the_sum(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return loss_of(hidden.detach() @ head, target)


def frozen_shortcut(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut.detach(), head)


def frozen_head(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut, head.detach())


def tanh_of_the_sum(x, target, body, shortcut, head):
    return loss_of(torch.tanh(x @ body + x @ shortcut) @ head, target)


def without_tanh(x, target, body, shortcut, head):
    return loss_of((x @ body + x @ shortcut) @ head, target)


def without_shortcut(x, target, body, shortcut, head):
    return loss_of(torch.tanh(x @ body) @ head, target)


def difference_of(x, target, body, shortcut, head):
    return (torch.tanh(x @ body) + x @ shortcut) @ head - target


def clears_the_body(x, target, body, shortcut, head):
    loss = nothing_frozen(x, target, body, shortcut, head)
    body.grad = None
    return loss


def calls_backward(*case):
    loss = nothing_frozen(*case)
    loss.backward()
    return loss


def with_and_without(wrong):
    """Let a wrong loss be named whether its body is frozen or not."""

    def frozen(x, target, body, shortcut, head):
        return wrong(x, target, body.detach(), shortcut, head)

    return wrong, frozen


exercise = Exercise(
    frozen_body_loss,
    cases=cases,
    observe=observe,
    hints=(
        "Draw the computational graph of the loss: `body`, `shortcut` and `head` are "
        "its leaves. On which link must the backward pass stop, so that it misses "
        "`body` alone?",
        "Two paths meet in a sum. Before the sum you can stop one of them; after it "
        "you can only stop both.",
    ),
    mistakes={
        "The loss is right, but its `backward` still reaches `body`. Where in the "
        "computational graph must the backward pass end?": (
            nothing_frozen,
            clears_the_body,
        ),
        "`backward` reaches nothing from your loss, because its graph is cut off or "
        "not recorded. How small is the part that must be cut off?": (
            lambda *case: nothing_frozen(*case).detach()
        ),
        "`backward` reaches `head`, but not `shortcut`: you stop after the sum, where "
        "both paths are one tensor. Which path must stop before it?": (after_the_sum),
        "You have frozen the wrong path: `backward` reaches `body`, and not "
        "`shortcut`.": frozen_shortcut,
        "You have frozen `head`, which `backward` must reach. Which of "
        "the three parts is to be frozen?": with_and_without(frozen_head),
        "Your tanh acts on the sum of both paths. On which of the two does it act "
        "in the formula?": with_and_without(tanh_of_the_sum),
        "Your loss has no tanh. Which path does the formula apply it to?": (
            with_and_without(without_tanh)
        ),
        "Your loss has no shortcut. The sum of which two paths does the head read?": (
            with_and_without(without_shortcut)
        ),
        "That is not the mean of the squared differences. What happens to each "
        "difference before you take the mean?": (
            *with_and_without(lambda *case: difference_of(*case).abs().mean()),
            *with_and_without(lambda *case: difference_of(*case).mean() ** 2),
        ),
        "Your function calls `backward` itself, and so adds to the `.grad` of its "
        "arguments. What does the caller need in order to call `backward`?": (
            with_and_without(calls_backward)
        ),
    },
)
