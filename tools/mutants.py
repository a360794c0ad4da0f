"""Wrong answers made from a right one: each mutant changes one place of its source.

The changes are those of a learner in a hurry (a wrong axis, a forgotten line, the other
argument), applied everywhere they fit, whether or not anybody would make them there.
"""

import ast
import difflib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

OPERATORS = {
    ast.Add: "- * /",
    ast.Sub: "+ * /",
    ast.Mult: "/ + - **",
    ast.Div: "* - + //",
    ast.FloorDiv: "/ * %",
    ast.Mod: "/ // *",
    ast.Pow: "* + /",
    ast.MatMult: "* + -",
}
SYMBOLS = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
    "**": ast.Pow,
    "@": ast.MatMult,
}
IN_PLACE = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
SWAPS = (  # any of a group may stand where another should
    "mean sum prod median std",
    "std var",
    "max min mean",
    "amax amin mean",
    "argmax argmin",
    "zeros ones rand",
    "zeros_like ones_like",
    "eval train",
    "sqrt square abs",
    "exp log",
    "exp expm1",
    "log log1p",
    "sigmoid tanh relu",
    "softmax log_softmax sigmoid",
    "any all",
    "logaddexp maximum add",
    "where_ where",
    "unsqueeze squeeze",
    "float double long half bool",
    "grad data",
    "indices values",
    "inference_mode enable_grad",
    "no_grad enable_grad",
    "eigvalsh svdvals",
    "randperm arange",
    "zero_grad step",
    "cat stack",
    "floor ceil round",
    "sin cos",
    "clone detach",
    "append insert",
    "enumerate list",
    "MSELoss L1Loss",
    "SGD Adam",
    "split chunk",
    "norm sum",
    "numel dim",
    "perf_counter time",
    "all_reduce broadcast",
)
REDUCTIONS = {"mean", "sum", "std", "var", "argmax", "argmin", "amax", "any", "all"}
WRAPS = (  # what may happen to a result on its way out
    "-{}",
    "{}.abs()",
    "{}.detach()",
    "{}.double()",
    "{}.float()",
    "{}.long()",
    "{}.half()",
    "{}.T",
    "{}.unsqueeze(0)",
    "{}.squeeze()",
    "{}.flatten()",
    "{}.mean()",
    "{}.item()",
    "{}.tolist()",
    "{}[:-1]",
    "{}[1:]",
    "2 * {}",
    "{} + 1",
    "1 - {}",
    "int({})",
    "float({})",
    "bool({})",
    "[{}]",
    "None",
)
LOOPS = ("{}[:1]", "{}[1:]", "{}[:-1]", "{}[::-1]", "{} * 2")


@dataclass(frozen=True)
class Mutant:
    """One wrong answer: what kind of change, the changed lines, the whole source."""

    kind: str
    change: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Return all mutants of a function's source, each text once.

    Args:
        source: One function definition without decorators.

    Raises:
        SyntaxError: If the source is no Python.
    """
    tree = ast.parse(source)
    original = ast.unparse(tree)
    found = {}
    for kind, owner, field, new in _edits(tree):
        old = getattr(owner, field)
        setattr(owner, field, new)
        text = ast.unparse(tree)
        setattr(owner, field, old)
        if text != original and _is_python(text):
            found.setdefault(text, Mutant(kind, _change(original, text), text))
    return list(found.values())


def _is_python(text: str) -> bool:
    """Tell code from a ``break`` that was left without its loop, and the like."""
    with warnings.catch_warnings(action="ignore"):
        try:
            compile(text, "<mutant>", "exec")
        except SyntaxError:
            return False
    return True


def _change(before: str, after: str) -> str:
    """Say a change as the old lines and the new ones."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    kept = [line for line in lines if line[0] in "+-"]
    old = "; ".join(line[2:].strip() for line in kept if line[0] == "-")
    new = "; ".join(line[2:].strip() for line in kept if line[0] == "+")
    return f"{old or '(nothing)'}  ->  {new or '(nothing)'}"


Edit = tuple[str, ast.AST, str, Any]


