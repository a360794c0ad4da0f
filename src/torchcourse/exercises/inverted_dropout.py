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
    several = [factors(answer, hidden, p, training) for _ in range(4)]
    dropped = [some == 0 for some in several]
    share = dropped[0].double().mean().item()
    likely = (q for q in (p, 1 - p) if within_chance(share, q, hidden.numel()))
    seen = {
        "neighbors drop together": together(dropped[0], share),
        "share of dropped entries": f"{next(likely, round(share, 3)):.1%}",
        "factor of the kept entries": the_factor(several[0][several[0] != 0]),
        "a second call drops the same entries": torch.equal(*dropped[:2]),
        "each call drops equally many": len({int(d.sum()) for d in dropped}) == 1,
        "gradient": the_gradient(answer, hidden, p, training),
    }
    where = f"at `p` = {p:g}" + " if `training` is False" * (not training)
    named = {f"{what} {where}": value for what, value in seen.items()}
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
    """Tell whether neighbors drop together more often than chance has it."""
    ways = [dropped.movedim(d, 0) for d in range(dropped.ndim)]
    both = [(way[::2] & way[1::2]).double().mean().item() for way in ways]
    return max(both) > (share + share**2) / 2


def the_gradient(answer, hidden, p, training):
    leaf = hidden.clone().requires_grad_()
    result = answer(leaf * 1, p, training)
    if getattr(result, "requires_grad", False):
        result.sum().backward()
    if leaf.grad is None:
        return "cut off from the graph"
    if leaf.grad.isnan().any():
        return "NaN"
    fits = form_of(result) == form_of(leaf)
    same = fits and torch.allclose(leaf.grad * leaf, result)
    return "the factors of the entries" if same else "other numbers"


def not_inverted(hidden, p, training):
    return hidden * (torch.rand_like(hidden) >= p) if training else hidden * (1 - p)


def without_scale(hidden, p, training):
    return not_inverted(hidden, p, True) if training else hidden


def keeps_p(hidden, p, training, scale):
    if not training or p == 1:
        return inverted_dropout(hidden, p, training)
    return hidden * (torch.rand_like(hidden) < p) / scale


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
        "You drop outside of training. Which argument tells when `hidden` must "
        "come back as it is?": (
            lambda hidden, p, training: inverted_dropout(hidden, p, training=True),
            lambda hidden, p, training: inverted_dropout(hidden, p, not training),
            lambda h, p, training: h * (torch.rand_like(h) >= p) / (1 - p),
        ),
        "The kept entries are not scaled, so the mean shrinks in training. If 7 of 10 "
        "entries are kept, by which factor must each grow?": without_scale,
        "You scale in evaluation, as the first form of dropout did. Inverted dropout "
        "leaves `hidden` as it is there: where must it scale?": not_inverted,
        "You keep the share `p` of the entries and drop the rest. `p` is the "
        "probability of being dropped: which comparison keeps an entry?": (
            lambda hidden, p, training: keeps_p(hidden, p, training, scale=1 - p),
            lambda hidden, p, training: keeps_p(hidden, p, training, scale=p),
        ),
    },
    signs={
        "You use PyTorch's own dropout. Write it by yourself: which comparison with "
        "random numbers drops an entry?": lambda given, expected: given[READY],
        "At `p` = 1 your code divides by 1 - `p`, which is 0, so that the gradient is "
        "NaN. Which `if` avoids that?": (
            lambda given, expected: given["gradient at `p` = 1"] == "NaN"
        ),
        "At `p` = 1 your zeros are cut off from the computational graph, so no "
        "gradient flows to `hidden`. Which product with `hidden` is zero?": (
            lambda given, expected: given["gradient at `p` = 1"].startswith("cut off")
        ),
        "Entries share a random number, so that whole rows or columns drop together. "
        "Which shape do the random numbers need?": lambda given, expected: any(
            "together" in what and given[what] for what in given
        ),
    },
)
