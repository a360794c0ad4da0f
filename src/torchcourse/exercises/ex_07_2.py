"""Exercise 7.2: inverted dropout, with its switch."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "7.2",
    "dropout with its switch",
    hints=(
        "What happens outside of training? That case needs no random number at all.",
        "`torch.rand` gives each entry its own number from 0 to 1. With which "
        "probability is it below `p`?",
        "With `p` of 1 nothing is kept, and the factor would divide by zero. What is "
        "the result then?",
    ),
)


@exercise.reference
def dropout(hidden, p, training):
    if not training or p == 0:
        return hidden
    if p == 1:
        return torch.zeros_like(hidden)
    kept = torch.rand(hidden.shape) >= p
    return hidden * kept / (1 - p)


@exercise.cases
def cases(generator):
    def hidden(*shape):  # no entry is near zero
        signs = 2 * torch.randint(2, shape, generator=generator) - 1
        return signs * (1 + torch.rand(shape, generator=generator))

    return [
        (hidden(500, 400), 0.3, True),
        (hidden(60, 50, 70), 0.8, True),
        (hidden(400, 500), 0.5, True),
        (hidden(40, 30), 0.4, False),
        (hidden(20, 30), 0.0, True),
        (hidden(30, 20), 1.0, True),
    ]


@exercise.observe
def properties(answer, hidden, p, training):
    torch.manual_seed(0)
    leaf = hidden.clone().requires_grad_()
    given = answer(leaf, p, training)
    before = torch.equal(leaf, hidden)
    if not isinstance(given, torch.Tensor) or given.shape != hidden.shape:
        return {"what you return": given}
    torch.rand(7)  # as other layers would do between two calls
    again = answer(hidden.clone(), p, training)
    slope = torch.zeros_like(hidden)
    if given.requires_grad:
        (slope,) = torch.autograd.grad(given.sum(), leaf)
    factors = (given / hidden).detach()
    same = torch.allclose(slope, factors, atol=1e-4, equal_nan=True)
    return {
        "the dtype": str(given.dtype),
        "the input is left as it was": before,
        **pattern(factors == 0, again == 0, factors),
        "the gradient takes the same factors": same,
    }


def pattern(zero, zero_again, factors):
    """Describe which entries are zero, and by which factors the others grow."""
    others, rows = factors[~zero], zero.flatten(1).float()
    ends = [round(end.item(), 3) for end in others.aminmax()] if len(others) else []
    return {
        "share of zeros": round(zero.float().mean().item(), 2),
        "NaN in the result": bool(factors.isnan().any()),
        "factors of the others, from and to": ends,
        "whole rows are zero": bool((rows.mean(1) == 1).any()),
        "whole columns are zero": bool((rows.mean(0) == 1).any()),
        "always the same number of zeros": bool(zero.sum() == zero_again.sum()),
        "a second call drops others": not torch.equal(zero, zero_again),
    }


@exercise.slip(
    "The numbers that stay are not scaled, so the mean shrinks, and the next layer "
    "meets larger numbers in use than in training. By which factor is the mean off?"
)
def no_rescale(hidden, p, training):
    return hidden * (torch.rand(hidden.shape) >= p) if training else hidden


@exercise.slip(
    "You drop in use, too. Then the same image gives another answer every time: which "
    "argument says whether this is training?"
)
def active_in_use(hidden, p, training):
    return dropout(hidden, p, True)


@exercise.slip("You drop in use, and nothing in training. Turn the switch around.")
def switch_reversed(hidden, p, training):
    return dropout(hidden, p, not training)


@exercise.slip(
    "You draw one number per row, so whole rows vanish: some images lose everything. "
    "How many numbers need a coin of their own?"
)
def whole_rows(hidden, p, training):
    if not training:
        return hidden
    kept = torch.rand(len(hidden), *[1] * (hidden.dim() - 1)) >= p
    return hidden * kept / (1 - p) if p < 1 else torch.zeros_like(hidden)


@exercise.slip(
    "You draw one row of coins for the whole batch, so all images lose the same "
    "units. How many numbers need a coin of their own?"
)
def whole_columns(hidden, p, training):
    if not training:
        return hidden
    kept = torch.rand(hidden.shape[1:]) >= p
    return hidden * kept / (1 - p) if p < 1 else torch.zeros_like(hidden)


@exercise.slip(
    "You keep numbers with probability `p`. It is the probability of being dropped: "
    "which way round is the comparison?"
)
def keeps_p(hidden, p, training):
    if not training:
        return hidden
    kept = torch.rand(hidden.shape) < p
    return hidden * kept / (1 - p) if p < 1 else hidden * float("inf")


@exercise.slip(
    "You keep numbers with probability `p`, and scale by 1/p. That fits together, but "
    "here `p` is the probability of being dropped."
)
def keeps_p_consistently(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape) < p) / p


@exercise.slip(
    "You drop the right share and scale by 1/p. How many of ten numbers are left with "
    "`p` of 0.3, and what makes up for the others?"
)
def scales_by_p(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape) >= p) / p


@exercise.slip(
    "You multiply the numbers that stay by 1 - p, so the mean shrinks twice. What "
    "keeps it?"
)
def multiplies(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape) >= p) * (1 - p)


@exercise.slip(
    "You scale in use instead of in training. That was the first form of dropout; here "
    "an input in use comes back unchanged. When must the mean be kept?"
)
def scales_in_use(hidden, p, training):
    if not training:
        return hidden * (1 - p)
    return hidden * (torch.rand(hidden.shape) >= p)


@exercise.slip(
    "You scale in training and in use. In use nothing is dropped: what is there to "
    "make up for?"
)
def scales_always(hidden, p, training):
    if p == 1:
        return torch.zeros_like(hidden) if training else hidden
    return dropout(hidden, p, True) if training else hidden / (1 - p)


@exercise.slip(
    "Right, but for a `p` of 1: there you divide zero by zero, which is NaN. What is "
    "left when everything is dropped?"
)
def nan_at_one(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape) >= p) / (1 - p)


@exercise.slip("You scale, but drop nothing. Where is the chance?")
def drops_nothing(hidden, p, training):
    if not training or p == 1:
        return torch.zeros_like(hidden) if training else hidden
    return hidden / (1 - p)


@exercise.slip("You return the input, always. What happens to it in training?")
def does_nothing(hidden, p, training):
    return hidden * 1


@exercise.slip(
    "You drop the same numbers in every call, because you set the seed. Each step "
    "needs new coins."
)
def always_the_same(hidden, p, training):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        return dropout(hidden, p, training)


@exercise.slip(
    "You drop an exact number of entries, so they are not independent: one that stays "
    "makes the others less safe. Give each a coin of its own."
)
def exact_count(hidden, p, training):
    if not training or p in (0, 1):
        return dropout(hidden, p, training)
    order = torch.rand(hidden.numel()).argsort().argsort().reshape(hidden.shape)
    return hidden * (order >= round(p * hidden.numel())) / (1 - p)


@exercise.slip(
    "The result is cut off from the graph, so nothing before this layer can learn. "
    "What does `detach`, `no_grad` or a new tensor do to the gradient?"
)
def no_gradient(hidden, p, training):
    return dropout(hidden, p, training).detach()


@exercise.slip("You return the mask. What is it there for?")
def returns_the_mask(hidden, p, training):
    return (dropout(torch.ones_like(hidden), p, training) != 0).float()


@exercise.slip("You return the scaled mask: it still has to meet `hidden`.")
def returns_the_factors(hidden, p, training):
    return dropout(torch.ones_like(hidden), p, training)
