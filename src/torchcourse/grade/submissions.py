"""Find notebooks, and take their answers; nothing is unpacked, no link followed."""

import ast
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

LARGEST = 200 * 2**20  # bytes; a notebook with all its figures has a few million
COPY = re.compile(r"__MACOSX|\.ipynb_checkpoints")  # by a system, and not by a student
# By Moodle to the name of a folder; by Canvas to that of a file: doe_LATE_471_998_a.zip
ADDED = re.compile(r"_assignsubmission_.*|((_LATE)?(_\d+)_\d+_.*)?\.(ipynb|zip)$")
MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|check\(.*\)$)", re.M)  # not to be run
CHECK = re.compile(r"""\bcheck\(\s*(\w+)\s*(?:,\s*(?:name\s*=\s*)?["'](\w+)["'])?""")


class Answer(NamedTuple):
    """What a student wrote for one exercise."""

    source: str  # of the function alone, as Python prints it
    program: str  # which defines the function, and what it needs


class Statement(NamedTuple):
    """A statement of a notebook, and the global names that it binds and uses."""

    source: str
    binds: set[str]  # or changes
    uses: set[str]
    makes: bool  # a function, a class or an import: the last one is enough


def find(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield each notebook with its student: b"" for none, and None for a folder."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        wanted = path.is_dir() or path.suffix.lower() in (".ipynb", ".zip")
        if wanted and not COPY.search(f"{inside}"):
            texts = [None] if path.is_dir() else notebooks_at(path) or [b""]
            yield from ((ADDED.sub(r"\3", inside.parts[0]), text) for text in texts)


def notebooks_at(path: Path) -> list[bytes]:
    """Return a notebook, or those in a zip; a folder's come by themselves."""
    if path.is_symlink() or not path.is_file():
        return []
    if path.suffix.lower() == ".ipynb":
        return [path.read_bytes()]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [i.filename for i in archive.infolist() if i.file_size < LARGEST]
            wanted = [n for n in names if n.endswith(".ipynb") and not COPY.search(n)]
            return [archive.read(name) for name in wanted]
    except Exception:  # whatever a broken zip leads to
        return []


def answers_in(content: bytes | None, asked: list[Sequence[str]]) -> dict[str, Answer]:
    """Return a notebook's answers to the exercises by which it is known."""
    try:
        cells = json.loads(content)["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except Exception:  # whatever a file holds
        return {}
    parts = [s for cell in code for s in statements_of(MAGIC.sub(r"\1pass", cell))]
    functions = {name: name for part in parts for name in part.binds}
    for own, name in CHECK.findall("\n".join(code)):
        functions |= {name or own: own} if own in functions else {}
    names = max(asked, key=lambda names: len(functions.keys() & {*names}))
    return {n: answer(parts, n, functions[n]) for n in names if n in functions}


def statements_of(cell: str) -> list[Statement]:
    """Return the statements of a cell; one that is not Python, to tell why, as one."""
    try:
        return [Statement(ast.unparse(s), *names_in(s)) for s in ast.parse(cell).body]
    except Exception:
        defined = {*re.findall(r"^\s*(?:def|class)\s+(\w+)", cell, re.M)}
        return [Statement(cell, defined, set(), makes=False)]


def names_in(statement: ast.stmt) -> tuple[set[str], set[str], bool]:
    """Return what a statement binds or may change, what it uses, and if it defines."""
    used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    if hasattr(statement, "name"):  # a function or a class
        return {statement.name}, used, True
    nodes = [n for t in getattr(statement, "targets", [statement]) for n in ast.walk(t)]
    bound = [
        getattr(n, "asname", "") or getattr(n, "name", "") or getattr(n, "id", "")
        for n in nodes
    ]
    makes = isinstance(statement, ast.Import | ast.ImportFrom)
    return {name.split(".")[0] for name in bound if name}, used, makes


def answer(parts: list[Statement], exercise: str, function: str) -> Answer:
    """Return the last version of the function that answers an exercise."""

    def wanted(name: str) -> list[int]:
        places = [i for i, part in enumerate(parts) if name in part.binds]
        return [i for i in places if parts[i].makes and name != "*"][-1:] or places

    needed, waiting = set(), {*wanted(function), *wanted("*")}
    while waiting:
        needed |= waiting
        names = set().union(*(parts[i].uses for i in waiting))
        waiting = {i for name in names for i in wanted(name)} - needed
    program = [*(parts[i].source for i in sorted(needed)), f"{exercise} = {function}"]
    return Answer(parts[wanted(function)[-1]].source, "\n\n".join(program))
