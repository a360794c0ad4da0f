"""diagnose_run: from a loss curve and a few numbers to the cause."""

import math
import random

from torchcourse.checking import Exercise


def diagnose_run(losses, largest_change, train_accuracy, validation_accuracy, classes):
    chance = math.log(classes)
    if largest_change == 0:
        return "no step"
    if losses[0] > 2 * chance:
        return "bad start"
    if not all(loss <= 2 * losses[0] for loss in losses):  # nan <= 5 is False
        return "rate too large"
    if sum(losses[-10:]) / 10 > 0.95 * chance:
        return "no learning"
    if train_accuracy - validation_accuracy > 0.2:
        return "gap"
    return "learns"


def cases(generator):
    nan, inf = float("nan"), float("inf")

    def falling(start, end, steps):
        return [end + (start - end) * 0.9**step for step in range(steps)]

    draw = random.Random(generator.initial_seed())
    noisy = [2.3 + draw.uniform(-0.06, 0.06) for _ in range(40)]
    return [
        ([2.25] + [1.0] * 9, 0.1, 0.75, 0.5, 10),
        ([2.5] + [2.25] * 9, 0.5, 0.25, 0.25, 10),
        (noisy, 0.0, 0.1, 0.11, 10),
        (noisy, 0.08, 0.12, 0.11, 10),
        (falling(2.31, 2.25, 60), 0.00109, 0.2, 0.19, 10),  # a tiny rate takes steps
        (falling(2.31, 2.29, 60), 0.00002, 0.1, 0.1, 10),
        ([5.0, 6.0, *falling(5.0, 3.0, 40)], 0.0, 0.1, 0.1, 10),
        (falling(12.0, 0.4, 60), 0.1, 0.93, 0.9, 10),
        (falling(30.0, 2.9, 60), 0.1, 0.1, 0.1, 10),
        ([2.3, 2.4, 9.1, *falling(2.4, 1.0, 60)], 0.6, 0.7, 0.65, 10),
        ([2.3, 2.2, 4.5, 2.1, *falling(2.1, 0.4, 60)], 0.2, 0.9, 0.88, 10),
        ([2.3, 2.0, 7.0, *[nan] * 20], nan, 0.1, 0.1, 10),
        ([2.3, 2.4, *[nan] * 20], nan, 0.1, 0.1, 10),
        ([2.3, 2.5, *[25.0] * 15], 3.0, 0.1, 0.1, 10),
        ([*[2.3] * 100, *[1.9] * 10], 0.05, 0.3, 0.3, 10),
        ([2.3, 3.0, inf, inf, *[2.3] * 12], 7.0, 0.1, 0.1, 10),
        (falling(2.3, 0.3, 60), 0.1, 0.95, 0.6, 10),
        (falling(2.3, 0.3, 60), 0.1, 0.95, 0.93, 10),
        (falling(0.7, 0.68, 30), 0.1, 0.55, 0.5, 2),
        (falling(0.7, 0.3, 60), 0.1, 0.9, 0.88, 2),
        ([*falling(2.3, 0.8, 40), 2.31], 0.1, 0.75, 0.72, 10),
        ([*noisy, 1.9], 0.1, 0.1, 0.1, 10),
        ([*noisy[:30], *[1.0] * 10], 0.1, 0.9, 0.8, 10),
        ([4.6, 4.7, *falling(4.6, 1.0, 60)], 0.1, 0.8, 0.75, 100),
        ([1.3, *[3.0] * 3, *[1.2] * 20], 0.1, 0.4, 0.38, 3),
        (falling(2.3, 0.3, 60), 0.1, 0.6, 0.95, 10),
    ]


ROWS = ("no step", "bad start", "rate too large", "no learning", "gap")


def rows(  # the table with something changed
    losses,
    largest_change,
    train_accuracy,
    validation_accuracy,
    classes,
    order=ROWS,
    chance=math.log,
    last=lambda losses: sum(losses[-10:]) / 10,
    grown=lambda losses: not all(loss <= 2 * losses[0] for loss in losses),
    gap=lambda train, validation: train - validation > 0.2,
    still=lambda change: change == 0,
    never=(),
):
    fits = {
        "no step": still(largest_change),
        "bad start": losses[0] > 2 * chance(classes),
        "rate too large": grown(losses),
        "no learning": last(losses) > 0.95 * chance(classes),
        "gap": gap(train_accuracy, validation_accuracy),
    }
    return next((name for name in order if fits[name] and name not in never), "learns")


def table(**changed):
    return lambda *case: rows(*case, **changed)


exercise = Exercise(
    diagnose_run,
    cases=cases,
    hints=(
        "The first row that fits decides. So a chain of `if` with `return`, in the "
        "order of the table, needs no `else`.",
        "`math.log` is the natural logarithm. A slice such as `losses[-10:]` holds the "
        "last ten losses.",
        "Every comparison with nan is False: `nan > 5` and `nan <= 5`, too. Which of "
        "the two questions catches a nan: is some loss too large, or are all losses "
        "small enough?",
    ),
    mistakes={
        'Your code does not return "rate too large" if a loss is nan. Every comparison '
        "with nan is False: which function, or which opposite question, finds it?": (
            table(grown=lambda losses: any(loss > 2 * losses[0] for loss in losses)),
            table(grown=lambda losses: max(losses) > 2 * losses[0]),
        ),
        'Your code does not return "rate too large" if a loss is above twice the first '
        "one. Which losses must you compare with the first?": (
            table(grown=lambda losses: any(map(math.isnan, losses))),
            table(grown=lambda losses: any(not math.isfinite(x) for x in losses)),
        ),
        "You look for growth at the last loss alone. A run can grow and come back: "
        "which losses must you look at?": table(
            grown=lambda losses: not losses[-1] <= 2 * losses[0]
        ),
        "You judge by the last loss alone, which is the noise of one batch. Of which "
        "losses does the table ask the mean?": table(last=lambda losses: losses[-1]),
        "You take the mean of all losses. Those of the beginning are always high: "
        "which ones does the table ask for?": table(
            last=lambda losses: sum(losses) / len(losses)
        ),
        "Your logarithm has the base 10 or 2. The loss uses the natural one: what is "
        "it called in `math`?": (
            table(chance=math.log10),
            table(chance=math.log2),
        ),
        "You compare with the logarithm of 10 in every case. Which argument says how "
        "many classes there are?": table(chance=lambda classes: math.log(10)),
        "You ask for the absolute value of the gap. If the validation accuracy is "
        "higher, nothing is wrong: which of the two must be larger?": table(
            gap=lambda train, validation: abs(train - validation) > 0.2
        ),
        "A tiny change counts as no step in your code. A run with a tiny learning rate "
        "takes steps, too: which change alone means that there was none?": (
            table(still=lambda change: change < 0.01),
            table(still=lambda change: change < 0.001),
            table(still=lambda change: round(change, 4) == 0),
        ),
        'Your code returns "no learning" for a run whose losses rise far above the '
        "first one. Both rows fit: which of them comes first in the table?": table(
            order=("no step", "bad start", "no learning", "rate too large", "gap")
        ),
        "Your code returns another name for a run without a step, because an earlier "
        "line of your code fits it, too. Which row of the table comes first?": (
            table(order=(*ROWS[1:], "no step")),
            table(order=("bad start", "no step", *ROWS[2:])),
            table(order=("no learning", "no step", *ROWS[1:3], "gap")),
        ),
    },
    signs={
        "You return None for some runs. What does the table say if no row fits?": (
            lambda given, expected: given is None
        ),
    },
)
