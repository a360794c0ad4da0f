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
        source = answer
        if not isinstance(answer, str):
            source = inspect.getsource(inspect.unwrap(answer))
        tree = ast.parse(textwrap.dedent(source))
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, built in, a lambda
        return []
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    texts = [n for n in nodes if isinstance(getattr(n, "value", 0), ast.Constant)]
    docstrings = [n for n in texts if isinstance(n.value.value, str)]
    return [n for n in nodes if not hasattr(n, "body") and n not in docstrings]


def _is_gap(line: ast.stmt) -> bool:
    if isinstance(line, ast.Raise):
        return "NotImplementedError" in ast.dump(line)
    value = getattr(line, "value", None)
    return isinstance(value, ast.Constant) and value.value is ...
