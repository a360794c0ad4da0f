"""Exercise 7.5: choose a model from a table of results."""

from statistics import mean, median

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
        table(["plain", "decay", "dropout", "shifts", "wide"], [3, 4, 3, 5, 3]),
        table(["a", "b", "c", "d"], [3, 3, 3, 3]),
        table(["wide", "deep", "small", "early", "late", "tiny"], [5, 3, 4, 3, 3, 6]),
        table(["first", "second", "third"], [4, 3, 3]),
        table(["v1", "v2", "v3", "v4", "v5", "v6", "v7"], [3, 5, 4, 3, 4, 3, 5]),
        table(["z", "y", "x", "w", "v"], [3, 4, 5, 3, 3]),
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
