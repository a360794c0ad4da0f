"""Find notebooks in folders and zips, and take the answers out of them.

Nothing is unpacked, and no link is followed.
"""

import ast
import json
import re
import symtable
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

LARGEST = 200 * 2**20  # bytes; a notebook with all its figures has a few million
COPIES = {"__MACOSX", ".ipynb_checkpoints"}  # made by systems, and not by students
ADDED = re.compile(  # by Moodle to a folder's name; by Canvas: doe_LATE_471_998_a.ipynb
    r"_assignsubmission_.*|(?:_LATE)?(_\d+)_\d+_.*\.(?:ipynb|zip)$|\.(?:ipynb|zip)$"
)
UNREADABLE = (SyntaxError, ValueError, KeyError, TypeError, RecursionError, MemoryError)
MAGIC = re.compile(r"^([ \t]*)[%!?].*", re.M)
CHECK = re.compile(r"""\bcheck\(\s*(\w+)\s*(?:,\s*(?:name\s*=\s*)?["'](\w+)["'])?""")


class Answer(NamedTuple):
    """What a student wrote for one exercise."""

    source: str  # of the function alone, as Python prints it
    program: str  # which defines the function, and what it needs


def find(folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the student of each folder and file, and the notebooks that it holds."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if is_wanted(inside) or (path.is_dir() and not COPIES & {*inside.parts}):
            yield ADDED.sub(r"\1", inside.parts[0]), contents(path)


def is_wanted(path: PurePath) -> bool:
    """Tell whether a path is a student's own notebook or zip."""
    return path.suffix.lower() in (".ipynb", ".zip") and not COPIES & {*path.parts}


def contents(path: Path) -> list[bytes]:
    """Return the notebooks at a path; nothing stands for one that cannot be read."""
    if path.is_dir():
        return []  # its files come by themselves
    if path.is_symlink() or not path.is_file():
        return [b""]
    if path.suffix.lower() == ".ipynb":
        return [path.read_bytes()]
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [i for i in archive.infolist() if is_wanted(PurePath(i.filename))]
            return [archive.read(i) if i.file_size < LARGEST else b"" for i in inside]
    except Exception:  # whatever a broken zip leads to
        return [b""]


def answers_in(content: bytes, asked: list[Sequence[str]]) -> dict[str, Answer | None]:
    """Return a notebook's answers, or None, to the exercises by which it is known.

    Raises:
        ValueError: If there is no exercise; the message says why.
    """
    try:
        cells = json.loads(content)["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except UNREADABLE as error:
        raise ValueError("cannot be read: save it and hand it in again") from error
    notebook = Notebook(code)
    known = {*notebook.last, *notebook.checks}
    names = max(asked, key=lambda names: len(known & {*names}))
    if not known & {*names}:
        raise ValueError("holds no exercise")
    return {name: notebook.answer(name) for name in names}


class Notebook:
    """The statements of a notebook, and for each name the last one that binds it."""

    def __init__(self, cells: list[str]) -> None:
        self.sources: list[str] = []
        self.used: list[set[str]] = []  # the names that each statement uses
        self.last: dict[str, int] = {}
        self.checks: dict[str, str] = {}  # an exercise, and the name of its answer
        for cell in cells:
            for function, exercise in CHECK.findall(cell):
                self.checks[exercise or function] = function
            self._read(MAGIC.sub(r"\1pass", cell))

    def _read(self, cell: str) -> None:
        try:
            sources = [ast.unparse(statement) for statement in ast.parse(cell).body]
            names = [names_in(source) for source in sources]
        except UNREADABLE:  # to run it will tell why; an earlier version may be right
            defined = re.findall(r"^\s*(?:def|class)\s+(\w+)", cell, re.M)
            sources, names = [cell], [({*defined} - {*self.last}, set())]
        for source, (bound, used) in zip(sources, names, strict=True):
            self.last |= dict.fromkeys(bound, len(self.sources))
            self.sources.append(source)
            self.used.append(used)

    def answer(self, exercise: str) -> Answer | None:
        """Return the last answer to an exercise, if there is one."""
        function = exercise if exercise in self.last else self.checks.get(exercise)
        if function not in self.last:
            return None
        needed, waiting = set(), {self.last[function]}
        while waiting:
            needed |= waiting
            names = set().union(*(self.used[i] for i in waiting))
            waiting = {self.last[name] for name in names & {*self.last}} - needed
        program = [self.sources[i] for i in sorted(needed)]
        renamed = [f"{exercise} = {function}"] * (function != exercise)
        return Answer(self.sources[self.last[function]], "\n\n".join(program + renamed))


def names_in(source: str) -> tuple[set[str], set[str]]:
    """Return the global names that a statement binds, and those that it uses."""
    top = symtable.symtable(source, "", "exec")
    names = top.get_symbols()
    bound = {s.get_name() for s in names if s.is_assigned() or s.is_imported()}
    used, tables = set(), [top]
    for table in tables:
        tables += table.get_children()
        known = [s for s in table.get_symbols() if s.is_global() and s.is_referenced()]
        used |= {symbol.get_name() for symbol in known}
    return bound, used
