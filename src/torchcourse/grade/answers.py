"""Take the answers out of a notebook: each with what it needs, and nothing else."""

import ast
import json
import re
import symtable
from collections.abc import Sequence
from dataclasses import dataclass

UNREADABLE = (SyntaxError, ValueError, KeyError, TypeError, RecursionError, MemoryError)


@dataclass
class Answer:
    """What a student wrote for one exercise, or why there is nothing to run."""

    reason: str = ""
    function: str = ""  # its name in the notebook
    source: str = ""  # of the function alone
    program: str = ""  # of what it needs, and of itself
    notes: Sequence[str] = ()


class Notebook:
    """The code of a notebook: for each name the last statement that binds it."""

    def __init__(self, content: bytes | str) -> None:
        """Read a notebook; ValueError says why there is none, as does a text."""
        if isinstance(content, str):
            raise ValueError(content)
        try:
            cells = json.loads(content)["cells"]
            code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        except UNREADABLE as error:
            raise ValueError("cannot be read: save it and hand it in again") from error
        self.last: dict[str, tuple[tuple[int, int], str]] = {}  # place, and source
        self.checks: dict[str, str] = {}  # the exercise, and the name of its answer
        self.broken: dict[str, str] = {}  # cells that are not Python, and why
        for i, cell in enumerate(code):
            try:
                self._read(i, re.sub(r"^[ \t]*[%!?].*$", "pass", cell, flags=re.M))
            except UNREADABLE as error:
                where = f" in line {error.lineno}" if hasattr(error, "lineno") else ""
                self.broken[cell] = f"{type(error).__name__}{where} of its cell"

    def _read(self, i: int, cell: str) -> None:
        tree, lines = ast.parse(cell), cell.splitlines()
        for node in tree.body:
            starts = [n.lineno for n in [node, *getattr(node, "decorator_list", [])]]
            source = "\n".join(lines[min(starts) - 1 : node.end_lineno])
            bound, _ = names_in(source)
            self.last |= dict.fromkeys(bound, ((i, node.lineno), source))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "check":
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                if given and isinstance(given[0], ast.Name):
                    exercise = getattr(given[-1], "value", given[0].id)
                    self.checks[str(exercise)] = given[0].id

    def title(self, asked: dict[str, tuple[str, ...]]) -> str:
        """Return which notebook it is, by its exercises; ValueError without any."""
        known = {*self.last, *self.checks}
        held = {title: len(known & {*names}) for title, names in asked.items()}
        if not any(held.values()):
            raise ValueError("holds no exercise")
        return max(held, key=held.get)

    def answer(self, exercise: str, notes: list[str]) -> Answer:
        """Return what the notebook holds for an exercise, with notes on it."""
        function = exercise if exercise in self.last else self.checks.get(exercise)
        written = re.compile(rf"^\s*(def|class)\s+{exercise}\b", re.M)
        broken = [why for cell, why in self.broken.items() if written.search(cell)][-1:]
        if function not in self.last:
            reason = "".join(broken) or "the notebook does not define it"
            return Answer(reason, notes=notes)
        needed, waiting = {}, [function]
        while waiting:
            place, source = self.last[waiting.pop()]
            if place not in needed:
                needed[place] = source
                waiting += names_in(source)[1] & {*self.last}
        program = "\n\n".join(needed[place] for place in sorted(needed))
        later = [f"a later version is not Python: {why}" for why in broken]
        return Answer("", function, self.last[function][1], program, notes + later)


def names_in(source: str) -> tuple[set[str], set[str]]:
    """Return the global names that a statement binds, and those that it uses."""
    bound, used, tables = set(), set(), [symtable.symtable(source, "", "exec")]
    for table in tables:
        tables += table.get_children()
        top = table.get_type() == "module"
        known = [s for s in table.get_symbols() if top or s.is_global()]
        used |= {symbol.get_name() for symbol in known if symbol.is_referenced()}
        bound |= {
            s.get_name() for s in known if top and (s.is_assigned() or s.is_imported())
        }
    return bound, used
