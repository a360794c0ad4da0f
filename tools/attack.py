"""Attack the exercises: make wrong answers, and see that ``check`` refuses each.

    python tools/attack.py [NAME ...]     these exercises, or all; prints a table
    python tools/attack.py --list NAME    and each wrong answer with its reply

A mutant is an exercise's reference with one place changed, as by a learner in a hurry.
One that is accepted is tried on the cases of other seeds: if it fails on any of them,
it survives, and the exercise's cases are too weak. Ends with an error if one does.
"""

import argparse
import ast
import copy
import dataclasses
import multiprocessing
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout, suppress
from io import StringIO

import torch

from torchcourse.checking import calls
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.find import exercise_names, load_exercise

SEEDS = (1, 2, 3)
PATIENCE = 6  # times the limit of an exercise, as others may use the cores
MEMORY = 8 * 2**30  # bytes that a mutant may ask for beyond what is in use
RIGHT, SURVIVES, REFUSED, RAISES = "as right", "survives", "refused", "raises"

OPERATORS = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow]
COMPARISONS = [ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq]
SWAPS = [  # each name of a group may stand where another should
    group.split()
    for group in (
        "mean sum prod median std var",
        "max min amax amin",
        "argmax argmin topk",
        "zeros ones rand empty",
        "zeros_like ones_like",
        "eval train",
        "sqrt square abs neg",
        "exp log expm1 log1p",
        "sigmoid tanh relu softplus",
        "softmax log_softmax sigmoid",
        "any all",
        "unsqueeze squeeze flatten",
        "float double long half bool",
        "grad data",
        "indices values",
        "inference_mode no_grad enable_grad",
        "randperm arange",
        "zero_grad step backward",
        "cat stack",
        "floor ceil round",
        "clone detach",
        "append insert",
        "split chunk",
        "norm sum",
        "numel dim",
        "maximum minimum",
        "T mT",
        "True False",
    )
]
METHODS = "abs() detach() double() long() T flip(0) unsqueeze(0) item() tolist()"
AROUND = [  # what may happen to a result on its way out
    *("-({})", "({}) + 1", "({}) * 2", "({})[0]", "({})[::-1]", "[{}]", "None"),
    *("round({}, 2)", "int({})", "float({})"),
    *(f"({{}}).{method}" for method in METHODS.split()),
]
IN_PLACE = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}


@dataclasses.dataclass(frozen=True)
class Judged:
    """A wrong answer, the change that made it, and what became of it."""

    name: str
    change: str
    fate: str
    reply: str


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield each change of one place, in words, and the source with it."""
    seen = {ast.unparse(ast.parse(source))}
    for i, node in enumerate(ast.walk(ast.parse(source))):
        for change, mutate in changes_of(node, source):
            tree = ast.parse(source)
            here = list(ast.walk(tree))[i]
            new = mutate(here)
            if new is not here:
                tree = _Put(here, new).visit(tree)
            with suppress(SyntaxError, ValueError, AttributeError, TypeError):
                text = ast.unparse(ast.fix_missing_locations(tree))
                with warnings.catch_warnings(action="ignore"):
                    compile(text, "<mutant>", "exec")
                if text not in seen:
                    seen.add(text)
                    yield change, text


class _Put(ast.NodeTransformer):
    """Puts a node, several or none in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST | list[ast.AST] | None) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST | list[ast.AST] | None:
        """Replace the old node, or look further inside."""
        return self.new if node is self.old else self.generic_visit(node)


