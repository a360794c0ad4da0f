"""A progress bar of plain text, for work that takes more than a few seconds."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")
_WIDTH = 20  # characters of a full bar


def track(items: Iterable[Item], name: str = "") -> Iterator[Item]:
    """Loop over items, and show on standard output how many are done.

    The bar is one line of text that is written over, which every notebook shows; what
    the loop prints goes to lines of its own. It is silent if the environment variable
    ``TQDM_DISABLE`` is 1, as where notebooks are stored and tested.

    Args:
        items: What to loop over, such as ``range(epochs)``. Without a length, as of
            ``enumerate``, the bar is a count.
        name: What one item is, such as ``epoch``.

    Yields:
        The items, in order.
    """
    if os.environ.get("TQDM_DISABLE") == "1":
        yield from items
        return
    try:
        total = len(items)
    except TypeError:
        total = None
    output, done = _Output(sys.stdout), 0
    sys.stdout = output
    try:
        for done, item in enumerate(items, start=1):
            output.draw(_bar(done - 1, total, name))
            yield item
        if done:
            output.draw(_bar(done, total, name))
    finally:
        output.end_line()
        if sys.stdout is output:
            sys.stdout = output.real


class _Output:
    """Standard output that begins a new line before it prints below a bar."""

    def __init__(self, real: Any):
        self.real = real
        self.drawn = self.begun = False  # a bar, and a line that was printed

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def draw(self, bar: str) -> None:
        line = f"\n\r{bar}" if self.begun else f"\r{bar}"
        try:
            self.real.write(line)
        except UnicodeEncodeError:  # such as Windows' cp1252
            self.real.write(line.replace("█", "#").replace("░", "."))
        self.real.flush()
        self.drawn, self.begun = True, False

    def end_line(self) -> None:
        if self.drawn:
            self.real.write("\n")
        self.drawn = False

    def write(self, text: str) -> int:
        if text:
            self.end_line()
            self.begun = not text.endswith("\n")
        return self.real.write(text)


def _bar(done: int, total: int | None, name: str) -> str:
    if total is None:
        return f"{name} {done}".strip()
    filled = _WIDTH * min(done, total) // total if total else _WIDTH
    return f"{name} {'█' * filled}{'░' * (_WIDTH - filled)} {done}/{total}".strip()
