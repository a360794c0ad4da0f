"""Exercise 7.5: choose a model from a table of results."""

from copy import deepcopy
from itertools import product
from statistics import fmean as mean
from statistics import median, stdev

import torch

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.words import describe

exercise = Exercise(
    "7.5",
    "choose without the test",
    hints=(
        "Three columns: which one may decide, and which ones must not?",
        "A list has an accuracy per seed, and not all have as many. Which one number "
        "stands for a list?",
        "`max(names, key=...)` gives the name for which a function is largest.",
    ),
)


@exercise.reference
def choose_model(results):
    means = {
        name: sum(row["validation"]) / len(row["validation"])
        for name, row in results.items()
    }
    return max(means, key=means.get)


TABLES = [  # names, and how many seeds each has
    (["plain", "decay", "dropout", "shifts", "wide"], [3, 4, 3, 5, 3]),
    (["a", "b", "c", "d"], [3, 3, 3, 3]),
    (["wide", "deep", "small", "early", "late", "tiny"], [5, 3, 4, 3, 3, 6]),
    (["first", "second", "third"], [4, 3, 3]),
    (["v1", "v2", "v3", "v4", "v5", "v6", "v7"], [3, 5, 4, 3, 4, 3, 5]),
    (["z", "y", "x", "w", "v"], [3, 4, 5, 3, 3]),
    (["p", "q", "r", "s", "t", "u"], [4, 6, 5, 4, 7, 5]),
    (["north", "east", "south", "west"], [5, 4, 6, 5]),
    (["m3", "m1", "m4", "m2", "m5"], [6, 5, 4, 7, 4]),
    (["dense", "norm", "conv", "mix", "pool", "skip"], [5, 4, 4, 6, 5, 4]),
    (["one", "two", "three", "four", "five"], [7, 4, 5, 6, 4]),
    (["c1", "c2", "c3", "c4", "c5", "c6"], [4, 5, 7, 5, 4, 6]),
]

PEAKS = {  # the best two seeds are those of one model, the best three of another
    "level": {
        "training": [0.991, 0.988, 0.993, 0.990],
        "validation": [0.980, 0.979, 0.981, 0.958],
        "test": [0.969, 0.977, 0.974, 0.972],
    },
    "peaks": {
        "training": [0.998, 0.986, 0.995, 0.989],
        "validation": [0.930, 0.990, 0.950, 0.991],
        "test": [0.976, 0.968, 0.979, 0.975],
    },
    "plain": {
        "training": [0.984, 0.987, 0.981, 0.990],
        "validation": [0.961, 0.957, 0.964, 0.960],
        "test": [0.958, 0.966, 0.961, 0.963],
    },
}


SPLIT = {  # two good seeds and two bad ones, against steady ones in between
    "split": {
        "training": [0.991, 0.992, 0.986, 0.985],
        "validation": [0.981, 0.979, 0.941, 0.939],
        "test": [0.962, 0.968, 0.959, 0.961],
    },
    "steady": {
        "training": [0.988, 0.983, 0.985, 0.987],
        "validation": [0.9681, 0.9692, 0.9678, 0.9689],
        "test": [0.959, 0.961, 0.958, 0.960],
    },
    "slow": {
        "training": [0.966, 0.969, 0.971, 0.968],
        "validation": [0.951, 0.949, 0.955, 0.952],
        "test": [0.949, 0.953, 0.950, 0.954],
    },
}

TIED = {  # either may be chosen, but never by another column
    "left": {
        "training": [0.991, 0.987, 0.989],
        "validation": [0.972, 0.953, 0.961],
        "test": [0.958, 0.962, 0.949],
    },
    "right": {
        "training": [0.988, 0.993, 0.985],
        "validation": [0.972, 0.953, 0.961],
        "test": [0.961, 0.952, 0.964],
    },
}


SPREADS = {"jumpy": [0.5, 1.0, 0.5, 1.0], "steady": [0.75, 0.75, 0.75, 0.75]}


