"""What each notebook costs: a learner's minutes, a machine's seconds and memory.

    python tools/budgets.py            run every notebook, and write docs/benchmarks.md
    python tools/budgets.py minutes    count minutes, and write them where they stand

Minutes stand in each notebook's second cell, and added up in README.md and the
instructors' guide; the site takes them from the README. The tests measure seconds, too,
and fail a notebook that costs twice its budget.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import page
import parts
from cost import Cost
from stored_form import written

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 2  # a notebook fails at so many times its budget
MEMORY = 1500  # MB, the budget of every notebook
# Seconds on 2 CPU cores, start of the kernel and imports included, by number.
SECONDS = {
    **{"00": 25, "01": 12, "02": 12, "03": 12, "04": 12, "05": 15, "06": 20},
    **{"07": 20, "08": 20, "09": 15, "10": 20, "11": 25, "12": 20, "13": 35},
    **{"14": 45, "15": 50, "16": 35, "17": 40, "18": 45, "19": 30, "20": 25},
}
HEADING = "What the notebooks cost"


def overrun(name: str, cost: Cost, limit: float = LIMIT) -> str | None:
    """Return by what a notebook exceeds ``limit`` times its budget, or None.

    CPU time counts, because other programs share the cores. The clock counts, at three
    times that, for a notebook that waits: one that hardly computes.
    """
    seconds = SECONDS.get(name[:2], max(SECONDS.values()))
    waited = cost.seconds if cost.cpu < 0.05 * cost.seconds else 0.0
    for kind, spent, allowed in (
        ("CPU seconds", cost.cpu, limit * seconds),
        ("seconds", waited, 3 * limit * seconds),
        ("MB", cost.memory, limit * MEMORY),
    ):
        if spent > allowed:
            return f"{spent:.0f} {kind} so far, and {allowed:.0f} are too many"
    return None


def row(path: Path, cost: Cost) -> str:
    """Return a notebook's row of the table."""
    link = f"[{path.stem}](../notebooks/{path.name})"
    cells = [link, SECONDS[path.name[:2]], f"{cost.seconds:.1f}"]
    cells += [f"{cost.cpu:.1f}", f"{cost.memory:,.0f}"]
    return f"| {' | '.join(map(str, cells))} |"


def with_minutes(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files that state minutes, and their texts with those that are counted.

    Raises:
        ValueError: If a notebook's second cell does not state its minutes.
    """
    sums = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        counted = parts.minutes(notebook)
        sums[path.name] = counted.together()
        start = notebook.cells[1]
        start.source, found = parts.MINUTES.subn(counted.sentence(), start.source)
        if found != 1:
            raise ValueError(f"{path.name}: no `{counted.sentence()}` in cell 1")
        yield path, written(notebook)
    least, most = (
        round(sum(column) / 60) for column in zip(*sums.values(), strict=True)
    )
    hours = f"about {least} to {most} hours"
    for path in (root / "README.md", root / "docs/instructors.md"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"about \d+ to \d+ hours", hours, text)
        for name, (fast, careful) in sums.items():
            cells = rf"(\]\(notebooks/{name}\) \| [^|]+ \| )\d+ to \d+ "
            text = re.sub(cells, rf"\g<1>{fast} to {careful} ", text)
        yield path, text


def write_minutes(root: Path) -> list[str]:
    """Write the counted minutes; return the names of the files that had others."""
    fresh = dict(with_minutes(root))  # before any file is touched
    stale = {p: t for p, t in fresh.items() if t != p.read_text(encoding="utf-8")}
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return [path.name for path in stale]


def main() -> None:
    if sys.argv[1:] == ["minutes"]:
        print("\n".join(write_minutes(ROOT)) or "All minutes were right.")
        return
    from notebooks import Failure, measure, require_mnist

    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    rows = []
    try:
        require_mnist(paths)
        for path in paths:
            rows.append(row(path, measure(path)[1]))
            print(rows[-1], flush=True)
    except Failure as failure:
        sys.exit(str(failure))
    page.write_below(HEADING, rows)


if __name__ == "__main__":
    main()
