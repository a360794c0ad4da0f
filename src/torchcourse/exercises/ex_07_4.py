"""Exercise 7.4: the 95 % interval of an accuracy."""

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
        import torch

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
