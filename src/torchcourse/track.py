"""A progress bar of plain text, for work that takes more than a few seconds."""

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
_WIDTH = 20  # characters of a full bar


def track(items: Sequence[Item], name: str = "") -> Iterator[Item]:
    """Loop over items, and show on standard output how many are done.

    The bar is one line of text that is written over, which every notebook shows. It is
    silent if the environment variable ``TQDM_DISABLE`` is 1, as where notebooks are
    stored and tested.

    Args:
        items: What to loop over, such as ``range(epochs)``.
        name: What one item is, such as ``epoch``.

    Yields:
        The items, in order.
    """
    silent = os.environ.get("TQDM_DISABLE") == "1"
    for done, item in enumerate(items):
        if not silent:
            _draw(done, len(items), name)
        yield item
    if not silent and len(items):
        _draw(len(items), len(items), name)
        print()


def _draw(done: int, total: int, name: str) -> None:
    filled = _WIDTH * done // total
    bar = "█" * filled + "░" * (_WIDTH - filled)
    print(f"\r{name} {bar} {done}/{total}".replace("\r ", "\r"), end="", flush=True)
