"""Choose the recipe of ``fastest`` on validation images; the test images stay away.

    python -m benchmarks.choose

Of the candidates it takes the quickest whose mean accuracy is at least 98.2 %. The
margin is one standard error of the difference between two sets of 10,000 images, those
that choose and those that test.
"""

import statistics
import time
from collections.abc import Iterable

import torch

from benchmarks import fastest, ours
from torchcourse import load_mnist, synchronize

CANDIDATES = [
    {"width": width, "epochs": epochs, "size": size, "rate": rate, "least": least}
    for width, epochs, size, rate, least in [
        (192, 4, 256, 0.01, -1.0),  # every pixel
        (192, 4, 256, 0.01, 0.05),
        (192, 4, 256, 0.01, 0.15),
        (192, 4, 256, 0.01, 0.3),
        (160, 4, 256, 0.01, 0.15),
        (192, 3, 256, 0.01, 0.15),
        (256, 3, 256, 0.01, 0.15),
        (192, 4, 512, 0.015, 0.15),
    ]
]
ENOUGH = 0.98 + (2 * 0.98 * 0.02 / 10_000) ** 0.5


def try_out(
    recipe: dict, training, validation, seeds: Iterable[int]
) -> tuple[float, list[float]]:
    """Return the median seconds, and each seed's accuracy on the validation images."""
    seconds, accuracies = [], []
    for seed in seeds:
        torch.manual_seed(seed)
        start = time.perf_counter()
        model = fastest.train(*training, **recipe)
        synchronize(training[1].device)
        seconds.append(time.perf_counter() - start)
        accuracies.append(ours.accuracy(model, *validation))
    return statistics.median(seconds), accuracies


def main() -> None:
    """Print seconds and validation accuracies of every candidate."""
    images, labels = ours.keep(load_mnist())
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
    parts = order.split([50_000, 10_000])  # as in notebook 13
    training, validation = ((images[rows], labels[rows]) for rows in parts)
    for recipe in CANDIDATES:
        seconds, accuracies = try_out(recipe, training, validation, range(5))
        mean = statistics.mean(accuracies)
        verdict = "enough" if mean >= ENOUGH else "too little"
        print(f"{recipe}: {seconds:.2f} s, {min(accuracies):.2%} to", end=" ")
        print(f"{max(accuracies):.2%}, mean {mean:.2%}, {verdict}", flush=True)


if __name__ == "__main__":
    main()