@exercise.cases
def cases(generator):
    def row(center, seeds):
        def draw(shift, spread):
            steps = torch.randn(seeds, generator=generator) * spread
            return [round(center + shift + step, 4) for step in steps.tolist()]

        gap = 0.02 * torch.rand((), generator=generator).item()
        return {
            "training": draw(gap, 0.01),
            "validation": draw(0.0, 0.008),
            "test": draw(0.0, 0.008),
        }

    def table(names, seeds):
        pairs = zip(names, seeds, strict=True)
        return ({name: row(0.96, count) for name, count in pairs},)

    return [
        *(table(names, seeds) for names, seeds in TABLES),
        (PEAKS,),
        (SPLIT,),
    ]


@exercise.observe
def choice(answer, results):
    mine = deepcopy(results)
    given = answer(mine)
    if given is None:
        return None
    if isinstance(given, torch.Tensor) and given.numel() == 1:
        given = given.item()
    if not isinstance(given, int | float | list | tuple | dict):
        given = str(given) if isinstance(given, str) else describe(given)
    return {
        "the name": given,
        "the test column has a say": _has_a_say(answer, "test"),
        "the training column has a say": _has_a_say(answer, "training"),
        "your code changes the table": mine != results,
        "most wins": _most_wins(results),  # for the symptoms
        **_of_equal_means(answer),
    }


def _has_a_say(answer, column):
    """Tell whether a choice between two tied models changes with another column."""
    names = set()
    for best in TIED:
        table = deepcopy(TIED)
        for name, row in table.items():
            row[column] = [0.999 if name == best else 0.1] * len(row[column])
        names.add(_chosen(answer, table))
    return len(names) > 1


def _of_equal_means(answer):
    """Tell which of two models is chosen whatever its name and place, if one is."""
    kinds = set()
    for names, step in product((("a", "b"), ("b", "a")), (1, -1)):
        models = list(zip(names, SPREADS, strict=True))
        columns = ("training", "validation", "test")
        table = {n: {c: [*SPREADS[m]] for c in columns} for n, m in models[::step]}
        kinds.add(dict(models).get(_chosen(answer, table)))
    return {"of equal means": kinds.pop()} if kinds in ({"jumpy"}, {"steady"}) else {}


def _chosen(answer, table):
    try:
        return str(answer(table))
    except Exception as error:
        return type(error).__name__


def _most_wins(results):
    """Return the models with the most wins seed by seed, some ways to count."""
    lists = {name: row["validation"] for name, row in results.items()}
    most = []
    for seeds in (min, max, lambda counts: 3):
        wins = dict.fromkeys(lists, 0)
        for i in range(seeds(map(len, lists.values()))):
            here = {name: seed[i] for name, seed in lists.items() if i < len(seed)}
            wins[max(here, key=here.get)] += 1
        most += [name for name in wins if wins[name] == max(wins.values())]
    return most


def _largest(results, score):
    return max(results, key=lambda name: score(results[name]))


@exercise.slip(
    "You choose by the test accuracy. Then it no longer tells how the choice does on "
    "new data: which column is there to choose by?"
)
def by_test(results):
    return _largest(results, lambda row: mean(row["test"]))


@exercise.slip(
    "You choose by the training accuracy, which rewards learning by heart. Which "
    "column shows images that were not trained on?"
)
def by_training(results):
    return _largest(results, lambda row: mean(row["training"]))


@exercise.slip(
    "You choose by the luckiest seed. One with more seeds has more tries: which number "
    "stands for all its seeds?"
)
def by_the_best_seed(results):
    return _largest(results, lambda row: max(row["validation"]))


@exercise.slip(
    "You choose by the worst seed, a cautious rule. The exercise asks for the mean."
)
def by_the_worst_seed(results):
    return _largest(results, lambda row: min(row["validation"]))


@exercise.slip(
    "You choose by the sum, so whoever ran more seeds wins. What makes lists of "
    "different lengths comparable?"
)
def by_the_sum(results):
    return _largest(results, lambda row: sum(row["validation"]))


