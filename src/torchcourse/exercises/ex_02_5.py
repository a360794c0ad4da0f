"""Exercise 2.5: a loss whose gradient reaches one part of a model only."""

from functools import wraps

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "2.5",
    "freeze a part of a model",
    hints=(
        "Draw the graph of the loss: `body`, `shortcut` and `head` are its leaves. On "
        "which arrow must the walk back stop, so that only `body` is cut off?",
        "Two branches meet in a sum. Before the sum you can stop one of them; after it "
        "you can only stop both.",
    ),
)


@exercise.reference
def frozen_body_loss(x, target, body, shortcut, head):
    features = torch.tanh(x @ body).detach()  # the walk back ends here
    hidden = features + x @ shortcut
    prediction = hidden @ head
    return ((prediction - target) ** 2).mean()


@exercise.cases
def cases(generator):
    def numbers(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    small = [numbers(*shape) for shape in ((5, 3), (5,), (3, 4), (3, 4), (4,))]
    large = [
        numbers(*shape, dtype=torch.float64)
        for shape in ((6, 2), (6,), (2, 7), (2, 7), (7,))
    ]
    zero = [*small[:2], torch.zeros(3, 4), *small[3:]]  # tanh(0) = 0, its slope is 1
    return [tuple(small), tuple(large), tuple(zero)]


@exercise.observe
def loss_and_gradients(answer, x, target, body, shortcut, head):
    weights = {"body": body, "shortcut": shortcut, "head": head}
    weights = {k: w.detach().clone().requires_grad_() for k, w in weights.items()}
    for weight in weights.values():
        weight.grad = torch.ones_like(weight)  # the caller's, to be left alone
    loss = answer(x, target, *weights.values())
    if not (isinstance(loss, torch.Tensor) and loss.ndim == 0):
        return {"the loss": loss}
    seen = {"the loss": loss}
    for name, weight in weights.items():
        seen[f"{name}.requires_grad afterwards"] = weight.requires_grad
        seen[f"{name}.grad afterwards"] = weight.grad
    if any(w.grad is None or (w.grad != 1).any() for w in weights.values()):
        return seen  # a walk of its own may have freed the graph
    for name, weight in weights.items():
        gradient = None
        if loss.requires_grad and weight.requires_grad:
            (gradient,) = torch.autograd.grad(
                loss, weight, allow_unused=True, retain_graph=True
            )
        nothing = torch.zeros_like(weight)
        seen[f"the gradient of {name}"] = nothing if gradient is None else gradient
    return seen


def _loss(x, target, hidden, head):
    return ((hidden @ head - target) ** 2).mean()


@exercise.slip(
    "The loss is right and `body` still gets a gradient. Nothing ends the walk back "
    "from the loss on its way to `body`."
)
def nothing_frozen(x, target, body, shortcut, head):
    return _loss(x, target, torch.tanh(x @ body) + x @ shortcut, head)


@exercise.slip(
    "No gradient reaches anything: `no_grad` around everything, or `detach` on the "
    "loss or on the prediction, leaves no graph at all. `head` and `shortcut` must "
    "still learn: how small can the part be that is not recorded?"
)
def no_graph_at_all(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut, head).detach()


@exercise.slip(
    "`head` learns, but `shortcut` gets nothing either. Do you stop after the sum, "
    "where both branches are already one tensor, or on each branch before it?"
)
def detach_after_the_sum(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return _loss(x, target, hidden.detach(), head)


@exercise.slip(
    "You have stopped the wrong branch: `body` learns and `shortcut` does not."
)
def freezes_the_shortcut(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + (x @ shortcut).detach()
    return _loss(x, target, hidden, head)


@exercise.slip(
    "You have frozen `head`, and `body` still learns. A gradient passes through a "
    "frozen weight to what lies behind it: which tensor carries it on to `body`?"
)
def freezes_the_head(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return _loss(x, target, hidden, head.detach())


@exercise.slip(
    "`body` gets nothing, and now `head` does not learn either. One cut is enough: "
    "which of yours is the one that is asked for?"
)
def freezes_body_and_head(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body).detach() + x @ shortcut
    return _loss(x, target, hidden, head.detach())


@exercise.slip(
    "That works for this loss, and it stays: `body` no longer requires a gradient for "
    "anybody else. The caller wants it back as it was: stop the walk, not the weight."
)
def switches_the_body_off(x, target, body, shortcut, head):
    body.requires_grad_(False)
    return nothing_frozen(x, target, body, shortcut, head)


def _slip_frozen_or_not(sentence):
    """Register a wrong loss as it comes out with `body` frozen, and without."""

    def register(formula):
        @exercise.slip(sentence)
        @wraps(formula)
        def frozen(x, target, body, shortcut, head):
            return formula(x, target, body.detach(), shortcut, head)

        both = f"{sentence} And nothing ends the walk back to `body`."
        return exercise.slip(both)(formula)

    return register


@_slip_frozen_or_not("You add up the squared errors where their mean is asked for.")
def sum_of_squares(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return ((hidden @ head - target) ** 2).sum()


@_slip_frozen_or_not(
    "That is the mean error, where errors of either sign cancel. What happens to each "
    "of them in a mean *squared* error?"
)
def forgets_the_square(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body) + x @ shortcut
    return (hidden @ head - target).mean()


@_slip_frozen_or_not(
    "Your tanh bends the sum of both branches. Look at the formula again: which of the "
    "two does it bend?"
)
def bends_both_branches(x, target, body, shortcut, head):
    return _loss(x, target, torch.tanh(x @ body + x @ shortcut), head)


@_slip_frozen_or_not(
    "Your errors are a table of n rows and n columns: every prediction has met every "
    "target. Which shapes have prediction and `target`?"
)
def every_prediction_meets_every_target(x, target, body, shortcut, head):
    return _loss(x, target[:, None], torch.tanh(x @ body) + x @ shortcut, head)


@exercise.slip(
    "The loss is right, and your function has called `backward` on it: the slopes lie "
    "in `.grad` already. Who was to do that?"
)
def walks_itself(x, target, body, shortcut, head):
    loss = frozen_body_loss(x, target, body, shortcut, head)
    loss.backward()
    return loss


@exercise.slip(
    "The loss is right, and the `.grad` of your arguments is gone. The caller may "
    "still need it: what is your function to leave as it is?"
)
def clears_the_gradients(x, target, body, shortcut, head):
    body.grad = shortcut.grad = head.grad = None
    return frozen_body_loss(x, target, body, shortcut, head)


@exercise.slip(
    "A Python float is a number without a past: nobody can call `backward` on it. "
    "Return the loss as the tensor it was."
)
def returns_a_float(x, target, body, shortcut, head):
    return nothing_frozen(x, target, body, shortcut, head).item()
