"""Exercise 7.4: the 95 % interval of an accuracy."""

from math import isclose

import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.words import describe

exercise = Exercise(
    "7.4",
    "the interval of an accuracy",
    hints=(
        "The mean of the answers, as numbers 0 and 1, is the accuracy. What is its "
        "standard error?",
        "Two ends: as far below the accuracy as above. No accuracy is below 0 or "
        "above 1.",
    ),
)


@exercise.reference
def accuracy_interval(right):
    n = len(right)
    accuracy = right.float().mean().item()
    margin = 1.96 * (accuracy * (1 - accuracy) / n) ** 0.5
    return max(accuracy - margin, 0.0), min(accuracy + margin, 1.0)


@exercise.cases
def cases(generator):
    def right(count, n):
        order = torch.randperm(n, generator=generator)
        return (torch.arange(n) < count)[order]

    return [
        (right(900, 1000),),
        (right(30, 200),),
        (right(98, 100),),
        (right(2, 50),),
        (right(60, 60),),
    ]


@exercise.observe
def interval(answer, right):
    n, count = len(right), int(right.sum())
    given = answer(right)
    if given is None:
        return None
    if isinstance(given, torch.Tensor) and given.numel() == 1:
        given = given.item()
    if isinstance(given, int | float):
        return {"the result": given}
    if not isinstance(given, list | tuple):
        return {"the result": describe(given)}
    if len(given) != 2:
        return {"the result": f"{len(given)} numbers"}
    case = [count / n, n]  # for the symptoms
    return {
        "the result": "two numbers",
        "low": given[0],
        "high": given[1],
        "case": case,
    }


def _error(p, n):
    return (p * (1 - p) / n) ** 0.5


@exercise.slip(
    "An end lies outside of 0 to 1, where no accuracy can be. What do you do with it?"
)
def not_cut(right):
    p, n = right.float().mean().item(), len(right)
    margin = 1.96 * _error(p, n)
    return p - margin, p + margin


@exercise.slip(
    "You cut the upper end at 1, but a lower one below 0 stays. What is the lowest "
    "accuracy there is?"
)
def upper_cut_only(right):
    return not_cut(right)[0], accuracy_interval(right)[1]


@exercise.slip(
    "You cut the lower end at 0, but an upper one above 1 stays. What is the highest "
    "accuracy there is?"
)
def lower_cut_only(right):
    return accuracy_interval(right)[0], not_cut(right)[1]


@exercise.slip("You return the margin alone. Around what does it lie?")
def margin_alone(right):
    return 1.96 * error_alone(right)


@exercise.slip(
    "You return the standard error alone. How far is it from there to the ends?"
)
def error_alone(right):
    return _error(accuracy_alone(right), len(right))


@exercise.slip("You return the length of the interval. Where does it lie?")
def length_alone(right):
    return 2 * margin_alone(right)


@exercise.slip("You return the accuracy alone. How sure is it?")
def accuracy_alone(right):
    return right.float().mean().item()


@exercise.slip(
    "You return three numbers. The interval has two ends: which one is no end?"
)
def with_the_accuracy(right):
    low, high = accuracy_interval(right)
    return low, accuracy_alone(right), high


@exercise.symptom(
    "You return one tensor of two entries. How do you get two floats from it?"
)
def one_tensor(given, expected):
    return given["the result"].startswith("a tensor of shape (2,)")


# Wrong ends. Whether an end is cut off as well is told only where all else is right.


def _cut(end):
    return min(max(end, 0.0), 1.0)


def _ends(sentence):
    """Register a symptom: the ends are one of the pairs that a rule makes of p and n.

    Each may be cut off at 0 and 1, or not.
    """

    def register(rule):
        def is_it(given, end):
            near = {"rel_tol": exercise.rtol, "abs_tol": exercise.atol}
            return isclose(given, end, **near) or isclose(given, _cut(end), **near)

        def sign(given, expected):
            pairs = rule(*given["case"])
            return any(
                is_it(given["low"], low) and is_it(given["high"], high)
                for low, high in pairs
            )

        exercise.symptom(sentence)(sign)
        return rule

    return register


