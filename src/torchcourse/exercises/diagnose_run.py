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
        (falling(2.31, 2.29, 60), 0.00002, 0.1, 0.1, 10),  # a tiny rate takes steps
        ([5.0, 6.0, *falling(5.0, 3.0, 40)], 0.0, 0.1, 0.1, 10),
        ([5.0, *[11.0] * 10], 0.1, 0.5, 0.5, 10),  # a bad start, and a large rate
        (falling(12.0, 0.4, 60), 0.1, 0.93, 0.9, 10),
        ([2.3, 2.4, 9.1, *falling(2.4, 1.0, 60)], 0.6, 0.7, 0.65, 10),
        ([2.3, 2.2, 4.5, 2.1, *falling(2.1, 0.4, 60)], 0.2, 0.9, 0.88, 10),
        ([2.3, 2.0, 7.0, *[nan] * 20], nan, 0.1, 0.1, 10),
        ([2.3, 2.4, *[nan] * 20], nan, 0.1, 0.1, 10),
        ([2.3, nan, *falling(2.1, 0.4, 60)], 0.2, 0.9, 0.88, 10),  # a skipped step
        ([*[2.3] * 100, *[1.9] * 10], 0.05, 0.3, 0.3, 10),
        ([2.3, 3.0, inf, inf, *[2.3] * 12], 7.0, 0.1, 0.1, 10),
        (falling(2.3, 0.3, 60), 0.1, 0.95, 0.6, 10),
        (falling(0.7, 0.68, 30), 0.1, 0.55, 0.5, 2),
        ([*falling(2.3, 0.8, 40), 2.31], 0.1, 0.75, 0.72, 10),
        ([*noisy, 1.9], 0.1, 0.1, 0.1, 10),
        ([*noisy[:30], *[1.0] * 10], 0.1, 0.9, 0.8, 10),
        ([4.6, 4.7, *falling(4.6, 1.0, 60)], 0.1, 0.8, 0.75, 100),
        ([1.3, *[3.0] * 3, *[1.2] * 20], 0.1, 0.4, 0.38, 3),
        (falling(2.3, 0.3, 60), 0.1, 0.6, 0.95, 10),
        (falling(2.3, 0.3, 60), 0.1, 0.25, 0.19, 10),  # a gap of 0.06, or 24 %
        (falling(2.3, 0.3, 60), 0.1, 0.4, 0.2, 10),  # 0.2 is not more than 0.2
    ]


ROWS = ("no step", "bad start", "rate too large", "no learning", "gap")


def table(
    order=ROWS,
    chance=math.log,
    last=lambda losses: sum(losses[-10:]) / 10,
    grown=lambda losses: not all(loss <= 2 * losses[0] for loss in losses),
    gap=lambda train, validation: train - validation > 0.2,
):
    """Make an answer that has one row, or the order of the rows, in another way."""

    def answer(losses, largest_change, train_accuracy, validation_accuracy, classes):
        fits = {
            "no step": largest_change == 0,
            "bad start": losses[0] > 2 * chance(classes),
            "rate too large": grown(losses),
            "no learning": last(losses) > 0.95 * chance(classes),
            "gap": gap(train_accuracy, validation_accuracy),
        }
        return next((name for name in order if fits[name]), "learns")

    return answer


exercise = Exercise(
    diagnose_run,
    cases=cases,
    hints=(
        "The first row that fits decides. So a chain of `if` with `return`, in the "
        "order of the table, needs no `else`.",
        "`math.log` is the natural logarithm. A slice such as `losses[-10:]` holds the "
        "last ten losses.",
        "`nan > 5` is False, and so is `nan <= 5`. Which of two questions catches a "
        "nan: is some loss too large, or are all losses small enough?",
    ),
    mistakes={
        'Your code does not return "rate too large" for some run with a nan. `>`, '
        "`max`, `sorted` and `in` may miss a nan: which function of `math` do you call "
        "for every loss?": (
            table(grown=lambda losses: max(losses) > 2 * losses[0]),
            table(grown=lambda losses: sorted(losses)[-1] > 2 * losses[0]),
            table(grown=lambda losses: not sorted(losses)[-1] <= 2 * losses[0]),
            table(grown=lambda run: math.isnan(run[-1]) or max(run) > 2 * run[0]),
        ),
        "Your code misses a loss that is above twice the first one. Which losses must "
        "you compare with the first?": (
            table(grown=lambda losses: any(map(math.isnan, losses))),
            table(grown=lambda losses: not losses[-1] <= 2 * losses[0]),
        ),
        "You judge by other losses than the last ten. One loss has the noise of its "
        "batch, and the first ones are always high: which slice holds the last ten?": (
            table(last=lambda losses: losses[-1]),
            table(last=lambda losses: sum(losses) / len(losses)),
        ),
        "Your logarithm has the base 10. The loss uses the natural one: what is it "
        "called in `math`?": table(chance=math.log10),
        "You compare with the logarithm of 10 in every case. Which argument says how "
        "many classes there are?": table(chance=lambda classes: math.log(10)),
        "Your gap is a factor, a share or an absolute value. The table asks how far "
        "training lies above validation: which difference is that?": (
            table(gap=lambda train, validation: train > 1.2 * validation),
            table(gap=lambda train, validation: abs(train - validation) > 0.2),
        ),
        "A gap of exactly 0.2 is not more than 0.2. Which comparison says that?": table(
            gap=lambda train, validation: train - validation >= 0.2
        ),
        "Several rows fit some run, and your code does not return the first of them. "
        "Which row does the table have before yours?": (
            table(order=(*ROWS[1:], "no step")),
            table(order=("no step", "rate too large", "bad start", *ROWS[3:])),
            table(order=(*ROWS[:2], "no learning", "rate too large", "gap")),
        ),
    },
)
