"""Measure all, print the table, and write it to docs/benchmarks.md.

python -m benchmarks                   everything, as `make bench`
python -m benchmarks growth startup    these only; printed, not written
"""

import argparse
import datetime
import sys
import time
from collections.abc import Callable

from benchmarks import (
    accelerators,
    busy,
    epochs,
    figures,
    grading,
    growth,
    machine,
    ours,
    page,
    processes,
    products,
    startup,
)
from benchmarks.measure import Row
from torchcourse import load_mnist
from torchcourse.data import MNIST

PARTS: dict[str, Callable[[MNIST], list[Row]]] = {
    "epochs": epochs.measure,
    "products": lambda mnist: products.measure(*ours.keep(mnist)),
    "growth": lambda mnist: growth.measure(*ours.keep(mnist)),
    "startup": lambda mnist: startup.measure(),
    "processes": lambda mnist: processes.measure(),
    "accelerators": accelerators.measure,
    "figures": lambda mnist: figures.measure(),
    "grading": lambda mnist: grading.measure(),
    "busy": lambda mnist: busy.measure(),
}
NO_DATA = (
    "The benchmarks measure on MNIST, which is out of reach: connect to the internet, "
    "or set TORCHCOURSE_DATA to a folder with its four files."
)


def load() -> MNIST:
    """Load MNIST, or end with one message: the stand-in's figures would mislead."""
    mnist, _ = startup.quietly(load_mnist)
    if not mnist.is_mnist:
        sys.exit(NO_DATA)
    return mnist


def run(names: list[str]) -> list[Row]:
    """Measure parts, write the page if they are all, and return the rows."""
    found, missing = accelerators.find()
    title, details = machine.name(list(found.values())), machine.details()
    mnist = load()
    rows: list[Row] = []
    for name in names or PARTS:
        print(f"{name} ...", end=" ", flush=True)
        start = time.perf_counter()
        rows += PARTS[name](mnist)
        print(f"{time.perf_counter() - start:.0f} s", flush=True)
    lines = [f"{datetime.date.today()}. {details}.", "", page.table(rows), "", *missing]
    body = "\n".join(lines).strip()
    print(f"\n{title}\n\n{body}")
    if not names:
        for line in page.update(title, body):
            print(line)
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line; a missed target ends with an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    names = parser.parse_args(arguments).parts
    try:
        rows = run(names)
    except KeyboardInterrupt:
        print("\nInterrupted: nothing was written.", file=sys.stderr)
        sys.exit(130)
    if missed := [row.what for row in rows if not row.met]:
        sys.exit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