def _margin(sentence):
    """Register a symptom: the ends lie around p, by one of a rule's wrong margins."""

    def register(rule):
        def ends(p, n):
            return [(p - margin, p + margin) for margin in rule(p, n)]

        _ends(sentence)(ends)
        return rule

    return register


@_margin(
    "Where one end would leave 0 to 1, you shorten both sides. Only the end that lies "
    "outside has to move: what about the other?"
)
def shrinks_both_sides(p, n):
    return [min(1.96 * _error(p, n), p, 1 - p)]


@_margin(
    "Your margin comes from a variance, p(1 - p)/n. How do you get from that to a "
    "standard error?"
)
def no_root(p, n):
    variances = p * (1 - p) / n, p * (1 - p) / (n - 1)
    return [z * variance for z in (1, 1.96, 2) for variance in variances]


@_margin(
    "You go 1.645 standard errors to either side, which leaves out 5 % at each end. "
    "How much may each end leave out of 95 %?"
)
def ninety(p, n):
    return [z * _error(p, n) for z in (1.645, 1.64, 1.65)]


@_margin(
    "You go one standard error to either side, which holds two in three times. How "
    "many make it 95 in 100?"
)
def one_standard_error(p, n):
    return [_error(p, n)]


@_margin(
    "You go two standard errors, a good rule for the eye. The exercise names the exact "
    "number."
)
def two_standard_errors(p, n):
    return [2 * _error(p, n)]


@_margin(
    "You go about 2.58 standard errors to either side, which is 99 %. Which number "
    "stands in the exercise?"
)
def ninety_nine(p, n):
    return [z * _error(p, n) for z in (2.576, 2.58, 2.57, 2.5758)]


@_margin(
    "You divide by n outside of the root. Four times as many images halve the error: "
    "what do yours do?"
)
def n_outside_the_root(p, n):
    return [z * (p * (1 - p)) ** 0.5 / n for z in (1, 1.96, 2)]


@_margin(
    "Your margin is the spread of one answer, however many there are. What happens to "
    "it in a mean of n?"
)
def spread_of_one(p, n):
    spread = (p * (1 - p)) ** 0.5
    return [
        z * one for z in (1, 1.96, 2) for one in (spread, spread * (n / (n - 1)) ** 0.5)
    ]


@_margin(
    "You divide by n - 1, as for a variance with an unknown mean, and as `std` does by "
    "itself. What does the formula of this section divide by?"
)
def n_minus_one(p, n):
    return [1.96 * _error(p, n - 1)]


@_margin(
    "You left out 1 - p. A network that is always right has no spread: does yours?"
)
def without_the_rest(p, n):
    return [1.96 * (p / n) ** 0.5]


@_margin("You left out p. A network that is always wrong has no spread: does yours?")
def without_p(p, n):
    return [1.96 * ((1 - p) / n) ** 0.5]


@_margin(
    "You square p instead of multiplying it by 1 - p. Which answers have no spread?"
)
def one_minus_the_square(p, n):
    return [1.96 * ((1 - p**2) / n) ** 0.5]


@_margin(
    "Your margin is that of an accuracy of one half, the widest there is. Which p do "
    "these answers have?"
)
def one_half(p, n):
    return [1.96 * (0.25 / n) ** 0.5]


@_margin(
    "Your margin is 1.96 / sqrt(n), twice that of a coin. What does p(1 - p) do to it?"
)
def without_both(p, n):
    return [1.96 / n**0.5]


@_margin(
    "Your n is a fixed number, whatever comes in: that of other images? How many "
    "answers does `right` hold?"
)
def fixed_n(p, n):
    sizes = (100, 1000, 2000, 5000, 6000, 8000, 10_000, 12_000, 50_000, 60_000, 70_000)
    return [1.96 * _error(p, size) for size in sizes]


@_margin(
    "Your interval is half as long as it should be: 1.96 standard errors from end to "
    "end. They go to either side."
)
def half_as_long(p, n):
    return [0.98 * _error(p, n)]


