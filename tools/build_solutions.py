"""Write solved, executed copies of the notebooks into build/solutions, for instructors.

    python tools/build_solutions.py

Git ignores the folder: solutions never enter the repository.
"""

import ast
import sys

import nbformat
from nbformat import NotebookNode
from parts import CHECK
from stored_form import normalize, written

from notebooks import ROOT, Failure, execute
from torchcourse.checking.find import load_exercise

SOLUTIONS = ROOT / "build/solutions"


def solve(source: str, name: str) -> str:
    """Replace the starter's definition by the solution, and keep the rest."""
    exercise = load_exercise(name)
    names = {getattr(node, "name", ""): node for node in ast.parse(source).body}
    starter, lines = names[name], source.splitlines()
    before, after = lines[: starter.lineno - 1], lines[starter.end_lineno :]
    return "\n".join([*before, exercise.solution_source(), *after])


def solved(notebook: NotebookNode) -> NotebookNode:
    """Return a copy in which every starter is replaced by its solution."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        asked = CHECK.search(cell.source)
        if cell.cell_type == "code" and asked:
            cell.source = solve(cell.source, asked[1])
    return notebook


def main() -> None:
    SOLUTIONS.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        target = SOLUTIONS / path.name
        nbformat.write(solved(nbformat.read(path, as_version=4)), target)
        print(f"{target.relative_to(ROOT)} ...", flush=True)
        try:
            notebook = normalize(execute(target))
        except Failure as failure:
            target.unlink()
            sys.exit(str(failure))
        target.write_text(written(notebook), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