@exercise.slip("You choose by the first seed alone. What are the others there for?")
def by_the_first_seed(results):
    return _largest(results, lambda row: row["validation"][0])


@exercise.slip("You choose by the last seed alone. What are the others there for?")
def by_the_last_seed(results):
    return _largest(results, lambda row: row["validation"][-1])


@exercise.slip(
    "You choose by the median. It is steadier against one bad seed, but the exercise "
    "asks for the mean."
)
def by_the_median(results):
    return _largest(results, lambda row: median(row["validation"]))


@exercise.slip(
    "You average validation and test. A choice that looks at the test at all spoils "
    "it: which column is enough?"
)
def by_validation_and_test(results):
    return _largest(results, lambda row: mean(row["validation"] + row["test"]))


@exercise.slip(
    "You choose the smallest gap between training and validation. A network that has "
    "learned nothing has none: what do you want to be large?"
)
def by_the_gap(results):
    return _largest(
        results, lambda row: mean(row["validation"]) - mean(row["training"])
    )


@exercise.slip(
    "You choose the lowest accuracy, as if it were a loss. Which way is better?"
)
def lowest(results):
    return _largest(results, lambda row: -mean(row["validation"]))


@exercise.slip(
    "You choose the steadiest seeds. A network may be wrong every time, steadily: what "
    "do you want to be large?"
)
def by_the_spread(results):
    return _largest(
        results, lambda row: min(row["validation"]) - max(row["validation"])
    )


@exercise.slip("You return the accuracy. Whose is it?")
def returns_the_accuracy(results):
    return max(mean(row["validation"]) for row in results.values())


@exercise.slip("You return the position in the table. What is the name there?")
def returns_the_position(results):
    return list(results).index(choose_model(results))


@exercise.slip("You return the row. The exercise asks for its name.")
def returns_the_row(results):
    return results[choose_model(results)]


@exercise.slip("You return all names, sorted. Which one is chosen?")
def ranks_all(results):
    return sorted(results, key=lambda name: -mean(results[name]["validation"]))


@exercise.slip(
    "You return the largest name in the alphabet: `max` of a dict compares its names. "
    "What should it compare?"
)
def largest_name(results):
    return max(results)


@exercise.slip(
    "You average the first three seeds only. Some models have more: what are those "
    "there for?"
)
def by_the_first_three(results):
    return _largest(results, lambda row: mean(row["validation"][:3]))


@exercise.slip("You average the last three seeds only. Which seeds belong to the mean?")
def by_the_last_three(results):
    return _largest(results, lambda row: mean(row["validation"][-3:]))


@exercise.slip(
    "You average the best three seeds. Choosing seeds first is luck: which of them "
    "belong to the mean?"
)
def by_the_best_three(results):
    return _largest(results, lambda row: mean(sorted(row["validation"])[-3:]))


@exercise.slip(
    "You average the best two seeds. A model with more seeds has more luck to choose "
    "from: which of them belong to the mean?"
)
def by_the_best_two(results):
    return _largest(results, lambda row: mean(sorted(row["validation"])[-2:]))


@exercise.slip(
    "You leave out the worst seed. It is a result like any other: which seeds belong "
    "to the mean?"
)
def without_the_worst(results):
    return _largest(results, lambda row: mean(sorted(row["validation"])[1:]))


@exercise.slip(
    "You leave out the best and the worst seed. The exercise asks for the mean: of how "
    "many seeds?"
)
def without_the_ends(results):
    return _largest(results, lambda row: mean(sorted(row["validation"])[1:-1]))


@exercise.slip(
    "You take the middle between the best and the worst seed. What about the seeds "
    "between them?"
)
def by_the_middle(results):
    return _largest(
        results, lambda row: max(row["validation"]) + min(row["validation"])
    )


