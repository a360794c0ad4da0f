"""Tell a starter that nobody has touched from an answer."""

import ast
import inspect
import textwrap
from typing import Any

import torch

from torchcourse.exercises.attempt import Outcome


def not_implemented(outcomes: list[Outcome]) -> bool:
    """Return whether the learner's own code says so; PyTorch may say it as well."""
    return any(": raise NotImplementedError" in outcome.where for outcome in outcomes)


def still_has_dots(answer: Any) -> bool:
    """Return whether a statement ``...`` still stands in the learner's code."""
    owner = answer if isinstance(answer, type) else type(answer)
    parts = [answer]
    if issubclass(owner, torch.nn.Module):
        parts = list(vars(owner).values())
    try:
        sources = [inspect.getsource(p) for p in parts if inspect.isfunction(p)]
        trees = [ast.parse(textwrap.dedent(source)) for source in sources]
    except (OSError, SyntaxError):  # typed at a prompt, or a lambda inside a call
        return False
    statements = (node for tree in trees for node in ast.walk(tree))
    kinds = ast.Expr | ast.Assign | ast.Return
    values = (node.value for node in statements if isinstance(node, kinds))
    return any(isinstance(v, ast.Constant) and v.value is ... for v in values)
