"""Tell a starter that nobody has touched from an answer."""

import ast
import inspect
import textwrap
from collections.abc import Callable

from torchcourse.checking.exercise import Exercise


def is_untouched(exercise: Exercise, answer: Callable | str) -> bool:
    """Tell whether an answer is its starter: gaps, and some lines of the solution.

    Args:
        exercise: What the answer answers.
        answer: The function, or its source.

    A gap is a statement ``...`` or ``return ...``, or raises NotImplementedError.
    """
    lines = _lines_of(answer)
    own = {ast.dump(line) for line in lines if not _is_gap(line)}
    given = {ast.dump(line) for line in _lines_of(exercise.reference)}
    return any(map(_is_gap, lines)) and own < given


def _lines_of(answer: Callable | str) -> list[ast.stmt]:
    """Return the statements that hold no others, without docstrings."""
    try:
        source = answer if isinstance(answer, str) else inspect.getsource(answer)
        tree = ast.parse(textwrap.dedent(source))
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, built in, a lambda
        return []
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    return [n for n in nodes if not hasattr(n, "body") and not _holds(n, str)]


def _is_gap(line: ast.stmt) -> bool:
    raises = isinstance(line, ast.Raise) and "NotImplementedError" in ast.dump(line)
    return raises or _holds(line, type(...))


def _holds(line: ast.stmt, kind: type) -> bool:
    value = getattr(line, "value", None)
    return isinstance(value, ast.Constant) and isinstance(value.value, kind)
