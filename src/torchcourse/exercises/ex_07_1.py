"""Exercise 7.1: replay a run with early stopping."""

from copy import deepcopy
from itertools import pairwise

from torchcourse.exercises.exercise import Exercise

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


MORE_CASES = [
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
]


@exercise.cases
def cases(generator):
    return [
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
        ([0.50, 0.60, 0.40, 0.30], [0.70, 0.65, 0.66, 0.50], 1),
        ([0.90, 0.80, 0.70, 0.60], [0.80, 0.70, 0.60, 0.50], 2),
        (
            [0.90, 0.70, 0.72, 0.74, 0.76, 0.78, 0.40, 0.30, 0.20, 0.10],
            [1.00, 0.60, 0.90, 0.80, 0.75, 0.70, 0.65, 0.55, 0.50, 0.45],
            4,
        ),
        *deepcopy(MORE_CASES),  # an answer may change its lists
    ]


def _replay(losses, patience, newer=lambda loss, lowest: loss < lowest):
    lowest, best = None, 0
    for epoch, loss in enumerate(losses, start=1):
        if lowest is None or newer(loss, lowest):
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


@exercise.slip(
    "You stop at the first epoch without a new lowest loss. Losses jitter: how many "
    "such epochs does `patience` allow?"
)
def stops_on_the_first_rise(training_losses, validation_losses, patience):
    return stop_early(training_losses, validation_losses, 1)


@exercise.slip(
    "You watch the training loss. It goes on falling while the network learns by "
    "heart: which of the two lists can tell?"
)
def watches_training(training_losses, validation_losses, patience):
    return stop_early(validation_losses, training_losses, patience)


@exercise.slip(
    "You keep the last weights. By then the loss has been worse for a while: which "
    "epoch had the lowest?"
)
def keeps_the_last(training_losses, validation_losses, patience):
    epochs, _ = stop_early(training_losses, validation_losses, patience)
    return epochs, epochs


