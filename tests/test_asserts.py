"""Asserts that hold something: each can fail, and none is missing.

The output of a cell tagged `nbval-ignore-output` is compared with nothing, so a figure
(a number) in it may change without a word. An assert has to hold it: in the cell, or
after it before the next heading of level 2, on a name that the cell uses.
"""

import ast
import builtins
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from stored_form import IGNORED

HERE = Path(__file__).parent
NOTEBOOKS = sorted((HERE.parent / "notebooks").glob("*.ipynb"))
TESTS = sorted(HERE.glob("test_*.py"))
OF_THE_MACHINE = re.compile(
    r"^MNIST: .*verified\.$", re.M
)  # tests of the loader hold it
BUILTINS = set(dir(builtins))
PURE = {"abs", "bool", "float", "int", "len", "list", "max", "min", "round", "set"}
PURE |= {"all", "any", "range", "sorted", "str", "sum", "tuple"}


def names(*nodes):
    """Return the names in the code, without Python's own."""
    found = [n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)]
    return set(found) - BUILTINS


def always_true(test):
    """Tell whether an assert of this expression holds whatever the code before does."""
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.GeneratorExp | ast.Lambda):
        return True
    if isinstance(test, ast.BoolOp):
        each = map(always_true, test.values)
        return any(each) if isinstance(test.op, ast.Or) else all(each)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        sides = {ast.dump(test.left), ast.dump(test.comparators[0])}
        called = any(isinstance(node, ast.Call) for node in ast.walk(test))
        if len(sides) == 1 and not called and isinstance(test.ops[0], ast.Eq | ast.Is):
            return True
    calls = [n.func for n in ast.walk(test) if isinstance(n, ast.Call)]
    pure = all(isinstance(f, ast.Name) and f.id in PURE for f in calls)
    refuses = isinstance(test, ast.Constant) and not test.value  # `assert False`
    return pure and not names(test) and not refuses


def asserts(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def vacuous(tree):
    """Return what cannot fail: asserts, and tests that do nothing."""
    for node in asserts(tree):
        if always_true(node.test):
            yield f"line {node.lineno}: `{ast.unparse(node)}` cannot fail"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            works = ast.Assert | ast.Call | ast.Raise
            body = [n for statement in node.body for n in ast.walk(statement)]
            if not any(isinstance(n, works) for n in body):
                yield f"line {node.lineno}: {node.name} does nothing"


def figures(cell):
    """Tell whether a cell has printed a number, or shown one as its value."""
    texts = [output.get("text", "") for output in cell.outputs]
    data = [output.get("data", {}) for output in cell.outputs]
    texts += [d.get("text/plain", "") for d in data if "image/png" not in d]
    return bool(re.search(r"\d", OF_THE_MACHINE.sub("", "\n".join(texts))))


def section_after(cells, start):
    """Return a cell and the code cells after it, up to the next heading of level 2."""
    found = [cells[start]]
    for cell in cells[start + 1 :]:
        if cell.cell_type == "markdown" and re.search("^## ", cell.source, re.M):
            break
        found += [cell] if cell.cell_type == "code" else []
    return found


def loose(notebook):
    """Return which figures of ignored cells no assert holds, a line for each."""
    cells = notebook.cells
    trees = {
        i: ast.parse(c.source) for i, c in enumerate(cells) if c.cell_type == "code"
    }
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for number, tree in trees.items():
        cell = cells[number]
        ignored = IGNORED in cell.metadata.get("tags", [])
        if not (ignored and figures(cell)) or "report()" in cell.source:
            continue
        used = names(tree) - imported
        near = [ast.parse(c.source) for c in section_after(cells, number)]
        held = [a for each in near for a in asserts(each) if not always_true(a.test)]
        if not any(used & names(one.test) for one in held):
            first = cell.source.splitlines()[0]
            yield (
                f"cell {number} (`{first}`) prints figures that nbval ignores: add an "
                "assert of what it computes, there or before the next heading `## `"
            )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_assert_holds_the_figures_that_nbval_ignores(path):
    assert "\n".join(loose(nbformat.read(path, as_version=4))) == ""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_assert_of_a_notebook_can_fail(path):
    cells = nbformat.read(path, as_version=4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    assert [problem for tree in trees for problem in vacuous(tree)] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_every_test_can_fail(path):
    assert [*vacuous(ast.parse(path.read_text(encoding="utf-8")))] == []


# --- what each of them must find -----------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "assert True",
        "assert 3 * 196 == 588",
        "assert len([1, 2]) == 2",
        "assert loss < 1 or True",
        "assert (loss < 1, 'the loss is high')",
        "assert (loss < 1 for loss in losses)",
        "assert loss == loss",
        "assert 'a text that was meant as a message'",
        "if ready:\n    assert 1",
        "def test_of_nothing():\n    pass",
        "def test_of_nothing():\n    '''It is fast.'''",
        "class TestX:\n    def test_of_nothing(self): ...",
        "def test_of_nothing():\n    loss = 1\n    loss < 2",
    ],
)
def test_what_cannot_fail_is_found(code):
    assert len([*vacuous(ast.parse(code))]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "assert loss < 1",
        "assert loss < 1 and True",
        "assert not open('log.txt').read()",
        "assert False, 'never here'",
        "assert loss != loss  # not a number",
        "assert step() == step()",
        "def test_it():\n    with pytest.raises(OSError):\n        read()",
        "def helper():\n    pass",
    ],
)
def test_what_can_fail_is_left_alone(code):
    assert [*vacuous(ast.parse(code))] == []


