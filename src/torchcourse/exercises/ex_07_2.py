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
        (hidden(300, 500), 0.4, False),
        (hidden(20, 30), 0.0, True),
        (hidden(30, 20), 1.0, True),
    ]


@exercise.observe
def properties(answer, hidden, p, training):
    torch.manual_seed(0)
    leaf = hidden.clone().requires_grad_()
    inner = leaf.clone()  # as a layer before would hand it over
    given = answer(inner, p, training)
    form = _form(given, hidden)
    if form is None or "the dtype" not in form:
        return form
    factors = (given / hidden).detach()
    form["the input is left as it was"] = torch.equal(inner, hidden)
    form.update(pattern(factors == 0, factors))
    if "share of zeros" not in form:
        return form
    slope = torch.zeros_like(hidden)
    if given.requires_grad:
        (found,) = torch.autograd.grad(given.sum(), leaf, allow_unused=True)
        slope = slope if found is None else found
    same = torch.allclose(slope, factors, atol=1e-4, equal_nan=True)
    return {
        **form,
        **_repeats(answer, hidden, p, training, factors == 0),
        "a gradient flows": bool(slope.any()) or not factors.any(),
        "the gradient takes the same factors": same,
    }


def _form(given, hidden):
    """Describe type, shape and dtype, as far as the one before is right."""
    if given is None:
        return None
    form = {"the type": type(given).__name__}
    if isinstance(given, torch.Tensor):
        form = {"the type": "Tensor", "the shape": str(tuple(given.shape))}
        if given.shape == hidden.shape:
            form["the dtype"] = str(given.dtype)
    return form


def pattern(zero, factors):
    """Describe which entries are zero, and by which factors the others grow."""
    rows = zero.flatten(1)
    mixed = bool(zero.any()) and not bool(zero.all())
    shared = {
        "whole rows are zero": mixed and torch.equal(rows.all(1), rows.any(1)),
        "all rows lose the same": mixed and torch.equal(rows.all(0), rows.any(0)),
        "whole lines are zero": mixed
        and any(torch.equal(zero.all(d), zero.any(d)) for d in range(1, zero.dim())),
    }
    if any(shared.values()):  # the share hangs on few draws then
        return shared
    others = factors[~zero]
    ends = [round(end.item(), 3) for end in others.aminmax()] if len(others) else []
    return {
        **shared,
        "share of zeros": round(zero.float().mean().item(), 2),
        "NaN in the result": bool(factors.isnan().any()),
        "factors of the others, from and to": ends,
    }


def _repeats(answer, hidden, p, training, zero):
    """Tell what two more calls have in common with the first."""
    calls = []
    for _ in range(2):
        torch.rand(7)  # as other layers would do between two calls
        calls.append(answer(hidden.clone(), p, training) / hidden == 0)
    return {
        "always the same number of zeros": all(zero.sum() == c.sum() for c in calls),
        "a second call drops others": not torch.equal(zero, calls[0]),
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
    "You scale in training, and the other way in use: one undoes the other. In use "
    "nothing is dropped: what is there to make up for?"
)
def scales_back_in_use(hidden, p, training):
    return dropout(hidden, p, True) if training else hidden * (1 - p)


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
    "You drop the same numbers in every call. Each step needs new coins: what makes "
    "yours repeat, a seed?"
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


@exercise.slip(
    "Right, but for a `p` of 1: there you return the input. What is left when "
    "everything is dropped?"
)
def input_at_one(hidden, p, training):
    return hidden if p == 1 else dropout(hidden, p, training)


@exercise.slip(
    "You return zeros in use. Then the network sees nothing: how does `hidden` come "
    "back outside of training?"
)
def zeros_in_use(hidden, p, training):
    return dropout(hidden, p, True) if training else torch.zeros_like(hidden)


@exercise.slip(
    "You return two things, the result and its mask. The next layer wants one tensor: "
    "which?"
)
def returns_both(hidden, p, training):
    return dropout(hidden, p, training), hidden != 0


@exercise.slip(
    "Entries in a line share a coin, so whole lines vanish. `hidden` may have any "
    "shape: which shape should the coins have?"
)
def whole_lines(hidden, p, training):
    if not training or p == 1:
        return dropout(hidden, p, training)
    kept = torch.rand(*hidden.shape[:-1], 1) >= p
    return hidden * kept / (1 - p)


