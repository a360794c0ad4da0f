"""Exercise 7.5: choose a model from a table of results."""

from copy import deepcopy
from statistics import mean, median, stdev

import torch

from torchcourse.exercises.exercise import Exercise

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
        (deepcopy(PEAKS),),  # an answer may sort its lists
    ]


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
    "You choose by the luckiest seed on the test data: two mistakes at once. Which "
    "column may decide, and which number stands for a list?"
)
def by_the_best_test_seed(results):
    return _largest(results, lambda row: max(row["test"]))


@exercise.slip(
    "You choose by the luckiest seed on the training data. Which column may decide, "
    "and which number stands for a list?"
)
def by_the_best_training_seed(results):
    return _largest(results, lambda row: max(row["training"]))


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
    "You average all three columns. One is for fitting, one for choosing, one for the "
    "final report: which one decides here?"
)
def by_everything(results):
    return _largest(results, lambda row: sum(map(mean, row.values())))


@exercise.slip(
    "You average training and validation. Training images are known by heart: what can "
    "they add?"
)
def by_training_and_validation(results):
    return _largest(results, lambda row: mean(row["training"] + row["validation"]))


@exercise.slip(
    "You choose the smallest gap between training and validation. A network that has "
    "learned nothing has none: what do you want to be large?"
)
def by_the_gap(results):
    return _largest(
        results, lambda row: mean(row["validation"]) - mean(row["training"])
    )


@exercise.slip(
    "You choose where training and validation are closest, on whichever side. A "
    "network that has learned nothing is there, too: what do you want to be large?"
)
def by_the_absolute_gap(results):
    return _largest(
        results, lambda row: -abs(mean(row["validation"]) - mean(row["training"]))
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
    "You average two seeds only, the first ones. What are the others there for?"
)
def by_the_first_two(results):
    return _largest(results, lambda row: mean(row["validation"][:2]))


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
    "You subtract the standard deviation from the mean, a cautious rule. Which number "
    "alone does the exercise name?"
)
def by_the_mean_less_its_spread(results):
    return _largest(
        results, lambda row: mean(row["validation"]) - stdev(row["validation"])
    )


@exercise.slip(
    "You subtract a standard error from the mean, a cautious rule. Which number alone "
    "does the exercise name?"
)
def by_the_mean_less_its_error(results):
    def score(row):
        seeds = row["validation"]
        return mean(seeds) - stdev(seeds) / len(seeds) ** 0.5

    return _largest(results, score)


@exercise.slip(
    "You subtract two standard errors from the mean, the lower end of an interval. "
    "Which number alone does the exercise name?"
)
def by_the_lower_end(results):
    def score(row):
        seeds = row["validation"]
        return mean(seeds) - 2 * stdev(seeds) / len(seeds) ** 0.5

    return _largest(results, score)


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
    "You average training and test, and leave out the one column that is there for "
    "choosing. Which is it?"
)
def by_training_and_test(results):
    return _largest(results, lambda row: mean(row["training"] + row["test"]))


@exercise.slip(
    "You choose where validation and test are closest. Looking at the test spoils it, "
    "and both may be low: what do you want to be large?"
)
def by_the_gap_to_the_test(results):
    return _largest(
        results, lambda row: -abs(mean(row["validation"]) - mean(row["test"]))
    )


@exercise.slip(
    "You add up the test accuracies: two mistakes at once. Which column may decide, "
    "and what makes lists of different lengths comparable?"
)
def by_the_sum_of_the_test(results):
    return _largest(results, lambda row: sum(row["test"]))


@exercise.slip(
    "You add up the training accuracies. Which column may decide, and what makes lists "
    "of different lengths comparable?"
)
def by_the_sum_of_the_training(results):
    return _largest(results, lambda row: sum(row["training"]))


@exercise.slip(
    "You choose by the median of the test. Which column may decide, and which number "
    "of it?"
)
def by_the_median_of_the_test(results):
    return _largest(results, lambda row: median(row["test"]))


@exercise.slip(
    "You choose whoever has the most seeds. More runs are no better model: which "
    "number is an accuracy?"
)
def by_the_number_of_seeds(results):
    return _largest(results, lambda row: len(row["validation"]))


@exercise.slip(
    "You count who wins seed by seed. Seeds of two models have nothing in common: "
    "which number stands for all seeds of one?"
)
def by_wins(results):
    wins = dict.fromkeys(results, 0)
    for i in range(3):
        wins[_largest(results, lambda row, i=i: row["validation"][i])] += 1
    return max(wins, key=wins.get)


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
    "You have the right name, with something beside it. The exercise asks for the name "
    "alone: how do you take it out?"
)
def name_and_more(given, expected):
    return isinstance(given, list) and given[0] == expected


@exercise.symptom(
    "You return pairs or lists, not a name. `max` of pairs compares their first parts: "
    "what should it compare?"
)
def pair_of_another(given, expected):
    return isinstance(given, list)


@exercise.symptom("You return a table of all models. Which name has the largest mean?")
def all_means(given, expected):
    return isinstance(given, dict)
