"""What each notebook may cost, and what it costs: seconds and memory.

    python tools/budgets.py     run every notebook, and write docs/budgets.md

The tests measure too, and fail a notebook that costs twice its budget.
"""

import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "budgets.md"
LIMIT = 2  # a notebook fails at so many times its budget
MEMORY = 1500  # MB, the budget of every notebook
# Seconds on 2 CPU cores, start of the kernel and imports included, by number.
SECONDS = {
    "00": 25,
    "01": 15,
    "02": 15,
    "03": 20,
    "04": 20,
    "05": 25,
    "06": 40,
    "07": 60,
    "08": 45,
    "09": 45,
    "10": 30,
}
HEADING = f"""# What the notebooks cost

Written by `make budgets`, which runs every notebook once, alone. `make test` measures
them too, prints the same figures at its end, and fails a notebook that takes over
{LIMIT} times its budget. Minutes are a learner's. Seconds are the run's on 2 CPU cores,
start of the kernel and imports included, with MNIST at hand; CPU seconds are summed
over the cores. Memory is the kernel's peak (resident set), of {MEMORY:,} MB for each.

| notebook | minutes | budget, s | measured, s | CPU, s | peak memory, MB |
|---|--:|--:|--:|--:|--:|
"""


class Cost(NamedTuple):
    """What a kernel has cost: seconds of wall clock and CPU, peak memory in MB."""

    seconds: float
    cpu: float
    memory: float


def cost_of(pid: int) -> Cost:
    """Measure a running process, its children included."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    cpu, memory = 0.0, 0.0
    for member in family:
        try:
            cpu += sum(member.cpu_times()[:4])  # user, system, and ended children's
            memory = max(memory, _peak(member))
        except psutil.Error:  # it ended while we looked
            continue
    return Cost(time.time() - process.create_time(), cpu, memory / 1e6)


def _peak(process: psutil.Process) -> int:
    """Return the peak of the resident set in bytes; on macOS the present one."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return 1024 * int(re.search(r"^VmHWM:\s*(\d+) kB", status, re.M)[1])
    except (OSError, TypeError):
        memory = process.memory_info()
        return getattr(memory, "peak_wset", memory.rss)


def overrun(name: str, cost: Cost, limit: float = LIMIT) -> str | None:
    """Return by what a notebook exceeds ``limit`` times its budget, or None.

    CPU time counts, because tests and other programs share the cores. A notebook that
    waits instead of computing is caught by the clock, at three times that.
    """
    seconds = SECONDS.get(name[:2], max(SECONDS.values()))
    for kind, spent, allowed in (
        ("CPU seconds", cost.cpu, limit * seconds),
        ("seconds", cost.seconds, 3 * limit * seconds),
        ("MB", cost.memory, limit * MEMORY),
    ):
        if spent > allowed:
            return f"{spent:.0f} {kind} so far, and {allowed:.0f} are too many"
    return None


def minutes_of(path: Path) -> int:
    """Return the minutes that a notebook promises."""
    (minutes,) = re.findall(r"(\d+) minutes", path.read_text(encoding="utf-8"))
    return int(minutes)


def row(path: Path, cost: Cost) -> str:
    """Return a notebook's row of the table."""
    link = f"[{path.stem}](../notebooks/{path.name})"
    cells = [link, minutes_of(path), SECONDS[path.name[:2]], f"{cost.seconds:.1f}"]
    cells += [f"{cost.cpu:.1f}", f"{cost.memory:,.0f}"]
    return f"| {' | '.join(map(str, cells))} |\n"


def main() -> None:
    from notebooks import Failure, measure, require_mnist

    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    text, over = HEADING, []
    for path in paths:
        try:
            require_mnist(paths)
            cost = measure(path)[1]
        except Failure as failure:
            sys.exit(str(failure))
        print(text_row := row(path, cost), end="", flush=True)
        text += text_row
        if problem := overrun(path.name, cost):
            over.append(f"{path.name}: {problem}")
    TABLE.write_text(text, encoding="utf-8", newline="\n")
    if over:
        sys.exit("\n".join(over))


if __name__ == "__main__":
    main()
