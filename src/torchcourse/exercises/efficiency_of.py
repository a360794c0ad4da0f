"""efficiency_of: the scaling efficiency of several processes."""

from torchcourse.checking import Exercise


def efficiency_of(rates):
    return {n: rate / rates[1] / n for n, rate in rates.items()}


def cases(generator):
    return [
        ({1: 1000.0, 2: 1700.0, 4: 2600.0},),
        ({4: 30.0, 1: 9.0, 2: 20.0},),  # one process stands second, two do more than 2x
        ({1: 1000.0, 2: 1700.0, 4: 2600.0, 8: 3000.0},),
        ({1: 50_000.0, 3: 45_000.0},),
    ]


def overwrites(rates):
    for n in rates:
        rates[n] = rates[n] / rates[1] / n
    return rates


def against_the_first(rates):
    first = next(iter(rates.values()))
    return {n: rate / first / n for n, rate in rates.items()}


exercise = Exercise(
    efficiency_of,
    cases=cases,
    hints=(
        "First the speed-up: how many times as fast as one process?",
        "With perfect scaling, `n` processes are `n` times as fast. Which share of "
        "that did they reach?",
    ),
    mistakes={
        "That is the speed-up. Is a speed-up of 2.6 much for four processes?": (
            lambda rates: {n: rate / rates[1] for n, rate in rates.items()}
        ),
        "That is the rate of one of the `n` processes, in images a second. What rate "
        "did one process alone have?": (
            lambda rates: {n: rate / n for n, rate in rates.items()}
        ),
        "You overwrite `rates` while you still read it: as soon as `rates[1]` is 1.0, "
        "the next divisions use that. Where else can the results go?": overwrites,
        "That formula is for seconds, of which fewer are better. `rates` holds images "
        "a second.": lambda rates: {
            n: rates[1] / (n * rate) for n, rate in rates.items()
        },
        "Your fraction is upside down: it grows when processes slow each other down. "
        "Which rate stands above the line?": lambda rates: {
            n: n * rates[1] / rate for n, rate in rates.items()
        },
        "You divide by the first rate or the largest. Which key means one process?": (
            against_the_first,
            lambda rates: {n: r / max(rates.values()) / n for n, r in rates.items()},
        ),
    },
)
