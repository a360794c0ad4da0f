"""Exercise 9.3: the efficiency of several processes."""

from itertools import accumulate

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "9.3",
    "scaling efficiency",
    hints=(
        "First the speed-up: how many times as fast as one process?",
        "Perfect scaling makes `n` processes `n` times as fast. Which share of that "
        "did they reach?",
    ),
)


@exercise.reference
def efficiency_of(rates):
    return {n: rate / rates[1] / n for n, rate in rates.items()}


@exercise.cases
def cases(generator):
    return [
        ({1: 1000.0, 2: 1700.0, 4: 2600.0, 8: 3000.0},),
        ({4: 30.0, 1: 9.0, 2: 20.0},),  # caches may give more than their share
        ({1: 50_000.0, 3: 45_000.0},),
    ]


@exercise.slip(
    "That is the speed-up. Four processes that are 2.6 times as fast: is this good or "
    "bad for four?"
)
def speed_up(rates):
    return {n: rate / rates[1] for n, rate in rates.items()}


@exercise.slip(
    "That is the rate of one of the processes, in images a second. What did a process "
    "do when it was alone?"
)
def rate_per_process(rates):
    return {n: rate / n for n, rate in rates.items()}


@exercise.slip(
    "Upside down: your efficiency grows when processes get in each other's way. Which "
    "rate belongs above the line?"
)
def upside_down(rates):
    return {n: n * rates[1] / rate for n, rate in rates.items()}


@exercise.slip(
    "That formula is for seconds, of which fewer are better. These are rates: images a "
    "second."
)
def as_if_seconds(rates):
    return {n: rates[1] / (n * rate) for n, rate in rates.items()}


@exercise.slip(
    "The number of processes above the line makes more of them look better, whatever "
    "they do. By what is the speed-up to be divided?"
)
def multiplied(rates):
    return {n: n * rate / rates[1] for n, rate in rates.items()}


@exercise.slip("You give percent. The exercise asks for shares, where 1.0 is perfect.")
def percent(rates):
    return {n: 100 * rate / rates[1] / n for n, rate in rates.items()}


@exercise.slip(
    "That is the share that was lost. The exercise asks for the share that was reached."
)
def lost(rates):
    return {n: 1 - rate / rates[1] / n for n, rate in rates.items()}


@exercise.slip(
    "You compare with the first entry, which need not be one process. Where does the "
    "dictionary hold the rate of one?"
)
def first_entry(rates):
    first = next(iter(rates.values()))
    return {n: rate / first / n for n, rate in rates.items()}


@exercise.slip(
    "You compare each entry with the one before it. Efficiency is measured against one "
    "process alone."
)
def against_the_one_before(rates):
    before = [next(iter(rates.values())), *rates.values()]
    return {n: r / b / n for (n, r), b in zip(rates.items(), before, strict=False)}


@exercise.slip(
    "You divide by the processes that were added, `n - 1`. The first one works, too: "
    "with how many is the work shared?"
)
def divided_by_the_added(rates):
    return {n: rate / rates[1] / max(n - 1, 1) for n, rate in rates.items()}


@exercise.slip(
    "You compare with the best rate of all. The measure is one process alone, times "
    "their number."
)
def against_the_best(rates):
    return {n: rate / max(rates.values()) for n, rate in rates.items()}


@exercise.slip(
    "That is what each number of processes gains over one, per process. Perfect "
    "scaling should give 1.0: check what yours gives for one process."
)
def gain_per_process(rates):
    return {n: (rate - rates[1]) / rates[1] / n for n, rate in rates.items()}


@exercise.slip(
    "You compare what was gained with the processes that were added. What does that "
    "give for one process alone, and what should it give?"
)
def gain_per_added_process(rates):
    return {n: (r / rates[1] - 1) / max(n - 1, 1) for n, r in rates.items()}


@exercise.slip(
    "You add the rates of smaller numbers of processes in. Each entry is a run of its "
    "own."
)
def running_sum(rates):
    sums = accumulate(rates.values())
    return {n: r / rates[1] / n for n, r in zip(rates, sums, strict=True)}


@exercise.slip(
    "The numbers are right, but without their keys. The exercise asks for a dictionary "
    "from the number of processes to its efficiency."
)
def without_keys(rates):
    return list(efficiency_of(rates).values())


@exercise.slip(
    "That is the efficiency of the largest number of processes alone. The exercise "
    "asks for all of them, in a dictionary."
)
def largest_only(rates):
    return efficiency_of(rates)[max(rates)]
