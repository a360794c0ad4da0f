"""Fill one column of the table that Moodle or Canvas gave, and change nothing else.

Headers are in the site's language, so none is looked for: rows are matched by what they
hold. The column is the empty one of Canvas's assignments (their headers end in a number
in brackets), or Moodle's before the maximum, which is the same number in all rows.
"""

import re
from collections import Counter


def fill(text: str, points: dict[str, int]) -> tuple[str, str]:
    """Return a table with the points of each student, and what to tell.

    Raises:
        ValueError: If no row, or not exactly one column, can be meant.
    """
    table = rows_of(text)
    header, *rows = [row for row in table if len(row) == len(table[0])]
    columns = [[row[i][0].strip('" ') for row in rows] for i in range(len(header))]
    found = max((matched(cells, points) for cells in columns), key=len)
    if not found:
        raise ValueError("No row of the table has a name or number of a submission.")
    names = [cell.strip('"') for cell, _ in header]
    place = place_of(names, [[cells[i] for i in found] for cells in columns])
    for i, student in found.items():
        rows[i][place][0] = f"{points[student]}"
    filled = "".join(cell + end for row in table for cell, end in row)
    others = ", ".join(s for s in points if s not in found.values()) or "none"
    said = f'{len(found)} rows are filled in the column "{names[place]}".'
    return filled, f"{said} Submissions without a row: {others}."


def rows_of(text: str) -> list[list[list[str]]]:
    """Split a table into cells, each with what ends it; nothing is left out."""
    mark = max(",;\t", key=text.partition("\n")[0].count)
    cell = rf'(\ufeff?"(?:[^"]|"")*"|[^{mark}\r\n]*)({mark}|\r?\n|\r|\Z)'
    rows: list[list[list[str]]] = [[]]
    for written, end in re.findall(cell, text):
        rows[-1].append([written, end])
        if end != mark:
            rows.append([])
    return rows


def matched(cells: list[str], students: dict[str, int]) -> dict[int, str]:
    """Return the student of each row for whom a column leaves no doubt."""
    known = [keys(cell) for cell in cells]
    pairs = [(i, s) for s in students for i, k in enumerate(known) if k & keys(s)]
    often = Counter(one for pair in pairs for one in pair)
    return {i: s for i, s in pairs if often[i] == often[s] == 1}


def keys(text: str) -> set[str]:
    """Return by what a cell or a submission is known: all of it, and its numbers."""
    return {text.casefold(), *re.findall(r"\d+", text)} - {""}


def place_of(header: list[str], columns: list[list[str]]) -> int:
    """Return the place of the column to fill."""
    canvas = [i for i, name in enumerate(header) if re.search(r" \(\d+\)$", name)]
    number = [all(re.fullmatch(r"[\d.,]*", c) for c in cells) for cells in columns]
    fixed = [number[i] and len({*c}) == 1 and c[0] for i, c in enumerate(columns)]
    moodle = [i - 1 for i in range(1, len(header)) if fixed[i] and number[i - 1]]
    places = [i for i in canvas if not any(columns[i])] if canvas else moodle
    if len(places) != 1:
        names = ", ".join(header[i] for i in places) or "none is empty"
        raise ValueError(f"Which column is to be filled ({names})? Delete the others.")
    return places[0]