@exercise.slip(
    "You draw coins for the last dimension only, one mask for all rows. Every entry "
    "needs its own: which shape does the mask have then?"
)
def mask_of_the_last_dimension(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape[-1]) >= p) / (1 - p)


@exercise.slip(
    "`no_grad` stands around the scaling, so no gradient flows back. The mask needs "
    "none by itself: what is the block there for?"
)
def under_no_grad(hidden, p, training):
    if not training:
        return hidden
    with torch.no_grad():
        return hidden * (torch.rand(hidden.shape) >= p) / (1 - p)


def _chance(expected):
    return 0 < expected["share of zeros"] < 1


def _share(given, share):
    return abs(given["share of zeros"] - share) < 0.011


def _factor(given):
    low, high = given["factors of the others, from and to"]
    return low if high - low < 0.002 * abs(high) else None


def _right_share(given, expected):
    return _share(given, expected["share of zeros"]) and _factor(given) is not None


@exercise.symptom(
    "Whole rows vanish: some images lose everything, others nothing. Which shape do "
    "the coins need?"
)
def rows_vanish(given, expected):
    return not _chance(expected) or given["whole rows are zero"]


@exercise.symptom(
    "All rows lose the same entries: one mask serves the whole batch. Which shape does "
    "it have, and which should it have?"
)
def columns_vanish(given, expected):
    return not _chance(expected) or given["all rows lose the same"]


@exercise.symptom(
    "You write into `hidden` itself, and the caller still needs it. Which operation "
    "makes a new tensor?"
)
def writes_into_the_input(given, expected):
    return not _chance(expected) or not given["the input is left as it was"]


@exercise.symptom(
    "No gradient flows through your result in training, so nothing before this layer "
    "can learn. Which step cuts it off?"
)
def cut_off(given, expected):
    if not _chance(expected):
        return True
    return _right_share(given, expected) and not given["a gradient flows"]


@exercise.symptom(
    "You keep with probability `p` and divide by `p`, which fits together. But `p` is "
    "for dropping: what changes in both places?"
)
def keeps_and_divides_by_p(given, expected):
    p = expected["share of zeros"]
    if not _chance(expected):
        return True
    return _share(given, 1 - p) and abs(_factor(given) * p - 1) < 0.01


@exercise.symptom(
    "The share `p` is kept and the rest dropped. It should be the other way round: "
    "which numbers of `rand` are below `p`?"
)
def keeps_the_share(given, expected):
    return not _chance(expected) or _share(given, 1 - expected["share of zeros"])


@exercise.symptom(
    "Your coins come from `randn`, half of whose numbers are negative. Which function "
    "draws from 0 to 1, all alike?"
)
def normal_coins(given, expected):
    p = torch.tensor(expected["share of zeros"])
    return not _chance(expected) or _share(given, torch.special.ndtr(p).item())


@exercise.symptom(
    "Half of the numbers are dropped whatever `p` is. Where should `p` enter the draw?"
)
def fair_coins(given, expected):
    return not _chance(expected) or _share(given, 0.5)


@exercise.symptom(
    "You multiply by the random numbers themselves. An entry is kept or dropped, with "
    "nothing between: with what should each number be compared?"
)
def no_threshold(given, expected):
    if not _chance(expected):
        return True
    low, high = given["factors of the others, from and to"]
    return _share(given, 0) and low < 0.1 * high


@exercise.symptom(
    "One coin decides for all entries: all stay, or none. How many numbers need a coin "
    "of their own?"
)
def one_coin(given, expected):
    return not _chance(expected) or given["share of zeros"] in (0, 1)


@exercise.symptom(
    "You divide by the share that happened to stay, so each entry depends on all "
    "others. Which share stays on average?"
)
def by_the_actual_share(given, expected):
    if not _chance(expected) or not _right_share(given, expected):
        return not _chance(expected)
    return 0 < abs(_factor(given) / _factor(expected) - 1) < 0.02


@exercise.symptom(
    "The right share is dropped, but what stays has the wrong factor. If 7 of 10 stay, "
    "by what must each grow to keep the mean?"
)
def wrong_factor(given, expected):
    if not _chance(expected):
        return True
    right = abs(_factor(given) / _factor(expected) - 1) < 0.001
    return _right_share(given, expected) and not right


@exercise.symptom(
    "You return fewer entries than came in: a mask as an index takes entries out. What "
    "sets the others to zero, in their place?"
)
def takes_out(given, expected):
    return not _chance(expected) or given["the shape"].endswith(",)")
