"""inverted_dropout: dropout that is scaled in training, with its switch."""

from unittest.mock import patch

import torch
from torch import nn

from torchcourse.checking import Exercise
from torchcourse.checking.describe import kind
from torchcourse.checking.observers import draw_elsewhere, within_chance


def inverted_dropout(hidden, p, training):
    if not training:
        return hidden
    if p == 1:
        return hidden * 0  # all is dropped, and the gradient is 0
    kept = torch.rand_like(hidden) >= p
    return hidden * kept / (1 - p)


def cases(generator):
    def hidden(*shape):  # no entry is near zero
        signs = 2 * torch.randint(2, shape, generator=generator) - 1
        return signs * (1 + torch.rand(shape, generator=generator))

    return [
        (hidden(90, 100), 0.5, False),
        (hidden(90, 100), 1.0, False),
        (hidden(90, 100), 0.0, True),
        (hidden(170, 190), 0.015, True),  # rare, and no whole number of percent
        (hidden(20, 30, 40).double(), 0.8, True),
        (hidden(90, 100), 1.0, True),
    ]


READY = "your code calls PyTorch's own dropout"


def observe(answer, hidden, p, training):
    own = nn.functional.dropout
    with patch.object(nn.functional, "dropout", wraps=own) as ready:
        result = answer(hidden, p, training)
    if result is None:
        return None
    first, *others = (factors(answer, hidden, p, training) for _ in range(4))
    share = (first == 0).double().mean().item()
    likely = (q for q in (p, 1 - p) if within_chance(share, q, hidden.numel()))
    numbers = {int((some == 0).sum()) for some in others}
    seen = {
        "entries that drop together": together(first == 0, share),
        "share of dropped entries": f"{next(likely, round(share, 3)):.1%}",
        "factor of the kept entries": the_factor(first[first != 0]),
        "a second call drops the same entries": torch.equal(first == 0, others[0] == 0),
        "each call drops equally many": len(numbers) == 1,
        "gradient": the_gradient(answer, hidden, p, training),
    }
    named = {f"{what} at `p` = {p:g}": value for what, value in seen.items()}
    return {"what you return": form_of(result), READY: ready.called, **named}


def form_of(result):
    shape = tuple(getattr(result, "shape", ()))
    return f"{kind(result)}, {getattr(result, 'dtype', 'no dtype')}, shape {shape}"


def factors(answer, hidden, p, training):
    draw_elsewhere()
    result = answer(hidden.clone(), p, training)
    if form_of(result) != form_of(hidden):
        return torch.full_like(hidden, torch.nan)
    return result.detach() / hidden


def the_factor(kept):
    low, high = (kept.min().item(), kept.max().item()) if len(kept) else (0.0, 0.0)
    return f"{low:.5g}" if high - low <= 1e-4 * low else f"{low:.4g} to {high:.4g}"


def together(dropped, share):
    """Tell whether neighbors share their fate more often than chance has it."""
    for d in range(dropped.ndim):
        first, second = (dropped.movedim(d, 0)[i::2] for i in (0, 1))
        if (first & second).double().mean().item() > (share + share**2) / 2:
            return f"neighbors along dimension {d}"
    return "none"


def the_gradient(answer, hidden, p, training):
    leaf = hidden.clone().requires_grad_()
    result = answer(leaf * 1, p, training)
    if not getattr(result, "requires_grad", False):
        return "cut off from the graph"
    (gradient,) = torch.autograd.grad(result.sum(), leaf, allow_unused=True)
    if gradient is None:
        return "cut off from the graph"
    if not gradient.any():
        return "0"
    fits = form_of(result) == form_of(leaf)
    same = fits and torch.allclose(gradient * leaf, result)
    factors = "the factors of the entries" if same else "other numbers"
    return "NaN" if gradient.isnan().any() else factors


def not_inverted(hidden, p, training):
    return hidden * (torch.rand_like(hidden) >= p) if training else hidden * (1 - p)


def without_scale(hidden, p, training):
    return not_inverted(hidden, p, True) if training else hidden


def divides_by_zero(hidden, p, training):
    return without_scale(hidden, p, training) / (1 - p if training else 1)


def keeps_p(scale, *right_at):
    def answer(hidden, p, training):
        if not training or p in right_at:
            return inverted_dropout(hidden, p, training)
        return hidden * (torch.rand_like(hidden) < p) / scale(p)

    return answer


def new_zeros(answer):
    return lambda hidden, p, training: (
        torch.zeros_like(hidden) if training and p == 1 else answer(hidden, p, training)
    )


exercise = Exercise(
    inverted_dropout,
    cases=cases,
    observe=observe,
    hints=(
        "`torch.rand_like(hidden)` gives each entry its own number from 0 to 1. With "
        "which probability is this number below `p`?",
        "At `p` = 1 nothing is kept, and 1 / (1 - p) does not exist. Which product is "
        "zero and still belongs to the computational graph?",
    ),
    mistakes={
        "Your switch is reversed: you drop in evaluation, and nothing in training.": (
            lambda hidden, p, training: inverted_dropout(hidden, p, not training)
        ),
        "You drop outside of training, too. Which argument tells when `hidden` must "
        "come back as it is?": (
            lambda hidden, p, training: inverted_dropout(hidden, p, training=True)
        ),
        "At `p` = 1 your code divides by zero, so that the result is NaN. What is left "
        "when everything is dropped?": divides_by_zero,
        "At `p` = 1 your zeros are cut off from the computational graph, so no "
        "gradient flows to `hidden`. Which product with `hidden` is zero?": new_zeros(
            inverted_dropout
        ),
        "The kept entries are not scaled, so the mean shrinks in training. If 7 of 10 "
        "entries are kept, by which factor must each grow?": without_scale,
        "You scale in evaluation, as the first form of dropout did. Inverted dropout "
        "leaves `hidden` as it is there: where must it scale?": not_inverted,
        "You keep the share `p` of the entries and drop the rest. `p` is the "
        "probability of being dropped: which comparison keeps an entry?": (
            keeps_p(lambda p: 1 - p),
            keeps_p(lambda p: 1 - p, 1),
            new_zeros(keeps_p(lambda p: 1 - p)),
            keeps_p(lambda p: p),
            keeps_p(lambda p: p, 1),
            keeps_p(lambda p: p, 0, 1),
        ),
    },
    signs={
        "You use PyTorch's own dropout. Write it by yourself: which comparison with "
        "random numbers drops an entry?": lambda given, expected: given[READY],
        "At `p` = 1 the gradient is NaN, because your code still divides by 1 - `p`. "
        "Which `if` avoids that?": (
            lambda given, expected: given["gradient at `p` = 1"] == "NaN"
        ),
        "Entries share a random number, so that whole rows or columns drop together. "
        "Which shape do the random numbers need?": lambda given, expected: any(
            "together" in what and given[what] != "none" for what in given
        ),
    },
)