@exercise.slip(
    "You take the seed in the middle of the list, unsorted. That is neither the median "
    "nor the mean: what stands for all seeds?"
)
def by_the_middle_place(results):
    return _largest(results, lambda row: row["validation"][len(row["validation"]) // 2])


@exercise.slip(
    "You take the upper one of the two middle seeds. A median of four is between them, "
    "and the exercise asks for the mean anyway."
)
def by_the_upper_median(results):
    return _largest(
        results, lambda row: sorted(row["validation"])[len(row["validation"]) // 2]
    )


@exercise.slip(
    "You cut all lists to the shortest, and seeds are lost. Does a mean need lists of "
    "one length?"
)
def by_the_shortest(results):
    seeds = min(len(row["validation"]) for row in results.values())
    return _largest(results, lambda row: mean(row["validation"][:seeds]))


@exercise.slip(
    "You choose the smallest standard deviation. Seeds may agree and all be low: what "
    "do you want to be large?"
)
def by_the_deviation(results):
    return _largest(results, lambda row: -stdev(row["validation"]))


@exercise.slip(
    "You round the means to three digits, so models tie that differ. When is the time "
    "to round?"
)
def by_three_digits(results):
    return _largest(results, lambda row: round(mean(row["validation"]), 3))


@exercise.slip(
    "You round the means to two digits, and almost all tie. When is the time to round?"
)
def by_two_digits(results):
    return _largest(results, lambda row: round(mean(row["validation"]), 2))


@exercise.slip(
    "You choose whoever has the most seeds. More runs are no better model: which "
    "number is an accuracy?"
)
def by_the_number_of_seeds(results):
    return _largest(results, lambda row: len(row["validation"]))


@exercise.slip(
    "You always return the last name of the table. If a loop compares there, what has "
    "to be updated together with the name?"
)
def never_updates(results):
    return list(results)[-1]


@exercise.slip("You return the first name of the table. What does its order tell?")
def first_name(results):
    return next(iter(results))


@exercise.slip("You return the smallest name in the alphabet. What should be compared?")
def smallest_name(results):
    return min(results)


@exercise.symptom(
    "The name is right, but your code changes the caller's table in place. Who reads "
    "it next needs all of it: work on a copy."
)
def changes_the_table(given, expected):
    return {**given, "your code changes the table": False} == expected


@exercise.symptom(
    "You have the right name, with something beside it. The exercise asks for the name "
    "alone: how do you take it out?"
)
def name_and_more(given, expected):
    some = given["the name"]
    return isinstance(some, list) and some[0] == expected["the name"]


@exercise.symptom(
    "You return a pair or a list, not a name. `max` of pairs compares their first "
    "parts: is the mean there, and where is the name?"
)
def pair_of_another(given, expected):
    return isinstance(given["the name"], list)


@exercise.symptom("You return a table of all models. Which name has the largest mean?")
def all_means(given, expected):
    return isinstance(given["the name"], dict)


@exercise.symptom(
    "Your choice depends on the test column. After that, it no longer tells how the "
    "choice does on new data: which column is there to choose by?"
)
def lets_the_test_decide(given, expected):
    return given["the test column has a say"]


@exercise.symptom(
    "Your choice depends on the training column, where learning by heart pays. Which "
    "column alone may decide?"
)
def lets_the_training_decide(given, expected):
    return given["the training column has a say"]


@exercise.symptom(
    "You count who wins seed by seed. Seeds of two models have nothing in common: "
    "which number stands for all seeds of one?"
)
def by_wins(given, expected):
    return given["the name"] in given["most wins"]


@exercise.symptom(
    "Of two models with equal means, you always choose the steadier one. That is a "
    "cautious rule: which number alone does the exercise name?"
)
def prefers_the_steady(given, expected):
    return given["of equal means"] == "steady"


@exercise.symptom(
    "Of two models with equal means, you always choose the one whose seeds jump about. "
    "Which number alone does the exercise name?"
)
def prefers_the_jumpy(given, expected):
    return given["of equal means"] == "jumpy"
