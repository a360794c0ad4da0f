"""What a notebook defines, so that what is tested is what is read."""

import ast
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def definitions_of(name):
    """Return the source of each function and class by its name; no exercises."""
    found = {}
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code" and "check(" not in cell.source:
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found[node.name] = ast.get_source_segment(cell.source, node)
    return found