def _edits(tree: ast.Module) -> Iterator[Edit]:
    """Yield each change as kind, node, name of its field, and the field's new value."""
    names = sorted(
        {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        | {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _stored(n)}
    )
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if field in {"decorator_list", "args", "returns"} and _defines(node):
                continue
            if isinstance(value, ast.expr) and not _stored(value):
                for kind, new in _expressions(value, names, node, field):
                    yield kind, node, field, new
            elif isinstance(value, list):
                yield from _in_list(node, field, value, names)
        if isinstance(node, ast.AugAssign):
            for symbol in OPERATORS.get(type(node.op), "").split():
                yield "operator", node, "op", SYMBOLS[symbol]()


def _stored(node: ast.AST) -> bool:
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _defines(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.Lambda)


def _in_list(
    node: ast.AST, field: str, items: list, names: list[str]
) -> Iterator[Edit]:
    for i, item in enumerate(items):
        if isinstance(item, ast.expr) and not _stored(item):
            for kind, new in _expressions(item, names, node, field):
                yield kind, node, field, [*items[:i], new, *items[i + 1 :]]
        elif isinstance(item, ast.stmt) and not isinstance(node, ast.Module):
            for kind, new in _statements(items, i):
                yield kind, node, field, new or [ast.Pass()]


def _statements(body: list[ast.stmt], i: int) -> Iterator[tuple[str, list]]:
    """Yield other bodies in which statement i is dropped, moved, doubled or opened."""
    here, before, after = body[i], body[:i], body[i + 1 :]
    yield "dropped statement", [*before, *after]
    if after:
        yield "swapped statements", [*before, after[0], here, *after[1:]]
        yield "moved to the end", [*before, *after, here]
    if not isinstance(here, ast.Return):
        yield "doubled statement", [*before, here, here, *after]
    if isinstance(here, ast.With | ast.For | ast.If):
        yield "dropped block", [*before, *here.body, *after]
    if isinstance(here, ast.For):
        for last in (ast.Break(), after[-1] if after else ast.Return()):
            loop = ast.For(here.target, here.iter, [*here.body, last], [])
            yield "ended early", [*before, ast.fix_missing_locations(loop), *after]
        for name, moved in (("first", here.body[:1]), ("last", here.body[-1:])):
            rest = here.body[1:] if name == "first" else here.body[:-1]
            if rest:
                loop = ast.For(here.target, here.iter, rest, [])
                ast.fix_missing_locations(loop)
                both = [*moved, loop] if name == "first" else [loop, *moved]
                yield "moved out of the loop", [*before, *both, *after]
    if isinstance(here, ast.AugAssign):
        target = ast.parse(ast.unparse(here.target), mode="eval").body
        plain = ast.Assign([here.target], ast.BinOp(target, here.op, here.value))
        yield "not in place", [*before, ast.fix_missing_locations(plain), *after]
        assigned = ast.Assign([here.target], here.value)
        yield "replaced", [*before, ast.fix_missing_locations(assigned), *after]


def _expressions(
    node: ast.expr, names: list[str], owner: ast.AST, field: str
) -> Iterator[tuple[str, ast.expr]]:
    """Yield what may stand in place of an expression."""
    if isinstance(owner, ast.Return) or _lists_results(owner):
        for wrap in WRAPS:
            yield "other result", _filled(wrap, node)
    if isinstance(owner, ast.For) and field == "iter":
        for wrap in LOOPS:
            yield "other loop", _filled(wrap.format("list({})"), node)
    if isinstance(owner, ast.If | ast.IfExp | ast.While) and field == "test":
        for wrap in ("not {}", "True", "False"):
            yield "flipped branch", _filled(wrap, node)
    if isinstance(owner, ast.BinOp) and isinstance(owner.op, ast.MatMult):
        yield "transposed", _filled("{}.T", node)
    if isinstance(owner, ast.Call) and field == "func":
        if isinstance(node, ast.Attribute):
            for other in _others(node.attr):
                new = ast.Attribute(node.value, other, ast.Load())
                yield "wrong function", new
        return
    if maker := MAKERS.get(type(node)):
        yield from maker(node, names)


def _lists_results(node: ast.AST) -> bool:
    """Tell a tuple of values from one of indices with a slice."""
    if not isinstance(node, ast.Tuple) or _stored(node):
        return False
    return not any(isinstance(item, ast.Slice) for item in node.elts)


def _filled(template: str, *parts: ast.AST) -> ast.expr:
    """Fill expressions into a template of source code."""
    texts = (f"({ast.unparse(part)})" for part in parts)
    return ast.parse(template.format(*texts), mode="eval").body


Made = Iterator[tuple[str, ast.expr]]


def _of_operation(node: ast.BinOp, names: list[str]) -> Made:
    for symbol in OPERATORS.get(type(node.op), "").split():
        yield "operator", ast.BinOp(node.left, SYMBOLS[symbol](), node.right)
    yield "dropped term", node.left
    yield "dropped term", node.right
    yield "swapped operands", ast.BinOp(node.right, node.op, node.left)
    if type(node.op) in IN_PLACE and isinstance(node.left, ast.Name):
        template = f"{{}}.{IN_PLACE[type(node.op)]}({{}})"
        yield "in place", _filled(template, node.left, node.right)


def _of_unary(node: ast.UnaryOp, names: list[str]) -> Made:
    yield "dropped sign", node.operand


def _of_comparison(node: ast.Compare, names: list[str]) -> Made:
    for operator in COMPARISONS:
        if isinstance(node.ops[0], COMPARISONS):
            others = [operator(), *node.ops[1:]]
            yield "comparison", ast.Compare(node.left, others, node.comparators)


def _of_boolean(node: ast.BoolOp, names: list[str]) -> Made:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and for or", ast.BoolOp(other, node.values)
    for value in node.values:
        yield "dropped term", value


def _of_constant(node: ast.Constant, names: list[str]) -> Made:
    value = node.value
    if isinstance(value, bool):
        yield "flipped flag", ast.Constant(not value)
    elif isinstance(value, int):
        for other in (value + 1, value - 1, 0, 1, -value):
            yield "off by one", ast.parse(str(other), mode="eval").body
    elif isinstance(value, float):
        for other in (2 * value, value / 2, 0.0, 1.0, -value, 10 * value):
            yield "other constant", ast.parse(repr(other), mode="eval").body


def _of_name(node: ast.Name, names: list[str]) -> Made:
    for other in names:
        if node.id in names:
            yield "wrong name", ast.Name(other, ast.Load())


def _of_attribute(node: ast.Attribute, names: list[str]) -> Made:
    yield "dropped attribute", node.value
    for other in _others(node.attr):
        yield "wrong function", ast.Attribute(node.value, other, ast.Load())


def _others(name: str) -> list[str]:
    groups = [group.split() for group in SWAPS]
    return sorted({o for g in groups if name in g for o in g} - {name})


def _of_call(node: ast.Call, names: list[str]) -> Made:
    if isinstance(node.func, ast.Attribute):
        yield "dropped call", node.func.value
        name = node.func.attr
    else:
        name = getattr(node.func, "id", "")
        for other in _others(name):
            yield "wrong function", _called(node, func=ast.Name(other, ast.Load()))
    if node.args:
        yield "dropped call", node.args[0]
        yield "dropped argument", _called(node, args=node.args[:-1])
        yield "dropped argument", _called(node, args=node.args[1:])
    for i in range(len(node.args) - 1):
        a, b = node.args[i : i + 2]
        swapped = [*node.args[:i], b, a, *node.args[i + 2 :]]
        yield "swapped arguments", _called(node, args=swapped)
    yield from _of_keywords(node, name)
    if name == "range" or name == "len":
        yield from _of_counts(node, name)


def _of_keywords(node: ast.Call, name: str) -> Made:
    for i, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:i], *node.keywords[i + 1 :]]
        yield "dropped argument", _called(node, keywords=rest)
        if keyword.arg in {"dim", "axis"}:
            for dim in ("0", "1", "2", "-1", "-2", "None"):
                other = ast.keyword(keyword.arg, ast.parse(dim, mode="eval").body)
                yield "wrong axis", _called(node, keywords=[*rest, other])
    given = {keyword.arg for keyword in node.keywords}
    if name in REDUCTIONS:
        if "dim" not in given:
            for dim in ("0", "1", "-1"):
                other = ast.keyword("dim", ast.parse(dim, mode="eval").body)
                yield "wrong axis", _called(node, keywords=[*node.keywords, other])
        elif "keepdim" not in given:
            other = ast.keyword("keepdim", ast.Constant(True))
            yield "keepdim", _called(node, keywords=[*node.keywords, other])
    if name in {"zeros", "ones", "arange", "tensor", "zeros_like", "ones_like"}:
        for dtype in ("torch.float64", "torch.int64", "torch.float32", "torch.bool"):
            other = ast.keyword("dtype", ast.parse(dtype, mode="eval").body)
            rest = [keyword for keyword in node.keywords if keyword.arg != "dtype"]
            yield "wrong dtype", _called(node, keywords=[*rest, other])


