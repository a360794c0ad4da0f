"""stop_early: replay a run with early stopping."""

from torchcourse.checking import Exercise


def stop_early(training_losses, validation_losses, patience):
    lowest, best = float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


def cases(generator):
    return [
        ([0.5, 0.3, 0.2, 0.25, 0.1], [0.9, 0.7, 0.8, 0.75, 0.6], 2),
        ([0.6, 0.5, 0.4, 0.3], [0.5, 0.6, 0.5, 0.4], 2),  # an equal loss is not lower
        ([0.8, 0.7, 0.6, 0.5], [0.8, 0.7, 0.6, 0.5], 2),  # it never stops
        ([0.7], [0.8], 3),  # a run of one epoch
        ([0.6, 0.5, 0.4, 0.3, 0.2, 0.1], [0.5, 0.6, 0.5, 0.7, 0.8, 0.4], 3),
        ([0.4, 0.3, 0.2, 0.1], [0.3, 0.5, 0.4, 0.6], 3),  # the first loss is lowest
        ([0.3, 0.6, 0.4, 0.2], [0.7, 0.65, 0.66, 0.5], 1),
        (  # a fall that reaches no new lowest loss
            [0.90, 0.60, 0.42, 0.31, 0.33, 0.20, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04],
            [0.95, 0.70, 0.55, 0.58, 0.54, 0.50, 0.53, 0.52, 0.51, 0.56, 0.47, 0.60],
            3,
        ),
        ([6e10, 5e10, 4e10, 3e10, 2e10], [6.4e10, 5.9e10, 6e10, 5.1e10, 5.5e10], 2),
        ([0.4, 0.3, 0.2, 0.1], [0.5, 0.4999995, 0.499999, 0.4999985], 2),  # tiny falls
        ([0.6, 0.5, 0.4, 0.3, 0.2, 0.1], [0.5, 0.4, 0.45, 0.46, 0.47, 0.48], 2),
    ]


def since_the_previous(training_losses, validation_losses, patience):
    previous, best = float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < previous:
            best = epoch
        previous = loss
        if epoch - best == patience:
            break
    return epoch, best


def rises_in_a_row(training_losses, validation_losses, patience):
    epochs, _ = since_the_previous(training_losses, validation_losses, patience)
    return epochs, 1 + validation_losses.index(min(validation_losses[:epochs]))


def counts_all_rises(training_losses, validation_losses, patience):
    waited, best = 0, 1
    for epoch in range(2, len(validation_losses) + 1):
        fell = validation_losses[epoch - 1] < validation_losses[epoch - 2]
        waited, best = waited + (not fell), epoch if fell else best
        if waited == patience:
            return epoch, best
    return len(validation_losses), best


def never_resets(training_losses, validation_losses, patience):
    waited, lowest, best = 0, float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best


def takes_equal_losses(training_losses, validation_losses, patience):
    lowest, best = float("inf"), 0
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss <= lowest:
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


def waits_anew_for_a_tie(training_losses, validation_losses, patience):
    epochs, _ = takes_equal_losses(training_losses, validation_losses, patience)
    return epochs, 1 + validation_losses.index(min(validation_losses[:epochs]))


def keeps_by_training(training_losses, validation_losses, patience):
    epochs, _ = stop_early(training_losses, validation_losses, patience)
    return epochs, 1 + training_losses.index(min(training_losses[:epochs]))


def minus(epochs, best, of=stop_early):
    def answer(*case):
        right = of(*case)
        return right[0] - epochs, right[1] - best

    return answer


def too_patient(training_losses, validation_losses, patience):
    return stop_early(training_losses, validation_losses, patience + 1)


def keeping_the_lowest(answer):
    return lambda t, v, patience: (answer(t, v, patience)[0], 1 + v.index(min(v)))


def waits_for_the_lowest(training_losses, validation_losses, patience):
    best = 1 + validation_losses.index(min(validation_losses))
    return min(best + patience, len(validation_losses)), best


def index_where_it_stops(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - (epochs - best == patience), best - 1


def index_of_the_stop(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - (epochs - best == patience), best


exercise = Exercise(
    stop_early,
    cases=cases,
    hints=(
        "Go through the epochs and remember the lowest validation loss so far, and its "
        "epoch. How many epochs have passed since that epoch?",
        "If the loop ends by itself, the patience never ran out. How many epochs "
        "were run then?",
    ),
    mistakes={
        "You compare each loss with the one before it. A fall that reaches no new "
        "lowest loss must not restore the patience: with which loss do you compare?": (
            since_the_previous,
            rises_in_a_row,
            counts_all_rises,
            keeping_the_lowest(since_the_previous),
            minus(1, 1, of=since_the_previous),
            minus(1, 1, of=rises_in_a_row),
        ),
        "You add up all epochs without a new lowest loss. Which epoch sets the count "
        "back to zero?": never_resets,
        "You wait one epoch too long. Which epoch ends the run if the patience is 1?": (
            too_patient,
            keeping_the_lowest(too_patient),
            minus(1, 1, of=too_patient),
        ),
        "You stop by the training losses. They fall even while the network overfits: "
        "which losses tell how it does on new images?": (
            lambda t, v, patience: stop_early(v, t, patience),
            lambda t, v, patience: minus(1, 1)(v, t, patience),
        ),
        "An epoch is counted from 0, as `enumerate` and `index` do. After the first "
        "epoch, how many have been run?": (
            minus(1, 1),
            minus(1, 0),
            minus(0, 1),
            index_where_it_stops,
            index_of_the_stop,
        ),
        "An equal loss restores the patience in your code. Only a loss below the "
        "lowest one may: which comparison lets a tie through?": (
            takes_equal_losses,
            waits_anew_for_a_tie,
            minus(1, 1, of=takes_equal_losses),
        ),
        "You keep the parameters with the lowest training loss. Which losses tell how "
        "the network does on new images?": (
            keeps_by_training,
            lambda t, v, patience: (stop_early(t, v, patience)[0], 1 + t.index(min(t))),
        ),
        "You take the lowest validation loss of the whole list, but the run may end "
        "before that epoch. Which epochs are never run?": (
            keeping_the_lowest(stop_early),
            minus(1, 1, of=keeping_the_lowest(stop_early)),
            waits_for_the_lowest,
            minus(1, 1, of=waits_for_the_lowest),
        ),
        "You count back from the last epoch to the one to keep, but the list may end "
        "first. Which epoch had the lowest validation loss?": (
            lambda t, v, patience: (n := stop_early(t, v, patience)[0], n - patience),
            lambda *case: (stop_early(*case)[0], stop_early(*case)[0] - 1),
        ),
        "Your two numbers have changed places. Which of them does the exercise name "
        "first?": lambda *case: stop_early(*case)[::-1],
        "You keep the weights of the last epoch. Which epoch had the lowest validation "
        "loss?": lambda *case: stop_early(*case)[:1] * 2,
    },
)
