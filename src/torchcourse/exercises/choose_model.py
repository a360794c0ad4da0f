"""choose_model: choose a model from a table of results."""

import copy
from statistics import fmean, median

import torch

from torchcourse.checking import Exercise


def choose_model(results):
    means = {
        name: sum(row["validation"]) / len(row["validation"])
        for name, row in results.items()
    }
    return max(means, key=means.get)


def cases(generator):
    def row(seeds):
        def draw(center, spread):
            steps = torch.randn(seeds, generator=generator) * spread
            return [round(center + step, 4) for step in steps.tolist()]

        center = 0.96 + 0.02 * torch.rand((), generator=generator).item()
        return {
            "training": draw(center, 0.01),
            "validation": draw(0.96, 0.008),
            "test": draw(0.96, 0.008),
        }

    small = {  # each wrong rule chooses another model than "wide"
        "deep": {
            "training": [0.99, 0.98, 0.99],
            "validation": [0.98, 0.93, 0.94],
            "test": [0.95, 0.96, 0.94],
        },
        "small": {
            "training": [0.93, 0.94, 0.94, 0.93],
            "validation": [0.94, 0.95, 0.94, 0.94],
            "test": [0.97, 0.98, 0.97, 0.96],
        },
        "wide": {
            "training": [0.98, 0.97, 0.99],
            "validation": [0.95, 0.97, 0.95],
            "test": [0.93, 0.95, 0.94],
        },
    }
    wavering = {  # the highest mean varies most
        "steady": {key: [0.960, 0.961, 0.959, 0.960] for key in small["deep"]},
        "wavering": {key: [0.990, 0.940, 0.991, 0.939] for key in small["deep"]},
        "slow": {key: [0.951, 0.949, 0.955, 0.952] for key in small["deep"]},
    }
    wavering["wavering"]["validation"] = [0.990, 0.940, 0.991, 0.9206]  # by 0.0004
    tables = (3, 4, 3, 5, 3), (5, 3, 4, 3, 6), (4, 6, 5, 7, 5), (6, 5, 4, 7), (4, 3)
    names = ["plain", "decay", "dropout", "shifts", "more"]
    drawn = [
        {name: row(n) for name, n in zip(names, seeds, strict=False)}
        for seeds in 4 * tables
    ]
    return [(small,), (wavering,), *((table,) for table in drawn)]


EQUAL = {  # either may be chosen, but never by another key
    "training": [0.99, 0.98, 0.98],
    "validation": [0.97, 0.95, 0.96],
    "test": [0.95, 0.96, 0.94],
}


def observe(answer, results):
    chosen = answer(results)
    named = isinstance(chosen, str)
    if chosen is None:
        return None
    return {
        "chosen model": str(chosen) if named else chosen,
        "keys that decide a tie": deciding(answer) if named else "none",
    }


def deciding(answer):
    """Name the keys beside "validation" that change a choice between equals."""
    keys = []
    for key in ("training", "test"):
        choices = set()
        for best in ("left", "right"):
            table = {name: copy.deepcopy(EQUAL) for name in ("left", "right")}
            table[best][key] = [0.999, 0.999, 0.999]
            choices.add(str(answer(table)))
        keys += [key] * (len(choices) > 1)
    return ", ".join(keys) or "none"


def best_by(score):
    """Make the answer that chooses by another score of a model's row."""

    def answer(results):
        return max(results, key=lambda name: score(results[name]))

    return answer


def best_three(row):
    return fmean(sorted(row["validation"])[-3:])


exercise = Exercise(
    choose_model,
    cases=cases,
    observe=observe,
    hints=(
        "Which of the three keys may decide, and which must not?",
        "A list has an accuracy for each seed, and lists differ in length. Which one "
        "number stands for a list?",
        "`max(names, key=...)` gives the name for which a function is largest.",
    ),
    mistakes={
        "You choose by the training accuracy, which rewards overfitting. Which key "
        "holds accuracies on images that were not trained on?": best_by(
            lambda row: fmean(row["training"])
        ),
        "You choose by the best seed. A model with more seeds has more tries: which "
        "number stands for all its seeds?": best_by(lambda row: max(row["validation"])),
        "You compare the lists themselves, which `max` does by their first number. So "
        "one seed decides: which number stands for all seeds?": best_by(
            lambda row: row["validation"]
        ),
        "You choose by the sum, so that more seeds win. What makes lists of different "
        "lengths comparable?": best_by(lambda row: sum(row["validation"])),
        "You choose by the median. The exercise asks for the mean.": best_by(
            lambda row: median(row["validation"])
        ),
        "You compare the names themselves: `max` of a dict gives the last one in the "
        "alphabet. What should it compare?": max,
    },
    signs={
        "Your choice depends on the test accuracies, so that they no longer tell how "
        "the chosen model does on new data. Which key may decide?": (
            lambda given, expected: "test" in given["keys that decide a tie"]
        ),
        "You return the accuracy of a model. The exercise asks for its name.": (
            lambda given, expected: isinstance(given["chosen model"], float)
        ),
    },
)