def _of_counts(node: ast.Call, name: str) -> Made:
    for template in ("{} + 1", "{} - 1") if name == "len" else ():
        yield "off by one", _filled(template, node)
    if name == "range":
        for i, argument in enumerate(node.args):
            for template in ("{} + 1", "{} - 1"):
                moved = _filled(template, argument)
                args = [*node.args[:i], moved, *node.args[i + 1 :]]
                yield "off by one", _called(node, args=args)
        if len(node.args) == 1:
            args = [ast.Constant(1), *node.args]
            yield "off by one", _called(node, args=args)


def _called(node: ast.Call, **changes: Any) -> ast.Call:
    fields = {"func": node.func, "args": node.args, "keywords": node.keywords}
    return ast.Call(**{**fields, **changes})


def _of_subscript(node: ast.Subscript, names: list[str]) -> Made:
    yield "dropped index", node.value
    if isinstance(node.slice, ast.Slice):
        bounds = {"lower": node.slice.lower, "upper": node.slice.upper}
        for name, bound in bounds.items():
            for template in ("{} + 1", "{} - 1") if bound else ("1", "-1"):
                moved = _filled(template, bound) if bound else _filled(template)
                other = ast.Slice(**{**bounds, name: moved}, step=node.slice.step)
                yield "off by one", ast.Subscript(node.value, other, ast.Load())
    elif not isinstance(node.slice, ast.Tuple | ast.Constant):
        for template in ("{} + 1", "{} - 1"):
            other = _filled(template, node.slice)
            yield "off by one", ast.Subscript(node.value, other, ast.Load())


