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
        (hidden(250, 400), 0.25, True),
        (hidden(40, 50, 60), 0.8, True),
        (hidden(500, 200), 0.0025, True),  # coins of few sides cannot be that rare
        (hidden(100, 200), 0.4, False),
        (hidden(20, 30), 0.0, True),
        (hidden(30, 20), 1.0, True),
    ]


@exercise.observe
def properties(answer, hidden, p, training):
    torch.manual_seed(0)
    leaf = hidden.clone().requires_grad_()
    inner = leaf.clone()  # as a layer before would hand it over
    case = {"p": p, "in training": training}
    try:
        given = answer(inner, p, training)
    except ZeroDivisionError:
        if p not in (0, 1):
            raise
        return {**case, "the type": "no tensor, but a ZeroDivisionError"}
    form = _form(given, hidden)
    if form is None or "the dtype" not in form:
        return form and {**case, **form}
    factors = (given / hidden).detach()
    form["the input is left as it was"] = torch.equal(inner, hidden)
    form.update(_pattern(factors == 0, factors, p))
    if "share of zeros" in form:
        form.update(_slope(given, leaf, factors))
        form.update(_repeats(answer, hidden, p, training, factors == 0))
    return {**case, **form}


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


def _pattern(zero, factors, p):
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
    low, high = _ends(others, p)
    kept = len(others) / len(zero.flatten())
    return {
        **shared,
        "share of zeros": _share(1 - kept, zero.numel(), p),
        "NaN in the result": bool(factors.isnan().any()),
        "factors of the others": f"from {low:g} to {high:g}" if kept else "none",
        "by the share that stayed": mixed
        and _by(others * (1 - p) - 1, others * kept - 1),
        "like": "nothing" if mixed or p in (0, 1) else _alike(factors),
    }


def _share(share, n, p):
    """Round a share; one that differs from a likely one by chance only is that one."""
    likely = (p, 1 - p, 0.5, torch.special.ndtr(torch.tensor(p)).item())
    for one in likely:
        if abs(share - one) <= 4.5 * (one * (1 - one) / n) ** 0.5:
            return round(one, 4)
    return round(share, 2)


def _ends(factors, p):
    """Return the smallest and the largest factor, without what float32 adds."""
    right = 1 / (1 - p) if p < 1 else 1.0
    ends = [end.item() for end in factors.aminmax()] if len(factors) else [0.0, 0.0]
    return [right if abs(end / right - 1) < 1e-4 else end for end in ends]


def _by(right, actual):
    return bool((right.abs() > 2e-5).all() and (actual.abs() < 1e-5).all())


def _alike(factors):
    """Tell what the factors look like where none is zero."""
    scaled = factors / factors.max()
    thirds = torch.tensor([scaled.mean(), scaled.square().mean()])
    if torch.allclose(thirds, torch.tensor([1 / 2, 1 / 3]), atol=0.01):
        return "numbers of rand"
    normal = torch.tensor([factors.mean(), factors.std()])
    if torch.allclose(normal, torch.tensor([0.0, 1.0]), atol=0.02):
        return "numbers of randn"
    return "nothing"


def _slope(given, leaf, factors):
    slope = torch.zeros_like(leaf)
    if given.requires_grad:
        (found,) = torch.autograd.grad(given.sum(), leaf, allow_unused=True)
        slope = slope if found is None else found
    same = torch.allclose(slope.double(), factors.double(), atol=1e-4, equal_nan=True)
    return {
        FLOWS: bool(slope.any()) or not factors.any(),
        "NaN in the gradient": bool(slope.isnan().any()),
        "the gradient takes the same factors": same,
    }


def _repeats(answer, hidden, p, training, zero):
    """Tell what some more calls have in common with the first."""
    mixed = bool(zero.any()) and not bool(zero.all())
    calls = [zero] if mixed else []
    part = hidden if mixed else hidden[:2]  # where one coin decides, many calls tell
    for _ in range(3 if mixed else 40):
        torch.rand(7)  # as other layers would do between two calls
        calls.append(answer(part.clone(), p, training) / part == 0)
    return {
        "always the same number of zeros": len({int(c.sum()) for c in calls}) == 1,
        OTHERS: any(not torch.equal(calls[0], c) for c in calls),
    }


FLOWS = "a gradient flows"
OTHERS = "a second call drops others"


