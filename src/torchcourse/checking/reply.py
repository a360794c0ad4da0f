"""Put a verdict into a reply: a sentence, and a call that the learner can repeat."""

import re
import textwrap
from operator import call
from typing import Any

from torchcourse.checking.code import WIDTH, call_lines
from torchcourse.checking.describe import describe, shown
from torchcourse.checking.effects import alike
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.isolate import Ended
from torchcourse.checking.judge import Verdict
from torchcourse.checking.snapshot import IDENTITY


def wrapped(text: str, width: int = 88, indent: str = "") -> str:
    """Break lines at spaces so that none is too wide; indented code stays as it is."""
    options = {"break_long_words": False, "break_on_hyphens": False}
    fill = textwrap.TextWrapper(width, subsequent_indent=indent, **options).fill
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(x if x.startswith("    ") else fill(x) for x in lines)


def reply(exercise: Exercise, verdict: Verdict, ended: Ended) -> str:
    """Say what is wrong with an answer, how to try it, and what was heard meanwhile."""
    example = textwrap.indent("\n".join(_example(exercise, verdict)), "    ")
    parts = [f"not yet. {verdict.sentence}", "To try it:", example]
    heard = {
        "A warning came up in one of the calls of this check": ended.warned,
        "Your code printed in all calls of this check": ended.printed,
    }
    return "\n".join([*parts, *(f"{who}: {it}" for who, it in heard.items() if it)])


def _example(exercise: Exercise, verdict: Verdict) -> list[str]:
    """Return the call of the smallest case that shows the mistake, and its results."""
    mine, right = pair = verdict.mine, verdict.right
    name = exercise.name
    values = exercise.make_cases()[verdict.case]
    case = dict(zip(exercise.parameters, values, strict=False))
    use = exercise.then(*values)
    changes = [*right.changes, *mine.changes]
    named = {re.search(r"\w+", path.removeprefix("len("))[0] for path in changes}
    observed = exercise.observe is not call  # an effect, which a call cannot show
    made = f'{name}(*inputs_of("{name}"))'
    lines = call_lines(name, case, {*named, *re.findall(r"\w+", use)} & set(case))
    lines = lines or ["from torchcourse import inputs_of", made]
    at = [line.startswith(f"{name}(") for line in lines].index(True)
    if lines[-1] == made or (observed and isinstance(right.value, dict)):
        return [*lines[:at], *use.replace("{}", "\n".join(lines[at:])).split("\n")]
    if mine.error is None and alike(mine.value, right.value, exercise):
        replaced = [p for p in mine.changes if p not in right.changes and IDENTITY in p]
        for place in [path.removesuffix(IDENTITY) for path in replaced[:1]]:
            lines.insert(at, f"old = {place}")
            return [*lines, *_beside([f"{place} is old"], "False", "True")]
        for path in changes:
            ends = [one.after.get(path) for one in (mine, right)]
            if IDENTITY not in path and not alike(*ends, exercise):
                return [*lines, *_beside([path], *map(_in_code, ends))]
    results = [type(o.error).__name__ if o.error else _in_code(o.value) for o in pair]
    return _beside(lines, *results)


def _in_code(value: Any) -> str:
    text = " ".join(shown(value).split())
    return describe(value) if text[0] == "<" or len(text) > 3 * WIDTH else text


def _beside(lines: list[str], given: str, expected: str) -> list[str]:
    """Put both results behind the last line, or below it where they are long."""
    both = f"{lines[-1]}  # yours: {given}, expected: {expected}"
    if given == expected:
        return lines
    if len(both) <= WIDTH:
        return [*lines[:-1], both]
    below = f"# yours: {given}\n# expected: {expected}"
    return [*lines, *wrapped(below, WIDTH, "#    ").splitlines()]