def _of_choice(node: ast.IfExp, names: list[str]) -> Made:
    yield "flipped branch", node.body
    yield "flipped branch", node.orelse


def _of_tuple(node: ast.Tuple | ast.List, names: list[str]) -> Made:
    for i in range(len(node.elts) - 1):
        a, b = node.elts[i : i + 2]
        swapped = [*node.elts[:i], b, a, *node.elts[i + 2 :]]
        yield "swapped items", type(node)(swapped, ast.Load())
    for i in range(len(node.elts)):
        rest = [*node.elts[:i], *node.elts[i + 1 :]]
        yield "dropped item", type(node)(rest, ast.Load())


def _of_comprehension(node: ast.ListComp | ast.GeneratorExp, names: list[str]) -> Made:
    (first, *rest) = node.generators
    for wrap in LOOPS:
        source = _filled(wrap.format("list({})"), first.iter)
        other = ast.comprehension(first.target, source, first.ifs, 0)
        yield "other loop", type(node)(node.elt, [other, *rest])
    for i in range(len(first.ifs)):
        ifs = [*first.ifs[:i], *first.ifs[i + 1 :]]
        other = ast.comprehension(first.target, first.iter, ifs, 0)
        yield "dropped condition", type(node)(node.elt, [other, *rest])


MAKERS = {
    ast.BinOp: _of_operation,
    ast.UnaryOp: _of_unary,
    ast.Compare: _of_comparison,
    ast.BoolOp: _of_boolean,
    ast.Constant: _of_constant,
    ast.Name: _of_name,
    ast.Attribute: _of_attribute,
    ast.Call: _of_call,
    ast.Subscript: _of_subscript,
    ast.IfExp: _of_choice,
    ast.Tuple: _of_tuple,
    ast.List: _of_tuple,
    ast.ListComp: _of_comprehension,
    ast.GeneratorExp: _of_comprehension,
}
