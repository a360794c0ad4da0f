"""Exercise 7.1: replay a run with early stopping."""

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
