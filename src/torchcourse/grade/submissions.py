"""Find notebooks, and take their answers; nothing is unpacked, no link followed."""

import ast
import json
import re
import symtable
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

LARGEST = 200 * 2**20  # bytes; a notebook with all its figures has a few million
COPY = re.compile(r"__MACOSX|\.ipynb_checkpoints")  # by a system, and not by a student
# By Moodle to the name of a folder; by Canvas to that of a file: doe_LATE_471_998_a.zip
ADDED = re.compile(r"_assignsubmission_.*|((_LATE)?(_\d+)_\d+_.*)?\.(ipynb|zip)$")
MAGIC = re.compile(r"^([ \t]*)[%!?].*", re.M)
CHECK = re.compile(r"""\bcheck\(\s*(\w+)\s*(?:,\s*(?:name\s*=\s*)?["'](\w+)["'])?""")


class Answer(NamedTuple):
    """What a student wrote for one exercise."""

    source: str  # of the function alone, as Python prints it
    program: str  # which defines the function, and what it needs


def find(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each notebook with its student, who without any has an empty one."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        wanted = path.is_dir() or path.suffix.lower() in (".ipynb", ".zip")
        if wanted and not COPY.search(f"{inside}"):
            student = ADDED.sub(r"\3", inside.parts[0])
            yield from ((student, text) for text in notebooks_at(path) or [b""])


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


def answers_in(content: bytes, asked: list[Sequence[str]]) -> dict[str, Answer]:
    """Return a notebook's answers to the exercises by which it is known."""
    try:
        cells = json.loads(content)["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except Exception:  # whatever a file holds
        return {}
    notebook = Notebook(code)
    functions = {name: name for name in notebook.last}
    checks = CHECK.findall("\n".join(code))
    functions |= {name or own: own for own, name in checks if own in functions}
    names = max(asked, key=lambda names: len(functions.keys() & {*names}))
    answered = [name for name in names if name in functions]
    return {name: notebook.answer(name, functions[name]) for name in answered}


class Notebook:
    """The statements of a notebook, and for each name the last one that binds it."""

    def __init__(self, cells: list[str]) -> None:
        self.sources: list[str] = []
        self.used: list[set[str]] = []  # the names that each statement uses
        self.last: dict[str, int] = {}
        for cell in cells:
            self._read(MAGIC.sub(r"\1pass", cell))

    def _read(self, cell: str) -> None:
        try:
            sources = [ast.unparse(statement) for statement in ast.parse(cell).body]
            names = [names_in(source) for source in sources]
        except Exception:  # to run it will tell why; an earlier version may be right
            defined = re.findall(r"^\s*(?:def|class)\s+(\w+)", cell, re.M)
            sources, names = [cell], [({*defined} - {*self.last}, set())]
        for source, (bound, used) in zip(sources, names, strict=True):
            self.last |= dict.fromkeys(bound, len(self.sources))
            self.sources.append(source)
            self.used.append(used)

    def answer(self, exercise: str, function: str) -> Answer:
        """Return the last version of the function that answers an exercise."""
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