@exercise.slip(
    "You count epochs from 0, as `enumerate` does. After the first epoch, how many "
    "have been run?"
)
def counts_from_zero(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - 1, best - 1


@exercise.slip(
    "The number of epochs is right, but the best one is its index in the list, from "
    "0. Count both alike."
)
def best_from_zero(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs, best - 1


@exercise.slip(
    "The best epoch is right, but the run's length is the index of its last epoch, "
    "from 0. How many epochs were run?"
)
def length_from_zero(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - 1, best


@exercise.slip("You wait one epoch too long. With a patience of 1, what ends the run?")
def waits_one_more(training_losses, validation_losses, patience):
    return stop_early(training_losses, validation_losses, patience + 1)


@exercise.slip(
    "You stop one epoch too soon. With a patience of 3, the third epoch without a new "
    "lowest loss is still run."
)
def waits_one_less(training_losses, validation_losses, patience):
    lowest, best, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(validation_losses, start=1):
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        elif waited >= patience - 1:
            break
    return epoch, best


@exercise.slip(
    "You compare each loss with the one before. A loss may fall from a peak and still "
    "be far from the lowest: with what do you compare?"
)
def compares_with_the_last(training_losses, validation_losses, patience):
    waited, best, last = 0, 0, float("inf")
    for epoch, loss in enumerate(validation_losses, start=1):
        waited += 1
        if loss < last:
            waited, best = 0, epoch
        last = loss
        if waited == patience:
            break
    return epoch, best


@exercise.slip(
    "You count rises in a row, from one epoch to the next, and keep the lowest. A fall "
    "that reaches no new lowest must not end the waiting."
)
def counts_rises_in_a_row(training_losses, validation_losses, patience):
    waited, last, seen = 0, float("inf"), []
    for loss in validation_losses:
        waited = waited + 1 if loss >= last else 0
        last = loss
        seen.append(loss)
        if waited == patience:
            break
    return len(seen), 1 + seen.index(min(seen))


@exercise.slip(
    "You add up all the epochs without a new lowest loss. A new lowest one restores "
    "the patience: which number goes back to zero?"
)
def never_resets(training_losses, validation_losses, patience):
    lowest, best, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best


@exercise.slip(
    "Your best epoch may come after the stop. Those epochs are never run: among which "
    "losses may you look for the lowest?"
)
def looks_ahead(training_losses, validation_losses, patience):
    epochs, _ = stop_early(training_losses, validation_losses, patience)
    return epochs, 1 + validation_losses.index(min(validation_losses))


@exercise.slip(
    "You run all epochs, and then keep the best. That finds good weights, but saves no "
    "time: when does the waiting end?"
)
def never_stops(training_losses, validation_losses, patience):
    return len(validation_losses), 1 + validation_losses.index(min(validation_losses))


@exercise.slip(
    "An equal loss counts as a new lowest for you. The exercise asks for one that is "
    "below: which comparison lets a tie through?"
)
def takes_ties(training_losses, validation_losses, patience):
    return _replay(validation_losses, patience, lambda loss, lowest: loss <= lowest)


@exercise.slip(
    "You look for the highest loss, as if it were an accuracy. Which way is better "
    "here?"
)
def highest(training_losses, validation_losses, patience):
    return _replay(validation_losses, patience, lambda loss, lowest: loss > lowest)


@exercise.slip(
    "The two numbers are right, and in each other's place. Which one comes first?"
)
def swapped(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return best, epochs


@exercise.slip(
    "You return the lowest loss. What is asked for is the epoch that reached it."
)
def returns_the_loss(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs, validation_losses[best - 1]


@exercise.slip(
    "You count `patience` epochs back from the end. That is the best epoch if the "
    "patience ran out: and if the list ended first?"
)
def counts_back(training_losses, validation_losses, patience):
    epochs, _ = stop_early(training_losses, validation_losses, patience)
    return epochs, epochs - patience


@exercise.slip(
    "When the patience never runs out, you count one epoch too many. How long is the "
    "list?"
)
def one_beyond_the_end(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    ended = epochs == len(validation_losses) and epochs - best < patience
    return epochs + ended, best


@exercise.slip(
    "Your waiting starts before the first epoch, so a run may end one epoch early at "
    "first. The first loss is always the lowest so far."
)
def first_counts_as_waiting(training_losses, validation_losses, patience):
    lowest, best, waited = validation_losses[0], 1, 0
    for epoch, loss in enumerate(validation_losses, start=1):
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        if waited == patience:
            break
    return epoch, best


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


@exercise.slip(
    "You add up all epochs without a new lowest loss, and wait for more than "
    "`patience` of them. What sets the count back, and which one ends the run?"
)
def never_resets_and_waits_longer(training_losses, validation_losses, patience):
    return never_resets(training_losses, validation_losses, patience + 1)


@exercise.slip(
    "You count every epoch as waiting, so each run ends after `patience` epochs. Which "
    "epoch sets the count back to zero?"
)
def never_resets_at_all(training_losses, validation_losses, patience):
    epochs = min(patience, len(validation_losses))
    return stop_early(training_losses, validation_losses[:epochs], patience)


@exercise.slip(
    "You take the lowest loss of the whole list and add `patience`. During the run the "
    "later losses are unknown: what can each epoch compare with?"
)
def knows_the_future(training_losses, validation_losses, patience):
    best = 1 + validation_losses.index(min(validation_losses))
    return best + patience, best


@exercise.slip(
    "You take the lowest loss of the whole list, and then wait. During the run the "
    "later losses are unknown: does the patience run out before?"
)
def knows_the_future_of_the_list(training_losses, validation_losses, patience):
    best = 1 + validation_losses.index(min(validation_losses))
    return min(best + patience, len(validation_losses)), best


def _gaps(training_losses, validation_losses):
    pairs = zip(training_losses, validation_losses, strict=True)
    return [training - validation for training, validation in pairs]


@exercise.slip(
    "You watch training minus validation, which goes on falling as the network learns "
    "by heart. Which list alone tells how it does on new images?"
)
def watches_training_minus_validation(training_losses, validation_losses, patience):
    return _replay(_gaps(training_losses, validation_losses), patience)


@exercise.slip(
    "You watch validation minus training. That gap is smallest before anything is "
    "learned: what should be low?"
)
def watches_validation_minus_training(training_losses, validation_losses, patience):
    return _replay(_gaps(validation_losses, training_losses), patience)


@exercise.slip(
    "You watch how far training and validation are apart. They may be close and both "
    "high: what should be low?"
)
def watches_the_distance(training_losses, validation_losses, patience):
    gaps = _gaps(validation_losses, training_losses)
    return _replay([abs(gap) for gap in gaps], patience)


@exercise.slip(
    "You watch the sum of both losses. The training loss goes on falling in it: which "
    "of the two may decide?"
)
def watches_the_sum(training_losses, validation_losses, patience):
    pairs = zip(training_losses, validation_losses, strict=True)
    return _replay([sum(pair) for pair in pairs], patience)


@exercise.slip(
    "You ask both losses for a new lowest. The training loss has no say here: which "
    "list is left?"
)
def both_must_fall(training_losses, validation_losses, patience):
    lowest, best = (float("inf"), float("inf")), 0
    pairs = zip(training_losses, validation_losses, strict=True)
    for epoch, losses in enumerate(pairs, start=1):
        if losses[0] < lowest[0] and losses[1] < lowest[1]:
            lowest, best = losses, epoch
        if epoch - best == patience:
            break
    return epoch, best


@exercise.slip(
    "You count epochs whose validation loss is above the training loss. That is usual: "
    "with what should a validation loss be compared?"
)
def counts_gaps(training_losses, validation_losses, patience):
    waited, epochs = 0, 0
    for gap in _gaps(validation_losses, training_losses):
        waited, epochs = (waited + 1 if gap > 0 else 0), epochs + 1
        if waited == patience:
            break
    seen = validation_losses[:epochs]
    return epochs, 1 + seen.index(min(seen))


@exercise.slip(
    "You compare with the first loss in every epoch. A new lowest loss has to be "
    "remembered: which variable is never updated?"
)
def compares_with_the_first(training_losses, validation_losses, patience):
    waited, best = 0, 1
    for epoch, loss in enumerate(validation_losses, start=1):
        better = loss < validation_losses[0]
        waited, best = (0, epoch) if better else (waited + (epoch > 1), best)
        if waited == patience:
            break
    return epoch, best


@exercise.slip(
    "You compare with the first loss in every epoch, and let it count as waiting. "
    "Where do you remember a new lowest loss?"
)
def compares_with_the_first_and_waits(training_losses, validation_losses, patience):
    waited, best = 0, 1
    for epoch, loss in enumerate(validation_losses, start=1):
        better = loss < validation_losses[0]
        waited, best = (0, epoch) if better else (waited + 1, best)
        if waited == patience:
            break
    return epoch, best


@exercise.slip(
    "Your best epoch is one too late. If the last epochs were all waiting, which one "
    "came just before?"
)
def best_one_later(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs, best + 1


@exercise.slip(
    "Where the patience runs out, you return indexes, from 0; where it does not, the "
    "length of the list. How many epochs are run up to index 0?"
)
def indexes_if_it_stops(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - (epochs - best == patience), best - 1


@exercise.slip(
    "When the patience never runs out, you keep the last epoch. The list's end changes "
    "nothing about which loss was the lowest: where is it?"
)
def keeps_the_last_at_the_end(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs, best if epochs - best == patience else epochs


@exercise.slip(
    "Your lowest loss starts at 0, and no loss is below that. What must it start with, "
    "so that the first loss is lower?"
)
def starts_at_zero(training_losses, validation_losses, patience):
    return min(patience, len(validation_losses)), 0


@exercise.slip(
    "Your lowest loss starts at 1. Losses may start above that, as those of ten digits "
    "do: which start is above every loss?"
)
def starts_at_one(training_losses, validation_losses, patience):
    epochs, best = stop_early([], [1.0, *validation_losses], patience)
    return epochs - 1, best - 1


@exercise.slip(
    "You compare with the loss `patience` epochs before. The lowest one may lie in "
    "between: from which epoch does the waiting count?"
)
def looks_back(training_losses, validation_losses, patience):
    for i in range(patience, len(validation_losses)):
        if validation_losses[i] > validation_losses[i - patience]:
            return i + 1, i + 1 - patience
    return never_stops(training_losses, validation_losses, patience)


@exercise.slip(
    "You stop at the first loss above the one `patience` epochs before. Between the "
    "two there may be a new lowest one: what would it restore?"
)
def looks_back_and_keeps_the_lowest(training_losses, validation_losses, patience):
    epochs, _ = looks_back(training_losses, validation_losses, patience)
    seen = validation_losses[:epochs]
    return epochs, 1 + seen.index(min(seen))


def _rises(losses, patience, kept):
    waited, epochs = 0, 1
    for before, loss in pairwise(losses):
        waited, epochs = (waited + 1 if loss > before else kept(waited)), epochs + 1
        if waited == patience:
            break
    seen = losses[:epochs]
    return epochs, 1 + seen.index(min(seen))


@exercise.slip(
    "You count rises in a row, and an equal loss ends the row. Only a loss below the "
    "lowest may end the waiting: with what do you compare?"
)
def counts_rises_without_ties(training_losses, validation_losses, patience):
    return _rises(validation_losses, patience, lambda waited: 0)


@exercise.slip(
    "You add up all rises from one epoch to the next. A rise counts for nothing here: "
    "what is a loss compared with, and what restores the patience?"
)
def adds_up_rises(training_losses, validation_losses, patience):
    return _rises(validation_losses, patience, lambda waited: waited)
