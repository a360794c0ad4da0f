"""Exercise 7.1: replay a run with early stopping."""

import random
from copy import deepcopy
from itertools import pairwise

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.words import describe

exercise = Exercise(
    "7.1",
    "early stopping",
    hints=(
        "Walk through the epochs and carry three things along: the lowest validation "
        "loss so far, its epoch, and how long you have waited since.",
        "A new lowest loss ends the waiting: from what does it count again?",
        "When the loop ends by itself, the patience never ran out. How many epochs "
        "were run then?",
    ),
)


@exercise.reference
def stop_early(training_losses, validation_losses, patience):
    lowest, best = float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


CASES = [
    (
        [0.90, 0.60, 0.42, 0.31, 0.33, 0.20, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04],
        [0.95, 0.70, 0.55, 0.58, 0.54, 0.50, 0.53, 0.52, 0.51, 0.56, 0.47, 0.60],
        3,
    ),
    (
        [0.80, 0.50, 0.30, 0.34, 0.35, 0.36, 0.12, 0.10, 0.08],
        [0.90, 0.92, 0.85, 0.87, 0.80, 0.82, 0.75, 0.77, 0.76],
        3,
    ),
    ([0.70, 0.40, 0.30, 0.20, 0.10], [0.60, 0.50, 0.50, 0.52, 0.40], 2),
    ([0.60, 0.50, 0.40, 0.30, 0.20, 0.10], [0.50, 0.60, 0.50, 0.70, 0.80, 0.40], 3),
    ([0.50, 0.60, 0.40, 0.30], [0.70, 0.65, 0.66, 0.50], 1),
    ([0.90, 0.80, 0.70, 0.60], [0.80, 0.70, 0.60, 0.50], 2),
    (
        [0.90, 0.70, 0.72, 0.74, 0.76, 0.78, 0.40, 0.30, 0.20, 0.10],
        [1.00, 0.60, 0.90, 0.80, 0.75, 0.70, 0.65, 0.55, 0.50, 0.45],
        4,
    ),
    (  # losses above 1, and a peak between two lowest ones
        [2.20, 1.70, 1.50, 1.20, 0.90, 0.80, 0.30, 0.60, 0.50],
        [2.31, 1.90, 2.40, 1.80, 2.10, 1.85, 1.40, 1.60, 1.70],
        2,
    ),
    (
        [1.50, 1.10, 0.90, 0.70, 0.80, 0.50, 0.40, 0.30, 0.20, 0.10],
        [1.20, 0.80, 0.70, 0.90, 0.75, 0.60, 0.65, 0.66, 0.67, 0.68],
        2,
    ),
    ([0.40, 0.30, 0.20, 0.10], [0.30, 0.50, 0.40, 0.60], 3),  # the first is the lowest
    ([0.40, 0.30, 0.20, 0.10], [0.50, 0.4999995, 0.499999, 0.4999985], 2),
    (  # squared errors of prices
        [6.1e10, 5.2e10, 4.9e10, 4.1e10, 3.7e10],
        [6.4e10, 5.9e10, 6.0e10, 5.1e10, 5.5e10],
        2,
    ),
]


@exercise.cases
def cases(generator):
    return deepcopy(CASES)


@exercise.observe
def replayed(answer, training_losses, validation_losses, patience):
    lists = [training_losses, validation_losses]
    mine = deepcopy(lists)
    given = answer(*mine, patience)
    if given is None:
        return None
    if not isinstance(given, list | tuple) or len(given) != 2:
        one = isinstance(given, int | float)
        return {"the result": given if one else describe(given)}
    return {
        "the result": "two numbers",
        "epochs run": given[0],
        "best epoch": given[1],
        "your code changes the caller's lists": mine != lists,
        **_nature(answer),
        "case": [*lists, patience],  # for the symptoms
    }


def _nature(answer):
    """Tell, by runs that are the same in every case, how an answer behaves."""
    training, validation, _ = CASES[0]
    draws = random.Random(0)
    others = [draws.sample(training, len(training)) for _ in range(6)]
    by_training = {_run(answer, other, validation, 3) for other in others}
    by_patience = {_run(answer, training, validation, p) for p in range(1, 6)}
    tiny, steep = CASES[-2][1], [0.8, 0.6, 0.4, 0.2]
    large = CASES[-1][1]
    small = [loss / 1e11 for loss in large]
    return {
        "the training losses have a say": len(by_training) > 1,
        "the patience has a say": len(by_patience) > 1,
        "tiny drops count": _run(answer, tiny, tiny) == _run(answer, steep, steep),
        "large losses count": _run(answer, large, large) == _run(answer, small, small),
        "a list of one epoch": _run(answer, [0.7], [0.8]),
    }


