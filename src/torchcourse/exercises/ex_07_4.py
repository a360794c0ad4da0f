"""Exercise 7.4: the 95 % interval of an accuracy."""

import torch

from torchcourse.exercises.exercise import Exercise

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


def _around(right, margin, center=None):
    p = right.float().mean().item()
    reach = margin(p, len(right))
    middle = p if center is None else center(p)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


@exercise.slip(
    "Your margin is 1.96 times p(1 - p)/n. That is a variance: how do you get from it "
    "to a standard error?"
)
def no_root(right):
    return _around(right, lambda p, n: 1.96 * p * (1 - p) / n)


@exercise.slip(
    "You go 1.645 standard errors to either side, which leaves out 5 % at each end. "
    "How much may each end leave out of 95 %?"
)
def one_sided(right):
    return _around(right, lambda p, n: 1.645 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You give a lower end only, and 1 as the upper one. The interval has two sides."
)
def lower_end_only(right):
    return accuracy_interval(right)[0], 1.0


@exercise.slip(
    "You give a lower end only, 1.645 standard errors down, and 1 as the upper one. "
    "The interval has two sides: how much may each leave out?"
)
def one_sided_lower(right):
    return _around(right, lambda p, n: 1.645 * (p * (1 - p) / n) ** 0.5)[0], 1.0