def printing(*sources, text="accuracy 0.97\n"):
    """Return a notebook that imports torch, ignores a cell's output, and goes on."""
    stream = new_output("stream", name="stdout", text=text)
    code = "accuracy = count(model) / n\nprint(accuracy)"
    tagged = new_code_cell(code, outputs=[stream], metadata={"tags": [IGNORED]})
    made = [
        (new_markdown_cell if source.startswith("#") else new_code_cell)(source)
        for source in sources
    ]
    return new_notebook(cells=[new_code_cell("import torch"), tagged, *made])


@pytest.mark.parametrize(
    "after",
    [
        [],
        ["x = 1"],
        ["assert True"],
        ["assert 0.5 < 0.97"],
        ["assert other > 0.9"],
        ["assert accuracy > 0.9 or True"],
        ["## Next", "assert accuracy > 0.9"],
    ],
)
def test_a_figure_that_nothing_holds_is_found(after):
    (said,) = loose(printing(*after))
    assert said.startswith("cell 1 (`accuracy = count(model) / n`) prints figures")


@pytest.mark.parametrize(
    "after",
    [
        ["assert accuracy > 0.9"],
        ["x = 1", "### A part of it", "assert model.training"],
        ["if n:\n    assert accuracy > 0.9"],
    ],
)
def test_a_figure_that_an_assert_holds_is_not(after):
    assert [*loose(printing(*after))] == []


@pytest.mark.parametrize(
    "text",
    ["no number\n", "MNIST: 60,000 training and 10,000 test images, verified.\n"],
)
def test_what_is_no_figure_of_the_cell_needs_no_assert(text):
    assert [*loose(printing(text=text))] == []


def test_the_last_assert_of_a_real_section_is_missed():
    """Take all asserts but one away from the notebook with the most, one at a time."""
    notebooks = [nbformat.read(path, as_version=4) for path in NOTEBOOKS]
    tagged = [
        sum(IGNORED in c.metadata.get("tags", []) for c in n.cells) for n in notebooks
    ]
    notebook = notebooks[tagged.index(max(tagged))]
    before = len([*loose(notebook)])
    for cell in notebook.cells:
        if cell.cell_type == "code" and "assert" in cell.source:
            tree = ast.parse(cell.source)
            kept = [node for node in tree.body if not isinstance(node, ast.Assert)]
            cell.source = ast.unparse(ast.Module(kept, [])) or "1"
    assert len([*loose(notebook)]) >= before + 3