@exercise.slip("You drop in use, and nothing in training. Turn the switch around.")
def switch_reversed(hidden, p, training):
    return dropout(hidden, p, not training)


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
    "You return two things, the result and its mask. The next layer wants one tensor: "
    "which?"
)
def returns_both(hidden, p, training):
    return dropout(hidden, p, training), hidden != 0


# Right but for one case.


@exercise.symptom(
    "Right, but for a `p` of 1: there you divide by zero. What is left when everything "
    "is dropped?"
)
def divides_by_zero(given, expected):
    if expected["p"] != 1:
        return given == expected
    return "Zero" in given["the type"] or given["NaN in the result"]


@exercise.symptom(
    "At `p` of 1 the values are right, but the gradient is NaN: you still divide by "
    "zero before you choose. What could be divided by instead?"
)
def nan_gradient(given, expected):
    if expected["p"] != 1:
        return given == expected
    return given["share of zeros"] == 1 and given["NaN in the gradient"]


@exercise.symptom(
    "No gradient flows in use, outside of training. A network in use may be asked for "
    "gradients as well: what cuts them off?"
)
def cut_off_in_use(given, expected):
    if expected["in training"]:
        return given == expected
    return {**given, **_slope_of(expected)} == expected and not given[FLOWS]


def _slope_of(observed):
    return {key: value for key, value in observed.items() if "gradient" in key}


# What happens in training; p of 0.0025 is there for the shares only.


def _training(sentence, rare=False):
    """Register a symptom of the cases in training with chance."""

    def register(sign):
        def told(given, expected):
            chance = expected["in training"] and (0.1, 0)[rare] < expected["p"] < 1
            return not chance or sign(given, expected)

        exercise.symptom(sentence)(told)
        return sign

    return register


def _factor(given):
    _, low, _, high = given["factors of the others"].split()
    return float(low) if abs(float(high) / float(low) - 1) < 1e-3 else None


def _same_share(given, expected):
    return given["share of zeros"] == expected["share of zeros"]


def _grows_by(given, factor):
    return abs(_factor(given) / factor - 1) < 2e-4


@_training(
    "Whole rows vanish: some images lose everything, others nothing. Which shape do "
    "the coins need?"
)
def rows_vanish(given, expected):
    return given["whole rows are zero"]


@_training(
    "All rows lose the same entries: one mask serves the whole batch. Which shape does "
    "it have, and which should it have?"
)
def columns_vanish(given, expected):
    return given["all rows lose the same"]


@_training(
    "Entries in a line share a coin, so whole lines vanish. `hidden` may have any "
    "shape: which shape should the coins have?"
)
def lines_vanish(given, expected):
    return given["whole lines are zero"]


@_training(
    "One coin decides for all entries: all stay, or none. How many numbers need a coin "
    "of their own?"
)
def one_coin(given, expected):
    return given["share of zeros"] in (0, 1) and given[OTHERS]


@_training("You drop nothing in training. Where is the chance?")
def drops_nothing(given, expected):
    return given["share of zeros"] == 0 and not given[OTHERS] and _factor(given)


@_training(
    "You write into `hidden` itself, and the caller still needs it. Which operation "
    "makes a new tensor?"
)
def writes_into_the_input(given, expected):
    return not given["the input is left as it was"]


@_training(
    "No gradient flows through your result in training, so nothing before this layer "
    "can learn. What does `detach`, `no_grad` or a new tensor do to it?"
)
def cut_off(given, expected):
    right = given["factors of the others"] == expected["factors of the others"]
    return right and _same_share(given, expected) and not given[FLOWS]


@_training(
    "You drop an exact number of entries, so they are not independent: one that stays "
    "makes the others less safe. Give each a coin of its own."
)
def exact_count(given, expected):
    same = given["always the same number of zeros"] and given[OTHERS]
    return _same_share(given, expected) and same


@_training(
    "You keep with probability `p` and divide by `p`, which fits together. But `p` is "
    "for dropping: what changes in both places?"
)
def keeps_and_divides_by_p(given, expected):
    p = expected["p"]
    return given["share of zeros"] == round(1 - p, 4) and _grows_by(given, 1 / p)


@_training(
    "The share `p` is kept and the rest dropped. It should be the other way round: "
    "which numbers of `rand` are below `p`?"
)
def keeps_the_share(given, expected):
    return given["share of zeros"] == round(1 - expected["p"], 4)