def _run(answer, training, validation, patience=2):
    try:
        numbers = answer([*training], [*validation], patience)
        if numbers is None:
            return "nothing"
        return " and ".join(f"{number:g}" for number in numbers)
    except Exception as error:
        return type(error).__name__


@exercise.slip(
    "You watch the training loss. It goes on falling while the network learns by "
    "heart: which of the two lists can tell?"
)
def watches_training(training_losses, validation_losses, patience):
    return stop_early(validation_losses, training_losses, patience)


@exercise.slip(
    "You count epochs from 0, as `enumerate` does. After the first epoch, how many "
    "have been run?"
)
def counts_from_zero(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - 1, best - 1


@exercise.slip(
    "The best epoch is right, but the run's length is the index of its last epoch, "
    "from 0. How many epochs were run?"
)
def length_from_zero(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - 1, best


@exercise.slip(
    "Where the patience runs out, you return indexes, from 0; where it does not, the "
    "length of the list. How many epochs are run up to index 0?"
)
def indexes_if_it_stops(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - (epochs - best == patience), best - 1


@exercise.slip(
    "Your lowest loss starts at 0, and no loss is below that. What must it start with, "
    "so that the first loss is lower?"
)
def starts_at_zero(training_losses, validation_losses, patience):
    return min(patience, len(validation_losses)), 0


@exercise.slip(
    "The two numbers are right, and in each other's place. Which one comes first?"
)
def swapped(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return best, epochs


@exercise.slip(
    "When the patience never runs out, you count one epoch too many. How long is the "
    "list?"
)
def one_beyond_the_end(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs + (epochs - best < patience), best


@exercise.slip(
    "You return the best epoch alone. How many epochs were run is asked for, too."
)
def best_alone(training_losses, validation_losses, patience):
    return stop_early(training_losses, validation_losses, patience)[1]


@exercise.slip(
    "You return the number of epochs alone. Which of them has the weights to keep?"
)
def epochs_alone(training_losses, validation_losses, patience):
    return stop_early(training_losses, validation_losses, patience)[0]


@exercise.symptom(
    "The result is right, but your code changes the caller's lists in place. Who runs "
    "on with them needs the old ones: work on a copy."
)
def changes_the_lists(given, expected):
    whole = type(given["epochs run"]) is type(given["best epoch"]) is int
    return (
        whole and {**given, "your code changes the caller's lists": False} == expected
    )


@exercise.symptom(
    "Your function returns nothing where the list ends before the patience does. What "
    "comes after the loop?"
)
def returns_nothing(given, expected):
    return given is None or given["a list of one epoch"] == "nothing"


@exercise.symptom(
    "Right, but a list of a single epoch gives an error, or other numbers. That run "
    "has one epoch, and keeps it: which line needs a second?"
)
def needs_a_second_epoch(given, expected):
    one = {"a list of one epoch": expected["a list of one epoch"]}
    wrong = given["a list of one epoch"] != expected["a list of one epoch"]
    return wrong and {**given, **one} == expected


# Wrong rules for the length of a run: whatever is kept, the run ends like that.


def _like(sentence):
    """Register a symptom: each result is one of the pairs that a rule gives.

    A best epoch of None stands for any.
    """

    def register(rule):
        def sign(given, expected):
            mine = given["epochs run"], given["best epoch"]
            pairs = rule(*given["case"])
            return any(mine[0] == e and b in (None, mine[1]) for e, b in pairs)

        exercise.symptom(sentence)(sign)
        return rule

    return register


def _first(losses, stops):
    """Return the index of the first epoch that stops, seen with the one before."""
    for epoch, pair in enumerate(pairwise(losses), start=1):
        if stops(*pair):
            return epoch
    return None


@_like("A single rise ends your run. Losses jitter: what is `patience` for?")
def first_rise(training_losses, validation_losses, patience):
    n = len(validation_losses)
    rise = _first(validation_losses, lambda before, loss: loss > before)
    return [(n, None)] if rise is None else [(rise, None), (rise + 1, None)]


@_like(
    "You stop at the first epoch that brings no lower loss. Losses jitter: what is "
    "`patience` for?"
)
def first_without_a_fall(training_losses, validation_losses, patience):
    n = len(validation_losses)
    rise = _first(validation_losses, lambda before, loss: loss >= before)
    return [(n, None)] if rise is None else [(rise, None), (rise + 1, None)]


@_like(
    "The first rise alone decides when your run ends. A later loss may be a new "
    "lowest: what does that do to the waiting?"
)
def patience_after_the_first_rise(training_losses, validation_losses, patience):
    n = len(validation_losses)
    rise = _first(validation_losses, lambda before, loss: loss > before)
    ends = [n] if rise is None else [rise + patience, rise + patience + 1]
    return [(end, None) for e in ends for end in (e, min(e, n))]


def _count(losses, patience, waits):
    """Run until a count is reached; ``waits`` gives the new count from the old one."""
    waited, lowest = 0, losses[0]
    for epoch, (before, loss) in enumerate(pairwise(losses), start=2):
        waited = waits(waited, loss, before, lowest)
        lowest = min(loss, lowest)
        if waited >= patience:
            return [(epoch, None)]
    return [(len(losses), None)]


def _waiting(sentence):
    """Register a symptom: each run is as long as if ``_count`` counts so."""

    def register(waits):
        _like(sentence)(lambda _, losses, patience: _count(losses, patience, waits))
        return waits

    return register


@_waiting(
    "You count rises in a row, each against the loss before. A fall that reaches no "
    "new lowest must not end the waiting: with what do you compare?"
)
def rises_in_a_row(waited, loss, before, lowest):
    return waited + 1 if loss >= before else 0


@_waiting(
    "You count rises in a row, and an equal loss ends the row. Only a loss below the "
    "lowest may end the waiting: with what do you compare?"
)
def rises_in_a_row_without_ties(waited, loss, before, lowest):
    return waited + 1 if loss > before else 0


@_waiting(
    "You add up all rises from one epoch to the next. A rise counts for nothing here: "
    "what is a loss compared with, and what restores the patience?"
)
def adds_up_rises(waited, loss, before, lowest):
    return waited + (loss > before)


@_like(
    "You add up all the epochs without a new lowest loss. A new lowest one restores "
    "the patience: which number goes back to zero?"
)
def never_resets(training_losses, validation_losses, patience):
    def waits(waited, loss, before, lowest):
        return waited + (loss >= lowest)

    ends = (_count(validation_losses, patience + more, waits) for more in (0, 1))
    return [pair for pairs in ends for pair in pairs]


@_waiting(
    "An equal loss is no waiting for you, and no new lowest either. It is not below "
    "the lowest: does the waiting go on?"
)
def ties_do_not_wait(waited, loss, before, lowest):
    return waited + (loss > lowest) if loss >= lowest else 0


@_waiting(
    "An equal loss restores the patience in your code. The exercise asks for one that "
    "is below: which comparison lets a tie through?"
)
def takes_ties(waited, loss, before, lowest):
    return waited + 1 if loss > lowest else 0


@_like("You wait one epoch too long. With a patience of 1, what ends the run?")
def waits_one_more(training_losses, validation_losses, patience):
    return [(stop_early([], validation_losses, patience + 1)[0], None)]


@_like(
    "You stop one epoch too soon. With a patience of 3, the third epoch without a new "
    "lowest loss is still run."
)
def waits_one_less(training_losses, validation_losses, patience):
    ends = stop_early([], validation_losses, max(patience - 1, 1))[0]
    return [(ends, None), (1 if patience == 1 else ends, None)]


@_like(
    "Your waiting starts before the first epoch, so a run may end one epoch early at "
    "first. The first loss is always the lowest so far."
)
def first_counts_as_waiting(training_losses, validation_losses, patience):
    def waits(waited, loss, before, lowest):
        return waited + 1 if loss >= lowest else 0

    first = validation_losses[0]  # as if an epoch before had had it as well
    ((end, best),) = _count([first, *validation_losses], patience, waits)
    return [(end - 1, best)]


@_like(
    "Every run of yours ends after `patience` epochs. Which epoch sets the count back "
    "to zero?"
)
def never_resets_at_all(training_losses, validation_losses, patience):
    return [(min(patience, len(validation_losses)), None)]


@_like(
    "You always run all epochs. Keeping the best finds good weights, but saves no "
    "time: when does the waiting end?"
)
def never_stops(training_losses, validation_losses, patience):
    return [(len(validation_losses), None)]


@_like(
    "You look for the highest loss, as if it were an accuracy. Which way is better "
    "here?"
)
def highest(training_losses, validation_losses, patience):
    return [stop_early([], [-loss for loss in validation_losses], patience)]


@_like(
    "You take the lowest loss of the whole list, and then wait. During the run the "
    "later losses are unknown: does the patience run out before?"
)
def knows_the_future(training_losses, validation_losses, patience):
    end = 1 + validation_losses.index(min(validation_losses)) + patience
    return [(end, None), (min(end, len(validation_losses)), None)]


@_like(
    "The length of your run is always the best epoch plus `patience`, even beyond the "
    "end of the list. How many epochs are run if the list ends first?"
)
def beyond_the_end(training_losses, validation_losses, patience):
    best = stop_early([], validation_losses, patience)[1]
    return [(best + patience, None)]


@_like(
    "You compare with the first loss in every epoch. A new lowest loss has to be "
    "remembered: which variable is never updated?"
)
def compares_with_the_first(training_losses, validation_losses, patience):
    def waits(waited, loss, before, lowest):
        return 0 if loss < first else waited + 1

    first = validation_losses[0]
    ((late, _),) = _count(validation_losses, patience, waits)
    ((soon, _),) = _count([first, *validation_losses], patience, waits)
    return [(late, None), (soon - 1, None)]


@_like(
    "You compare with the loss `patience` epochs before. The lowest one may lie in "
    "between: from which epoch does the waiting count?"
)
def looks_back(training_losses, validation_losses, patience):
    pairs = list(zip(validation_losses, validation_losses[patience:], strict=False))
    n = len(validation_losses)
    rises = [i + patience + 1 for i, (old, new) in enumerate(pairs) if new > old]
    ties = [i + patience + 1 for i, (old, new) in enumerate(pairs) if new >= old]
    return [((*ends, n)[0], None) for ends in (rises, ties)]


# The run has the right length; wrong rules for the epoch to keep.


def _keeps(sentence):
    """Register a symptom: the length is right, the best epoch is one of a rule's."""

    def register(rule):
        def sign(given, expected):
            training, validation, patience = given["case"]
            epochs, best = given["epochs run"], given["best epoch"]
            kept = rule(expected["best epoch"], epochs, training, validation, patience)
            return epochs == expected["epochs run"] and best == kept

        exercise.symptom(sentence)(sign)
        return rule

    return register


@_keeps(
    "You keep the last weights. By then the loss has been worse for a while: which "
    "epoch had the lowest?"
)
def keeps_the_last(best, epochs, training, validation, patience):
    return epochs


@_keeps(
    "Your best epoch is 0 if the first loss stays the lowest: how many epochs are done "
    "after the first?"
)
def zero_for_the_first(best, epochs, training, validation, patience):
    return best if best > 1 else 0


@_keeps(
    "The number of epochs is right, but the best one is its index in the list, from "
    "0. Count both alike."
)
def best_from_zero(best, epochs, training, validation, patience):
    return best - 1


@_keeps(
    "Your best epoch is one too late. If the last epochs were all waiting, which one "
    "came right before?"
)
def best_one_later(best, epochs, training, validation, patience):
    return best + 1


@_keeps(
    "Your best epoch may come after the stop. Those epochs are never run: among which "
    "losses may you look for the lowest?"
)
def looks_ahead(best, epochs, training, validation, patience):
    return 1 + validation.index(min(validation))


@_keeps(
    "Of equal losses you keep the last one. Only a loss below the lowest is a new "
    "lowest: which of the equal ones was that?"
)
def last_of_equals(best, epochs, training, validation, patience):
    return epochs - validation[:epochs][::-1].index(validation[best - 1])


@_keeps(
    "You stop by the validation loss, but keep the epoch with the lowest training "
    "loss. Which weights do better on new images?"
)
def best_by_training(best, epochs, training, validation, patience):
    return 1 + training.index(min(training[:epochs]))


@_keeps("You return the lowest loss. What is asked for is the epoch that reached it.")
def returns_the_loss(best, epochs, training, validation, patience):
    return validation[best - 1]


@_keeps(
    "You count `patience` epochs back from the end. That is the best epoch if the "
    "patience ran out: and if the list ended first?"
)
def counts_back(best, epochs, training, validation, patience):
    return epochs - patience


@_keeps(
    "When the patience never runs out, you keep the last epoch. The list's end changes "
    "nothing about which loss was the lowest: where is it?"
)
def keeps_the_last_at_the_end(best, epochs, training, validation, patience):
    return best if epochs - best == patience else epochs


@exercise.symptom(
    "Your lowest loss starts at a number, and some losses are above it from the start. "
    "Which start is above every loss?"
)
def starts_at_a_number(given, expected):
    return not given["large losses count"]


@exercise.symptom(
    "A tiny drop is no new lowest loss for you. The exercise asks for a loss below the "
    "lowest so far: by how much?"
)
def asks_for_a_drop(given, expected):
    return not given["tiny drops count"]


@exercise.symptom(
    "Your result changes with the training losses. They go on falling while the "
    "network learns by heart: which list alone tells how it does on new images?"
)
def lets_the_training_decide(given, expected):
    return given["the training losses have a say"]


@exercise.symptom(
    "Your result is the same for every `patience`. Where does your code use it?"
)
def ignores_the_patience(given, expected):
    return not given["the patience has a say"]