@_margin(
    "You go 0.95 standard errors. 95 % is the share inside, not a number of standard "
    "errors: which one belongs to it?"
)
def the_share_as_factor(p, n):
    return [0.95 * _error(p, n)]


@_margin(
    "You go 0.0196 standard errors, as if 1.96 were percent. It is a number of "
    "standard errors: how many?"
)
def percent_of_an_error(p, n):
    return [0.0196 * _error(p, n)]


def _interval(p, n, z=1.96):
    return p - z * _error(p, n), p + z * _error(p, n)


@_ends("The ends are in each other's place. The lower one comes first.")
def reversed_ends(p, n):
    return [_interval(p, n)[::-1]]


@_ends(
    "One of your ends is the accuracy itself. The interval has two sides: how far does "
    "it reach on the other?"
)
def one_side_of_the_accuracy(p, n):
    both = [_interval(p, n, z) for z in (1.96, 1.645, 1, 2)]
    return [pair for low, high in both for pair in ((low, p), (p, high))]


@_ends(
    "One of your ends is always 0 or 1. The interval has two sides: how much may it "
    "leave out at each?"
)
def one_end_open(p, n):
    both = [_interval(p, n, z) for z in (1.96, 1.645, 1, 2)]
    return [pair for low, high in both for pair in ((low, 1.0), (0.0, high))]


@_ends(
    "You go 1.96 standard errors to one side, and one to the other. Which way is the "
    "accuracy more likely to be off?"
)
def lopsided(p, n):
    far, near = _interval(p, n), _interval(p, n, 1)
    return [(near[0], far[1]), (far[0], near[1])]


@_ends("That is the interval of the share of errors. Which share is the accuracy?")
def of_the_errors(p, n):
    return [_interval(1 - p, n)]


@_ends("Your interval lies around 0. Around what should the margin lie?")
def around_zero(p, n):
    margin = 1.96 * _error(p, n)
    return [(-margin, margin)]


@_ends("You return the accuracy and the margin. The exercise asks for the two ends.")
def accuracy_and_margin(p, n):
    return [(p, 1.96 * _error(p, n))]


@_ends(
    "You return the accuracy and its standard error. From them to the two ends: how "
    "many standard errors, and in which directions?"
)
def accuracy_and_error(p, n):
    return [(p, _error(p, n))]


def _times(sentence):
    """Register a symptom: all ends are times too large, cut off there or not."""

    def register(factor):
        def sign(given, expected):
            p, n = expected["case"]
            ends = given["low"], given["high"]
            return all(
                any(
                    isclose(mine, factor(n) * e, rel_tol=1e-4) for e in (end, _cut(end))
                )
                for mine, end in zip(ends, _interval(p, n), strict=True)
            )

        exercise.symptom(sentence)(sign)
        return factor

    return register


@_times("The ends are in percent. The exercise asks for shares from 0 to 1.")
def in_percent(n):
    return 100


@_times(
    "That is the interval of the number of right answers. Divide by what to have an "
    "accuracy?"
)
def of_the_count(n):
    return n


@_ends(
    "You cut counts or percent, as if they lay between 0 and 1. What do you divide by, "
    "before you cut?"
)
def cut_too_early(p, n):
    both = [[factor * end for end in _interval(p, n)] for factor in (n, 100)]
    return [(max(low, 0.0), min(high, 1.0)) for low, high in both]


@_ends(
    "You cut with `min` and `max` in each other's place: an end below 0 stays, and all "
    "others become 0 or 1. Which one raises a number to 0?"
)
def cut_the_wrong_way(p, n):
    low, high = _interval(p, n)
    return [(min(low, 0.0), max(high, 1.0))]


@exercise.symptom(
    "The ends are rounded. Who computes on with them needs all digits: where is the "
    "place to round?"
)
def rounded(given, expected):
    ends = zip(_interval(*expected["case"]), (given["low"], given["high"]), strict=True)
    pairs = [((end, _cut(end)), mine) for end, mine in ends]
    return any(
        all(mine in [round(end, digits) for end in some] for some, mine in pairs)
        for digits in range(1, 6)
    )