@_training(
    "Your coins come from `randn`, half of whose numbers are negative. Which function "
    "draws from 0 to 1, all alike?"
)
def normal_coins(given, expected):
    below = torch.special.ndtr(torch.tensor(expected["p"])).item()
    return given["share of zeros"] == round(below, 4)


@_training(
    "Half of the numbers are dropped whatever `p` is. Where should `p` enter the draw?"
)
def fair_coins(given, expected):
    return given["share of zeros"] == 0.5


@_training(
    "Some values of `p` drop another share: your coins have ten or a hundred sides, so "
    "`p` is rounded. Which draw knows no steps?",
    rare=True,
)
def coins_of_few_sides(given, expected):
    share, p = given["share of zeros"], expected["p"]
    if share == p:
        return p > 0.01
    return abs(share - p) <= 0.1 and round(100 * share, 6) % 1 == 0


@_training(
    "You multiply by the random numbers themselves. An entry is kept or dropped, with "
    "nothing between: with what should each number be compared?"
)
def no_threshold(given, expected):
    return given["like"] in ("numbers of rand", "numbers of randn")


@_training(
    "No entry of your result is 0 in training, so what you drop becomes some other "
    "number, or nothing is dropped. What comes after the zeros, or in their place?"
)
def no_zeros(given, expected):
    return given["share of zeros"] == 0 and _factor(given) is None


# What happens in use, outside of training.


def _use(sentence, factor=None):
    """Register a symptom of the case in use, given the factor kept in training."""

    def register(sign):
        def told(given, expected):
            p = expected["p"]
            if expected["in training"]:
                return not 0.1 < p < 1 or factor is None or _grows_by(given, factor(p))
            return sign(given, p)

        exercise.symptom(sentence)(told)
        return sign

    return register


@_use(
    "You return zeros in use. Then the network sees nothing: how does `hidden` come "
    "back outside of training?"
)
def zeros_in_use(given, p):
    return given["share of zeros"] == 1


@_use(
    "You drop in use, too. Then the same image gives another answer every time: which "
    "argument says whether this is training?"
)
def active_in_use(given, p):
    return 0 < given["share of zeros"] < 1 or given["whole rows are zero"]


@_use(
    "You scale in use instead of in training. That was the first form of dropout; here "
    "an input in use comes back unchanged. When must the mean be kept?",
    lambda p: 1,
)
def scales_in_use(given, p):
    return _grows_by(given, 1 - p)


@_use(
    "You scale in training, and the other way in use: one undoes the other. In use "
    "nothing is dropped: what is there to make up for?",
    lambda p: 1 / (1 - p),
)
def scales_back_in_use(given, p):
    return _grows_by(given, 1 - p)


@_use("You scale in use, too. Nothing is dropped there: what is there to make up for?")
def scales_always(given, p):
    return _grows_by(given, 1 / (1 - p)) or _grows_by(given, 1 / p)


# The share is right, the factor is not.


@_training(
    "The numbers that stay are not scaled, so the mean shrinks, and the next layer "
    "meets larger numbers in use than in training. By which factor is the mean off?"
)
def no_rescale(given, expected):
    return _same_share(given, expected) and _grows_by(given, 1)


@_training(
    "You divide by the share that happened to stay, so each entry depends on all "
    "others. Which share stays on average?"
)
def by_the_actual_share(given, expected):
    return _same_share(given, expected) and given["by the share that stayed"]


@_training(
    "You drop the right share and scale by 1/p. How many of ten numbers are left with "
    "`p` of 0.3, and what makes up for the others?"
)
def scales_by_p(given, expected):
    return _same_share(given, expected) and _grows_by(given, 1 / expected["p"])


@_training(
    "You multiply the numbers that stay by 1 - p, so the mean shrinks twice. What "
    "keeps it?"
)
def multiplies(given, expected):
    return _same_share(given, expected) and _grows_by(given, 1 - expected["p"])


@_training(
    "The right share is dropped, but what stays has the wrong factor. If 7 of 10 stay, "
    "by what must each grow to keep the mean?"
)
def wrong_factor(given, expected):
    right = given["factors of the others"] == expected["factors of the others"]
    return _same_share(given, expected) and _factor(given) and not right


@_training(
    "You return fewer entries than came in: a mask as an index takes entries out. What "
    "sets the others to zero, in their place?"
)
def takes_out(given, expected):
    return given["the shape"].endswith(",)")
