"""The instructors' guide names what the notebooks have, and its cuts break nothing."""

import ast
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/instructors.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ROW = re.compile(r"^\| \*(.+)\* \| (\d+) \| (must|can skip)\b", re.M)
CUT = re.compile(r"^- \*\*(Skip|Run)\*\* the cell with `(.+?)` in \*(.+?)\*", re.M)
MINUTES = {"00": 20}  # of all other notebooks 45
APART = {"From memory", "The map", "Without scrolling back", "Summary", "New words"}


def part_of(path, guide=GUIDE):
    """Return the guide's part on one notebook."""
    return re.split(r"^## ", guide.split(f"\n## {path.name[:2]} ")[1], flags=re.M)[0]


@cache
def code_by_section(path):
    """Return pairs of a ``##`` heading and the source of a code cell below it."""
    heading, pairs = "", []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            pairs.append((heading, cell.source))
        elif found := re.findall(r"^## (.+)$", cell.source, re.M):
            heading = found[-1]
    return pairs


def headings(path):
    """Return a notebook's ``##`` headings that a plan gives minutes to."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    found = re.findall(r"^## (.+)$", text, re.M)
    return [heading for heading in found if heading not in APART]


@cache
def binds(source):
    """Return the names that a cell binds at its top level, or whose insides it sets."""
    names = set()
    inner = ast.FunctionDef | ast.Lambda | ast.ClassDef
    waiting = list(ast.parse(source).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        if isinstance(getattr(node, "ctx", None), ast.Store):
            while isinstance(node, ast.Attribute | ast.Subscript):
                node = node.value
            names |= {node.id} if isinstance(node, ast.Name) else set()
        if not isinstance(node, inner):
            waiting += ast.iter_child_nodes(node)
    return names


@cache
def reads(source):
    """Return the names that a cell takes from cells before it."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    inner = ast.FunctionDef | ast.ClassDef
    own |= {node.name for node in nodes if isinstance(node, inner)}
    own |= {
        (node.asname or node.name).split(".")[0]
        for node in nodes
        if isinstance(node, ast.alias)
    }
    return {node.id for node in names} - own


def missed(cells, cut):
    """Return the names that cells outside of a cut take from a cell inside it."""
    found = set()
    for i, source in enumerate(cells):
        for name in reads(source) if i not in cut else ():
            sources = [k for k in range(i) if name in binds(cells[k])]
            if sources and sources[-1] in cut:
                found.add(name)
    return found


def unsafe_cuts(path, guide=GUIDE):
    """Return what a notebook's plan would break: the cut, and the names it takes away.

    Raises:
        AssertionError: If a cut names no cell, or more than one.
    """
    pairs, part = code_by_section(path), part_of(path, guide)
    cells = [source for _, source in pairs]
    cuts = {
        row[1]: {i for i, (section, _) in enumerate(pairs) if section == row[1]}
        for row in ROW.finditer(part)
        if row[3] == "can skip"
    }
    for what, code, section in CUT.findall(part):
        inside = [i for i, pair in enumerate(pairs) if pair[0] == section]
        named = {i for i in inside if code in cells[i]}
        assert len(named) == 1, f"{path.name}, {section}: {len(named)} cells `{code}`"
        if what == "Skip":
            cuts[code] = named
    lost = {cut: sorted(missed(cells, where)) for cut, where in cuts.items()}
    return {cut: names for cut, names in lost.items() if names}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_plan_has_every_section_and_adds_up(path):
    rows = ROW.findall(part_of(path))
    assert [name for name, _, _ in rows] == headings(path)
    assert sum(int(minutes) for _, minutes, _ in rows) == MINUTES.get(path.name[:2], 45)


def test_every_cut_is_written_so_that_the_test_reads_it():
    assert len(CUT.findall(GUIDE)) == len(
        re.findall(r"^- \*\*(?:Skip|Run)", GUIDE, re.M)
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_may_be_skipped_is_missed_by_no_later_cell(path):
    assert unsafe_cuts(path) == {}


@pytest.mark.parametrize(
    ("number", "lost"),
    [
        ("08", {"def with_ones": ["by_lstsq", "with_ones"]}),
        ("10", {"def counts_at": ["chosen", "counts_at"]}),
        ("15", {"by_schedule = {}": ["by_schedule"]}),
        ("17", {"loading = {}": ["loading"]}),
    ],
)
def test_a_skip_that_breaks_later_cells_is_noticed(number, lost):
    """These the guide says to run; told to skip them, it would be wrong."""
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(number))
    assert unsafe_cuts(path, GUIDE.replace("- **Run** the", "- **Skip** the")) == lost


def test_a_section_that_later_cells_need_is_noticed():
    broken = GUIDE.replace("*The loop* | 14 | must", "*The loop* | 14 | can skip")
    (path,) = (path for path in NOTEBOOKS if path.name.startswith("13"))
    assert "evaluate" in unsafe_cuts(path, broken)["The loop"]


def test_results_that_a_skipped_cell_would_add_are_missed():
    cells = ["results = {}", "results['a'] = 1", "print(results)"]
    assert missed(cells, {1}) == {"results"}
    assert missed([*cells[:2], "results = 2\nprint(results)"], {1}) == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_exercise_is_for_class_or_for_home(path):
    (line,) = re.findall(r"^\*\*Exercises\.\*\* (.+)$", part_of(path), re.M)
    code = "\n".join(source for _, source in code_by_section(path))
    asked = re.findall(r"^check\((\w+)\)", code, re.M)
    assert sorted(re.findall(r"`(\w+)`", line)) == sorted(asked)