def changes_of(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    """Yield the changes that fit a node: words, and what makes the new node of it."""
    here = f"line {node.lineno}: {ast.unparse(node)}" if hasattr(node, "lineno") else ""
    for make in (_operators, _names, _constants, _calls, _statements, _results):
        for words, mutate in make(node, source):
            yield f"{here} -> {words}", mutate


def _operators(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for kind in OPERATORS:
            if not isinstance(node.op, kind):
                yield kind.__name__, lambda n, kind=kind: _with(n, op=kind())
    if isinstance(node, ast.BinOp):
        yield "left alone", lambda n: n.left
        yield "right alone", lambda n: n.right
        yield "exchanged", lambda n: _with(n, left=n.right, right=n.left)
        if name := IN_PLACE.get(type(node.op)):
            left, right = map(ast.unparse, (node.left, node.right))
            new = expression(f"({left}).{name}({right})")
            yield name, lambda n, new=new: new
    if isinstance(node, ast.Compare):
        for kind in COMPARISONS:
            if not isinstance(node.ops[0], kind):
                new = [kind(), *node.ops[1:]]
                yield kind.__name__, lambda n, new=new: _with(n, ops=new)
    if isinstance(node, ast.UnaryOp):
        yield "without the sign", lambda n: n.operand
    if isinstance(node, ast.IfExp):
        yield "the other branch", lambda n: _with(n, body=n.orelse, orelse=n.body)


def expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _with(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _names(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    name = getattr(node, "attr", getattr(node, "id", None))
    for group in SWAPS:
        for other in group if name in group else []:
            key = "attr" if isinstance(node, ast.Attribute) else "id"
            yield other, lambda n, o=other, key=key: _with(n, **{key: o})
    if isinstance(node, ast.Attribute):
        yield f"without .{node.attr}", lambda n: n.value
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        function = ast.parse(source).body[0]
        names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
        known = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        known |= {a.arg for a in function.args.args}
        for other in sorted(known - {node.id}) if node.id in known else []:
            yield other, lambda n, o=other: _with(n, id=o)
    if isinstance(node, ast.Subscript):
        yield "without the index", lambda n: n.value


def _constants(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    if not isinstance(node, ast.Constant) or isinstance(node.value, str):
        return
    if isinstance(node.value, bool):
        yield str(not node.value), lambda n: _with(n, value=not n.value)
    elif isinstance(node.value, int | float):
        value = node.value
        for other in (value + 1, value - 1, -value, 2 * value, value / 2, 0, 1):
            if other != value:
                yield str(other), lambda n, o=other: _with(n, value=o)


def _calls(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        yield "without the call", lambda n: n.func.value
    yield "not called", lambda n: n.func
    for i, word in enumerate(node.keywords):
        rest = node.keywords[:i] + node.keywords[i + 1 :]
        yield f"without {word.arg}", lambda n, rest=rest: _with(n, keywords=rest)
        if word.arg in ("dim", "axis"):
            for dim in ("0", "1", "-1", "None"):
                new = [*rest, ast.keyword(word.arg, expression(dim))]
                yield f"dim={dim}", lambda n, new=new: _with(n, keywords=new)
    for i in range(len(node.args)):
        rest = node.args[:i] + node.args[i + 1 :]
        yield f"without argument {i}", lambda n, rest=rest: _with(n, args=rest)
    if len(node.args) > 1:
        yield "arguments reversed", lambda n: _with(n, args=n.args[::-1])


def _statements(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef):
        yield "left out", lambda n: ast.Pass()
        yield "twice", lambda n: [n, copy.deepcopy(n)]
        yield "and return", lambda n: [n, ast.Return()]
    if isinstance(node, ast.With | ast.If | ast.For) and node.body:
        yield "its body alone", lambda n: n.body
        yield "its first line alone", lambda n: _with(n, body=n.body[:1])
    body = getattr(node, "body", None)
    for i in range(len(body) - 1 if isinstance(body, list) else 0):
        order = [*range(i), i + 1, i, *range(i + 2, len(body))]
        told = f"lines {i} and {i + 1} exchanged"
        yield told, lambda n, o=order: _with(n, body=[n.body[j] for j in o])


def _results(node: ast.AST, source: str) -> Iterator[tuple[str, Callable]]:
    if not isinstance(node, ast.Return) or node.value is None:
        return
    for form in AROUND:
        value = expression(form.format(ast.unparse(node.value)))
        yield form.format("result"), lambda n, value=value: _with(n, value=value)


class Attack:
    """The attack on one exercise, which is not changed.

    Raises:
        ValueError: If the reference itself is refused.
    """

    def __init__(self, exercise: Exercise, seeds: tuple[int, ...] = SEEDS) -> None:
        self.exercise = dataclasses.replace(
            exercise, seconds=PATIENCE * exercise.seconds
        )
        self.others = [dataclasses.replace(self.exercise, seed=seed) for seed in seeds]
        if "correct" not in (said := reply_to(self.exercise, exercise.reference)):
            raise ValueError(f"{exercise.name} refuses its own reference: {said}")

    def judged(self, change: str, source: str) -> Judged:
        """Judge one mutant, and try it on further cases if it is accepted."""
        name, scope = self.exercise.name, dict(self.exercise.reference.__globals__)
        with warnings.catch_warnings(action="ignore"):
            exec(compile(source, "<mutant>", "exec"), scope)
        answer = scope[name]
        said = reply_to(self.exercise, answer)
        if said.startswith(f"{name}: correct."):
            weak = any("correct" not in reply_to(o, answer) for o in self.others)
            return Judged(name, change, SURVIVES if weak else RIGHT, said)
        if "The check itself failed" in said:
            raise AssertionError(f"{name}: {change}: {said}")
        raises = "Your code raises" in said
        return Judged(name, change, RAISES if raises else REFUSED, said)

    def run(self) -> list[Judged]:
        """Judge every mutant of the reference."""
        source = self.exercise.solution_source()
        return [self.judged(*mutant) for mutant in mutants(source)]


def reply_to(exercise: Exercise, answer: Callable) -> str:
    """Return what ``check`` says to an answer."""
    said = StringIO()
    original, calls.find = calls.find, lambda wanted: exercise
    try:
        with redirect_stdout(said):
            calls.check(answer)
    finally:
        calls.find = original
    return said.getvalue()


def attack(name: str) -> list[Judged]:
    """Attack one exercise of the course, in a process of its own."""
    torch.set_num_threads(1)
    with suppress(ImportError, OSError, ValueError):  # other systems than Linux
        import resource

        with open("/proc/self/statm", encoding="utf-8") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        limits = used + MEMORY, resource.RLIM_INFINITY
        resource.setrlimit(resource.RLIMIT_AS, limits)
    return Attack(load_exercise(name)).run()


def table(judged: list[Judged]) -> str:
    """Return one line for each exercise, and one for all."""
    form = "{:28}{:>8}{:>8}{:>9}{:>9}"
    rows = [form.format("exercise", "mutants", "raise", "refused", "survive")]
    for name in [*dict.fromkeys(one.name for one in judged), "all"]:
        fates = Counter(one.fate for one in judged if name in (one.name, "all"))
        numbers = sum(fates.values()), fates[RAISES], fates[REFUSED], fates[SURVIVES]
        rows.append(form.format(name, *numbers))
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Attack the exercises.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print every mutant")
    options = parser.parse_args()
    os.environ["TORCHCOURSE_PROGRESS"] = os.devnull
    spawn = multiprocessing.get_context("spawn")
    names = options.names or exercise_names()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawn) as pool:
        judged = [one for several in pool.map(attack, names) for one in several]
    for one in judged:
        if options.list or one.fate == SURVIVES:
            said = " ".join(one.reply.split("To try it:")[0].split())
            print(one.name, one.fate, one.change, said, sep=" | ")
    print(table(judged))
    return int(any(one.fate == SURVIVES for one in judged))


if __name__ == "__main__":
    sys.exit(main())
