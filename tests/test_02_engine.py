"""The engine of notebook 02, as the notebook has it, against PyTorch."""

import ast
import json
import math
import random
from pathlib import Path

import pytest
import torch

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "02_autograd.ipynb"
RELATIVE, ABSOLUTE = 1e-6, 1e-12  # the second is for slopes that cancel to zero
EXPRESSIONS, STEPS, LEAVES = 100, 12, 3

# One step of a random expression: values a and b to a new value of size 3 at most.
OPERATIONS = {
    "sum": lambda a, b, tanh: 0.5 * (a + b),
    "difference": lambda a, b, tanh: (a - b) * 0.5,
    "product": lambda a, b, tanh: tanh(a) * b,
    "quotient": lambda a, b, tanh: a / (b * b + 1),
    "power": lambda a, b, tanh: tanh(a) ** 3,
    "shift": lambda a, b, tanh: 1.5 + tanh(a) - 0.25,
    "from a number": lambda a, b, tanh: 0.5 - 1 / (a * a + 1),
}


def engine_source():
    """Return what section "Build it" defines without PyTorch: the engine."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources, inside = [], False
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and "\n## " in f"\n{source}":
            inside = "## Build it" in source
        elif cell["cell_type"] == "code" and inside and "torch" not in source:
            nodes = [n for n in ast.parse(source).body if defines(n)]
            sources += [ast.get_source_segment(source, node) for node in nodes]
    return "\n\n\n".join(sources)


def defines(node):
    """Tell definitions and new methods from lines that only try the engine out."""
    method = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)
    return method or isinstance(node, ast.ClassDef | ast.FunctionDef)


def engine_from(source):
    names = {"math": math}
    exec(compile(source, NOTEBOOK.name, "exec"), names)
    return names


def random_program(chance):
    """Return steps (operation, place of a, place of b); a value may be used again."""
    return [
        (chance.choice(list(OPERATIONS)), chance.randrange(n), chance.randrange(n))
        for n in range(LEAVES, LEAVES + STEPS)
    ]


def run(program, leaves, tanh):
    values = list(leaves)
    for operation, a, b in program:
        values.append(OPERATIONS[operation](values[a], values[b], tanh))
    return values[-1] + values[-2] * values[-3]


def random_expressions():
    """Return pairs (program, numbers at its leaves), always the same ones."""
    chance = random.Random(20)
    return [
        (random_program(chance), [chance.uniform(-2, 2) for _ in range(LEAVES)])
        for _ in range(EXPRESSIONS)
    ]


def results_of_pytorch(program, numbers):
    """Return the value of an expression and its slopes, in float64."""
    leaves = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in numbers]
    output = run(program, leaves, torch.tanh)
    slopes = torch.autograd.grad(
        output, leaves, allow_unused=True, materialize_grads=True
    )
    return [output.item(), *(slope.item() for slope in slopes)]


def results_of(engine, program, numbers):
    leaves = [engine["Value"](number) for number in numbers]
    output = run(program, leaves, engine["tanh"])
    engine["backward"](output)
    return [output.data, *(leaf.grad for leaf in leaves)]


def disagreements(engine):
    """Return the random expressions for which the engine differs from PyTorch."""
    found = []
    for program, numbers in random_expressions():
        mine = results_of(engine, program, numbers)
        theirs = results_of_pytorch(program, numbers)
        pairs = zip(mine, theirs, strict=True)
        if not all(math.isclose(*p, rel_tol=RELATIVE, abs_tol=ABSOLUTE) for p in pairs):
            found.append((program, mine, theirs))
    return found


def test_the_engine_agrees_with_pytorch_on_random_expressions():
    assert disagreements(engine_from(engine_source())) == []


def test_the_engine_is_about_forty_visible_lines():
    lines = [line for line in engine_source().splitlines() if line.strip()]
    assert 30 <= len(lines) <= 45


def test_the_random_expressions_are_worth_comparing():
    """Nearly all use a value twice, and most depend on more than one leaf."""
    shared = several = 0
    for program, numbers in random_expressions():
        places = [place for _, *both in program for place in both]
        shared += len(set(places)) < len(places)
        slopes = results_of_pytorch(program, numbers)[1:]
        several += sum(abs(slope) > 1e-6 for slope in slopes) > 1
    assert shared > 90
    assert several > 60


BREAKS = {
    "wrong local slope of tanh": ("(1 - height**2,)", "(1 - height,)"),
    "slopes of a product swapped": (
        "(other.data, self.data)",
        "(self.data, other.data)",
    ),
    "wrong power rule": ("exponent * base.data", "base.data"),
    "no accumulation": ("parent.grad += slope", "parent.grad = slope"),
    "children first": ("reversed(parents_first(output, []))", "[output]"),
    "parents before all children are done": (
        "reversed(parents_first(output, []))",
        "depth_first(output)",
    ),
}
DEPTH_FIRST = """


def depth_first(value):
    yield value
    for parent in value.parents:
        yield from depth_first(parent)
"""


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_engine_is_caught(name):
    source = engine_source()
    right, wrong = BREAKS[name]
    assert source.count(right) == 1
    broken = source.replace(right, wrong) + DEPTH_FIRST
    assert disagreements(engine_from(broken))


def test_missing_accumulation_shows_where_a_value_is_used_twice():
    source = engine_source()
    right, wrong = BREAKS["no accumulation"]
    for text, slope in ((source, 6.0), (source.replace(right, wrong), 3.0)):
        engine = engine_from(text)
        x = engine["Value"](3.0)
        engine["backward"](x * x)
        assert x.grad == slope
