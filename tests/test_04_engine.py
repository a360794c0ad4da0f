"""The engine of notebook 04, as the notebook has it, against PyTorch."""

import ast
import json
import math
import random
import re
from pathlib import Path

import pytest
import torch

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "04_build_autograd.ipynb"
SECTIONS = "## (A number that remembers|The backward pass)\n"
RELATIVE, ABSOLUTE = 1e-6, 1e-12  # the second is for gradients that cancel
EXPRESSIONS, STEPS, LEAVES = 100, 12, 3


def squashed(a):
    """Return tanh from the engine's own operations."""
    return 2 / (1 + (-2 * a).exp()) - 1


# One step of a random expression: values a and b to a new value of size 3 at most.
OPERATIONS = {
    "sum": lambda a, b: 0.5 * (a + b),
    "difference": lambda a, b: (a - b) * 0.5,
    "product": lambda a, b: squashed(a) * b,
    "quotient": lambda a, b: a / (b * b + 1),
    "power": lambda a, b: squashed(a) ** 3,
    "shift": lambda a, b: 1.5 + squashed(a) - 0.25,
    "from a number": lambda a, b: 0.5 - 1 / (a * a + 1),
}


def engine_source():
    """Return what the sections of the engine define without PyTorch."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources, inside = [], False
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and re.search(r"^##", source, re.M):
            inside = bool(re.search(SECTIONS, source))
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


def run(program, leaves):
    values = list(leaves)
    for operation, a, b in program:
        values.append(OPERATIONS[operation](values[a], values[b]))
    return values[-1] + values[-2] * values[-3]


def random_expressions():
    """Return pairs (program, numbers at its leaves), always the same ones."""
    chance = random.Random(20)
    return [
        (random_program(chance), [chance.uniform(-2, 2) for _ in range(LEAVES)])
        for _ in range(EXPRESSIONS)
    ]


def results_of_pytorch(program, numbers):
    """Return the value of an expression and its gradients, in float64."""
    leaves = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in numbers]
    output = run(program, leaves)
    gradients = torch.autograd.grad(
        output, leaves, allow_unused=True, materialize_grads=True
    )
    return [output.item(), *(gradient.item() for gradient in gradients)]


def results_of(engine, program, numbers):
    leaves = [engine["Value"](number) for number in numbers]
    output = run(program, leaves)
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
    assert 30 <= len(lines) <= 46


def test_the_random_expressions_are_worth_comparing():
    """Nearly all use a value twice, and most depend on more than one leaf."""
    shared = several = 0
    for program, numbers in random_expressions():
        places = [place for _, *both in program for place in both]
        shared += len(set(places)) < len(places)
        gradients = results_of_pytorch(program, numbers)[1:]
        several += sum(abs(gradient) > 1e-6 for gradient in gradients) > 1
    assert shared > 90
    assert several > 60


BREAKS = {
    "wrong local derivative of exp": (
        "Value(result, (value,), (result,))",
        "Value(result, (value,), (1.0,))",
    ),
    "derivatives of a product swapped": (
        "(other.data, self.data)",
        "(self.data, other.data)",
    ),
    "wrong power rule": ("exponent * base.data", "base.data"),
    "no accumulation": ("source.grad += derivative", "source.grad = derivative"),
    "the output alone": ("reversed(inputs_first(output, []))", "[output]"),
    "inputs before all that use them are done": (
        "reversed(inputs_first(output, []))",
        "depth_first(output)",
    ),
}
DEPTH_FIRST = """


def depth_first(value):
    yield value
    for one in value.inputs:
        yield from depth_first(one)
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
    for text, gradient in ((source, 6.0), (source.replace(right, wrong), 3.0)):
        engine = engine_from(text)
        x = engine["Value"](3.0)
        engine["backward"](x * x)
        assert x.grad == gradient


def test_gradcheck_refuses_the_right_code_of_relu_at_its_corner():
    corner = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    assert not torch.autograd.gradcheck(torch.relu, corner, raise_exception=False)