@exercise.slip(
    "You go one standard error to either side, which holds two in three times. How "
    "many make it 95 in 100?"
)
def one_standard_error(right):
    return _around(right, lambda p, n: (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You go two standard errors, a good rule for the eye. The exercise names the exact "
    "number."
)
def two_standard_errors(right):
    return _around(right, lambda p, n: 2 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You go 2.576 standard errors, which is 99 %. Which number stands in the exercise?"
)
def ninety_nine(right):
    return _around(right, lambda p, n: 2.576 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You divide by n outside of the root. Four times as many images halve the error: "
    "what do yours do?"
)
def n_outside_the_root(right):
    return _around(right, lambda p, n: 1.96 * (p * (1 - p)) ** 0.5 / n)


@exercise.slip(
    "Your margin does not depend on the number of images. It is the spread of one "
    "answer: what happens to it in a mean of n?"
)
def without_n(right):
    return _around(right, lambda p, n: 1.96 * (p * (1 - p)) ** 0.5)


@exercise.slip(
    "You divide by n - 1, as for a variance with an unknown mean. Here p gives the "
    "variance: what does the formula divide by?"
)
def n_minus_one(right):
    return _around(right, lambda p, n: 1.96 * (p * (1 - p) / (n - 1)) ** 0.5)


@exercise.slip(
    "You left out 1 - p. A network that is always right has no spread: does yours?"
)
def without_the_rest(right):
    return _around(right, lambda p, n: 1.96 * (p / n) ** 0.5)


@exercise.slip(
    "You left out p. A network that is always wrong has no spread: does yours?"
)
def without_p(right):
    return _around(right, lambda p, n: 1.96 * ((1 - p) / n) ** 0.5)


@exercise.slip(
    "Your margin is that of an accuracy of one half, the widest there is. Which p do "
    "these answers have?"
)
def one_half(right):
    return _around(right, lambda p, n: 1.96 * (0.25 / n) ** 0.5)


@exercise.slip(
    "Your margin is 1.96 / sqrt(n), twice that of a coin. What does p(1 - p) do to it?"
)
def without_both(right):
    return _around(right, lambda p, n: 1.96 / n**0.5)


@exercise.slip(
    "That is the interval of the share of errors. Which share is the accuracy?"
)
def of_the_errors(right):
    return accuracy_interval(~right)


@exercise.slip(
    "The ends are right, and in each other's place. The lower one comes first."
)
def reversed_ends(right):
    return accuracy_interval(right)[::-1]


@exercise.slip(
    "An end lies outside of 0 to 1, where no accuracy can be. What do you do with it?"
)
def not_cut(right):
    p, n = right.float().mean().item(), len(right)
    margin = 1.96 * (p * (1 - p) / n) ** 0.5
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


@exercise.slip(
    "You return the accuracy and the margin. The exercise asks for the two ends."
)
def accuracy_and_margin(right):
    p, n = right.float().mean().item(), len(right)
    return p, 1.96 * (p * (1 - p) / n) ** 0.5


@exercise.slip("The ends are in percent. The exercise asks for shares from 0 to 1.")
def in_percent(right):
    return tuple(100 * end for end in accuracy_interval(right))


@exercise.slip(
    "That is the interval of the number of right answers. Divide by what to have an "
    "accuracy?"
)
def of_the_count(right):
    return tuple(len(right) * end for end in accuracy_interval(right))


@exercise.slip("You return the margin alone. Around what does it lie?")
def margin_alone(right):
    return accuracy_and_margin(right)[1]


@exercise.slip(
    "Your interval is half as long as it should be: 1.96 standard errors from end to "
    "end. They go to either side."
)
def half_as_long(right):
    return _around(right, lambda p, n: 0.98 * (p * (1 - p) / n) ** 0.5)


@exercise.slip("You go one standard error down and 1.96 up. The interval is symmetric.")
def lopsided(right):
    return one_standard_error(right)[0], accuracy_interval(right)[1]


@exercise.slip(
    "You go 2.58 standard errors to either side, which is 99 %. How many are 95 %?"
)
def ninety_nine_rounded(right):
    return _around(right, lambda p, n: 2.58 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You go 0.95 standard errors. 95 % is the share inside, not a number of standard "
    "errors: which one belongs to it?"
)
def the_share_as_factor(right):
    return _around(right, lambda p, n: 0.95 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You square p instead of multiplying it by 1 - p. Which answers have no spread?"
)
def one_minus_the_square(right):
    return _around(right, lambda p, n: 1.96 * ((1 - p**2) / n) ** 0.5)


@exercise.slip(
    "Your margin is 1.96 times `std()`, the spread of one answer, taken with n - 1. "
    "What happens to it in a mean of n?"
)
def spread_of_one(right):
    spread = right.float().std().item()
    return _around(right, lambda p, n: 1.96 * spread)


@exercise.slip(
    "You cut with `min` and `max` in each other's place: an end below 0 stays, and all "
    "others become 0 or 1. Which one raises a number to 0?"
)
def cut_the_wrong_way(right):
    low, high = not_cut(right)
    return min(low, 0.0), max(high, 1.0)


@exercise.slip(
    "The ends are rounded to two digits. Round when you print: which digits has the "
    "result?"
)
def rounded(right):
    return tuple(round(end, 2) for end in accuracy_interval(right))


@exercise.slip(
    "The ends are rounded to three digits. Round when you print, not before."
)
def rounded_to_three(right):
    return tuple(round(end, 3) for end in accuracy_interval(right))


@exercise.slip(
    "The ends are rounded to four digits. Who computes on with them needs all: where "
    "is the place to round?"
)
def rounded_to_four(right):
    return tuple(round(end, 4) for end in accuracy_interval(right))


@exercise.slip(
    "You return the accuracy and its standard error. From them to the two ends: how "
    "many standard errors, and in which directions?"
)
def accuracy_and_error(right):
    p, n = right.float().mean().item(), len(right)
    return p, (p * (1 - p) / n) ** 0.5


@exercise.slip(
    "You return the standard error alone. How far is it from there to the ends?"
)
def error_alone(right):
    return accuracy_and_error(right)[1]


@exercise.slip("You return the length of the interval. Where does it lie?")
def length_alone(right):
    return 2 * margin_alone(right)


@exercise.slip("You return the accuracy alone. How sure is it?")
def accuracy_alone(right):
    return accuracy_and_error(right)[0]


@exercise.slip(
    "You return three numbers. The interval has two ends: which one is no end?"
)
def with_the_accuracy(right):
    low, high = accuracy_interval(right)
    return low, accuracy_alone(right), high


@exercise.slip(
    "You return one tensor of two entries. How do you get two floats from it?"
)
def one_tensor(right):
    import torch

    return torch.tensor(accuracy_interval(right))


@exercise.slip(
    "You cut the number of right answers at 1, and it is far above. Divide by what, "
    "before you cut?"
)
def of_the_count_and_cut(right):
    low, high = (len(right) * end for end in not_cut(right))
    return max(low, 0.0), min(high, 1.0)


@exercise.slip(
    "You go 0.0196 standard errors, as if 1.96 were percent. It is a number of "
    "standard errors: how many?"
)
def percent_of_an_error(right):
    return _around(right, lambda p, n: 0.0196 * (p * (1 - p) / n) ** 0.5)


# The same mistakes where, besides, no end is cut off at 0 and 1.


def _uncut(right, margin):
    p = right.float().mean().item()
    reach = margin(p, len(right))
    return p - reach, p + reach


@exercise.slip(
    "The higher end comes first, and an end outside of 0 to 1 stays. Which accuracies "
    "are there, and in which order?"
)
def uncut_and_reversed(right):
    return not_cut(right)[::-1]


@exercise.slip(
    "You go two standard errors, where the exercise names the exact number, and no end "
    "is cut off. Which accuracies are there?"
)
def uncut_two_standard_errors(right):
    return _uncut(right, lambda p, n: 2 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You go 1.645 standard errors, which leaves out 5 % at each end, and no end is cut "
    "off. How much may each leave out?"
)
def uncut_one_sided(right):
    return _uncut(right, lambda p, n: 1.645 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "The ends are in percent, and none is cut off. The exercise asks for shares: from "
    "where to where do they go?"
)
def uncut_in_percent(right):
    return tuple(100 * end for end in not_cut(right))


@exercise.slip(
    "That is the interval of the number of right answers, and no end is cut off. What "
    "do you divide by to have an accuracy?"
)
def uncut_of_the_count(right):
    return tuple(len(right) * end for end in not_cut(right))


@exercise.slip(
    "That is the interval of the share of errors, and no end is cut off. Which share "
    "is the accuracy?"
)
def uncut_of_the_errors(right):
    return not_cut(~right)


@exercise.slip(
    "You divide by n - 1, where the formula of this section has n, and no end is cut "
    "off. Which accuracies are there?"
)
def uncut_n_minus_one(right):
    return _uncut(right, lambda p, n: 1.96 * (p * (1 - p) / (n - 1)) ** 0.5)


@exercise.slip(
    "You left out 1 - p, and no end is cut off. Which spread has a network that is "
    "always right?"
)
def uncut_without_the_rest(right):
    return _uncut(right, lambda p, n: 1.96 * (p / n) ** 0.5)


@exercise.slip(
    "Your margin does not depend on n, and no end is cut off. What happens to the "
    "spread of one answer in a mean of n?"
)
def uncut_without_n(right):
    return _uncut(right, lambda p, n: 1.96 * (p * (1 - p)) ** 0.5)


@exercise.slip(
    "Your margin is `std()`, the spread of one answer, times 1.96, and no end is cut "
    "off. What makes it that of a mean?"
)
def uncut_spread_of_one(right):
    spread = right.float().std().item()
    return _uncut(right, lambda p, n: 1.96 * spread)


@exercise.slip(
    "You go 2.58 standard errors, which is 99 %, and no end is cut off. How many are "
    "95 %, and which accuracies are there?"
)
def uncut_ninety_nine(right):
    return _uncut(right, lambda p, n: 2.58 * (p * (1 - p) / n) ** 0.5)


@exercise.slip(
    "You square p instead of multiplying it by 1 - p, and no end is cut off. Which "
    "answers have no spread?"
)
def uncut_one_minus_the_square(right):
    return _uncut(right, lambda p, n: 1.96 * ((1 - p**2) / n) ** 0.5)


@exercise.slip(
    "Your margin is that of an accuracy of one half, and no end is cut off. Which p "
    "do these answers have?"
)
def uncut_one_half(right):
    return _uncut(right, lambda p, n: 1.96 * (0.25 / n) ** 0.5)


@exercise.symptom("You return a dict or a text. The exercise asks for two floats.")
def no_pair(given, expected):
    return isinstance(given, dict | str)
