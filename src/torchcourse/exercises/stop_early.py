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
        ([0.3, 0.6, 0.4, 0.2], [0.7, 0.65, 0.66, 0.5], 1),
        (  # a fall that reaches no new lowest loss
            [0.90, 0.60, 0.42, 0.31, 0.33, 0.20, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04],
            [0.95, 0.70, 0.55, 0.58, 0.54, 0.50, 0.53, 0.52, 0.51, 0.56, 0.47, 0.60],
            3,
        ),
        ([6e10, 5e10, 4e10, 3e10, 2e10], [6.4e10, 5.9e10, 6e10, 5.1e10, 5.5e10], 2),
        ([0.4, 0.3, 0.2, 0.1], [0.5, 0.4999995, 0.499999, 0.4999985], 2),  # tiny falls
    ]


def replay(restores):
    """Build an answer in which other losses than a new lowest restore the patience."""

    def answer(training_losses, validation_losses, patience):
        for epoch, loss in enumerate(validation_losses, start=1):
            before = validation_losses[: epoch - 1]
            if epoch == 1 or restores(loss, before):
                best = epoch
            if epoch - best == patience:
                break
        return epoch, best

    return answer


def keeping_the_lowest(answer):
    """Keep the epoch with the lowest loss of those that the answer runs."""

    def both(training_losses, validation_losses, patience):
        epochs, _ = answer(training_losses, validation_losses, patience)
        return epochs, 1 + validation_losses.index(min(validation_losses[:epochs]))

    return both


since_the_previous = replay(lambda loss, before: loss < before[-1])
takes_equal_losses = replay(lambda loss, before: loss <= min(before))


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


def indices(*case):
    epochs, best = stop_early(*case)
    return epochs - 1, best - 1


def index_where_it_stops(training_losses, validation_losses, patience):
    epochs, best = stop_early(training_losses, validation_losses, patience)
    return epochs - (epochs - best == patience), best - 1


def counts_back(training_losses, validation_losses, patience):
    epochs, _ = stop_early(training_losses, validation_losses, patience)
    return epochs, epochs - patience


def lowest(losses):
    return 1 + losses.index(min(losses))


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
            keeping_the_lowest(since_the_previous),
        ),
        "You add up all epochs without a new lowest loss. Which epoch sets the count "
        "back to zero?": never_resets,
        "You wait one epoch too long. Which epoch ends the run if the patience is "
        "1?": lambda t, v, patience: stop_early(t, v, patience + 1),
        "An epoch is counted from 0, as `enumerate` and `index` do. After the first "
        "epoch, how many have been run?": (indices, index_where_it_stops),
        "An equal loss restores the patience in your code. Only a loss below the "
        "lowest one may: which comparison lets a tie through?": (
            takes_equal_losses,
            keeping_the_lowest(takes_equal_losses),
        ),
        "You stop by the training losses. They fall even while the network overfits: "
        "which losses tell how it does on new images?": (
            lambda t, v, patience: stop_early(v, t, patience)
        ),
        "You take the lowest validation loss of the whole list, but the run may end "
        "before that epoch. Which epochs are never run?": (
            lambda t, v, patience: (stop_early(t, v, patience)[0], lowest(v)),
            lambda t, v, patience: (min(lowest(v) + patience, len(v)), lowest(v)),
            lambda t, v, patience: (lowest(v) + patience, lowest(v)),
            lambda t, v, patience: (len(v), lowest(v)),
        ),
        "You count back from the last epoch to the one to keep, but the list may end "
        "first. Which epoch had the lowest validation loss?": counts_back,
    },
)
