"""choose_model: choose a model from a table of results."""

from statistics import fmean

import torch

from torchcourse.checking import Exercise


def choose_model(results):
    means = {
        name: sum(row["validation"]) / len(row["validation"])
        for name, row in results.items()
    }
    return max(means, key=means.get)


def model(training, validation, test):
    return {"training": training, "validation": validation, "test": test}


def cases(generator):
    small = {  # each wrong rule chooses another model than "large"
        "deep": model([0.99, 0.98, 0.99], [0.98, 0.91, 0.96], [0.95, 0.96, 0.94]),
        "small": model([0.93, 0.94], [0.94, 0.95, 0.94, 0.94], [0.97, 0.98]),
        "large": model([0.98, 0.97, 0.99], [0.95, 0.97, 0.95], [0.93, 0.95, 0.94]),
    }
    wavering = {  # the highest mean varies most
        "steady": model([0.96, 0.96], [0.960, 0.961, 0.959, 0.960], [0.96, 0.95]),
        "wavering": model([0.99, 0.94], [0.990, 0.940, 0.991, 0.9206], [0.99, 0.94]),
        "slow": model([0.95, 0.94], [0.951, 0.949, 0.955, 0.952], [0.95, 0.94]),
    }

    def drawn_model():
        seeds = int(torch.randint(3, 8, (), generator=generator))
        steps = torch.randn(3, seeds, generator=generator, dtype=torch.float64)
        return model(*(0.96 + 0.008 * steps).round(decimals=4).tolist())

    names = ["plain", "decay", "dropout", "shifts", "more"]
    drawn = [{name: drawn_model() for name in names} for _ in range(20)]
    return [(small,), (wavering,), *((table,) for table in drawn)]


def observe(answer, results):
    chosen = answer(results)
    if chosen is None:
        return None
    named = isinstance(chosen, str)
    return {
        "chosen model": str(chosen) if named else chosen,
        "keys that decide a tie": deciding(answer) if named else "none",
    }


def deciding(answer):
    """Name the keys beside "validation" that change a choice between equals."""

    def choice(better, key):
        table = {
            name: model([0.99, 0.98, 0.98], [0.97, 0.95, 0.96], [0.95, 0.96, 0.94])
            for name in ("left", "right")
        }
        table[better][key] = [0.999, 0.999, 0.999]
        return str(answer(table))

    keys = ("training", "test")
    decide = [key for key in keys if choice("left", key) != choice("right", key)]
    return ", ".join(decide) or "none"


def best_by(score):
    """Make the answer that chooses by another score of a model's row."""

    def answer(results):
        return max(results, key=lambda name: score(results[name]))

    return answer


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
        "One seed decides in your choice: the best seed, or the first of each list. "
        "Which number stands for all seeds of a model?": (
            best_by(lambda row: max(row["validation"])),
            best_by(lambda row: row["validation"]),
        ),
        "More seeds win in your choice, as in a sum. What makes lists of different "
        "lengths comparable?": best_by(lambda row: sum(row["validation"])),
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
