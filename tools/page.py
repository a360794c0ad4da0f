"""Fill the tables of docs/benchmarks.md, each by the tool that measures it."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def lines_below(heading: str) -> list[str]:
    """Return what stands below the ruler of a section's table."""
    return _found(heading)[2].splitlines()


def write_below(heading: str, lines: list[str]) -> None:
    """Replace what stands below the ruler of a section's table."""
    found = _found(heading)
    text = found.string[: found.start(2)] + "\n".join([*lines, ""])
    text += found.string[found.end(2) :]
    PAGE.write_text(text, encoding="utf-8", newline="\n")


def _found(heading: str) -> re.Match:
    section = rf"(\n## {heading}\n.*?\n\|[-:|]+\n)(.*?)(?=\n## |\Z)"
    return re.search(section, PAGE.read_text(encoding="utf-8"), re.S)
