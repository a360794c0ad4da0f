"""Fill one column of the table that Moodle or Canvas gave, and change nothing else.

Headers are in the site's language, so none is looked for: rows are matched by what they
hold. The column is the empty one of Canvas's assignments (their headers end in a number
in brackets), or Moodle's before the maximum, which is the same number in all rows.
"""

import re
from collections import Counter

NUMBER = re.compile(r"\d+([.,]\d+)?")
Row = list[re.Match]


def fill(text: str, points: dict[str, int]) -> tuple[str, list[str]]:
    """Return a table with the points of each student, and what to tell.

    Raises:
        ValueError: If no row, or not exactly one column, can be meant.
    """
    header, *rows = rows_of(text)
    rows = [row for row in rows if len(row) == len(header)]
    found = max((matched(rows, i, points) for i in range(len(header))), key=len)
    if not found:
        raise ValueError("No row of the table has a name or number of a submission.")
    place = place_of([bare(cell) for cell in header], list(found.values()))
    for student, row in sorted(found.items(), key=lambda pair: -pair[1][0].start()):
        start, end = row[place].span(1)
        text = f"{text[:start]}{points[student]}{text[end:]}"
    without = [bare(row[0]) for row in rows if row not in found.values()]
    others = [student for student in points if student not in found]
    return text, [
        f'{len(found)} rows are filled in the column "{bare(header[place])}".',
        f"Rows without a submission: {', '.join(without) or 'none'}.",
        f"Submissions without a row: {', '.join(others) or 'none'}.",
    ]


def rows_of(text: str) -> list[Row]:
    """Split a table into cells that know where they stand."""
    mark = max(",;\t", key=text.partition("\n")[0].count)
    cell = re.compile(rf'("(?:[^"]|"")*"|[^{mark}\r\n]*)({mark}|\r?\n|\r|\Z)')
    rows: list[Row] = [[]]
    for match in cell.finditer(text, int(text.startswith("\ufeff"))):
        rows[-1].append(match)
        if match[2] != mark:
            if match.end() == len(text):
                break
            rows.append([])
    return rows


def bare(cell: re.Match) -> str:
    """Return what a cell says, without its quotes."""
    return re.sub(r'^"|"$', "", cell[1]).replace('""', '"').strip()


def matched(rows: list[Row], i: int, students: dict[str, int]) -> dict[str, Row]:
    """Return the row of each student for whom column i leaves no doubt."""
    known = [keys(bare(row[i])) for row in rows]
    hits = {s: [j for j, k in enumerate(known) if k & keys(s)] for s in students}
    often = Counter(j for several in hits.values() for j in several)
    return {s: rows[j[0]] for s, j in hits.items() if len(j) == 1 == often[j[0]]}


def keys(text: str) -> set[str]:
    """Return by what a cell or a submission is known: letters, numbers, and both."""
    both = "".join(re.findall(r"[^\W_]", text.casefold()))
    return {both, re.sub(r"\d", "", both), *re.findall(r"\d+", text)} - {""}


def place_of(header: list[str], rows: list[Row]) -> int:
    """Return the place of the column to fill."""
    cells = [[bare(row[i]) for row in rows] for i in range(len(header))]
    number = [all(NUMBER.fullmatch(t or "0") for t in several) for several in cells]
    empty = [i for i, several in enumerate(cells) if not any(several)]
    canvas = [i for i, name in enumerate(header) if re.search(r" \(\d+\)$", name)]
    fixed = [i for i, c in enumerate(cells) if number[i] and len({*c}) == 1 and c[0]]
    moodle = [i - 1 for i in fixed if i and number[i - 1]]
    places = [i for i in canvas if i in empty] if canvas else moodle or empty
    if len(places) != 1:
        names = ", ".join(header[i] for i in places or canvas) or "none is empty"
        raise ValueError(f"Which column is to be filled ({names})? Delete the others.")
    return places[0]
