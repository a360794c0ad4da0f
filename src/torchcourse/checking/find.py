"""Find the exercise that a learner means, by its function or by its name."""

import difflib
import importlib
import inspect
import linecache
import re
import runpy
from collections.abc import Callable
from types import FrameType

from torchcourse.checking.describe import name_of
from torchcourse.checking.exercise import Exercise
from torchcourse.exercises import NOTEBOOKS


def exercise_names() -> list[str]:
    """Return the names of all exercises, in course order."""
    return [name for names in NOTEBOOKS.values() for name in names]


def load_exercise(name: str, folder: str | None = None) -> Exercise:
    """Return one exercise, of the course or of a folder of files NAME.py.

    Raises:
        ImportError: If the course has none of that name.
        FileNotFoundError: If the folder has none.
    """
    if folder is None:
        return importlib.import_module(f"torchcourse.exercises.{name}").exercise
    return runpy.run_path(f"{folder}/{name}.py")["exercise"]


def find(wanted: str | Callable) -> Exercise | str:
    """Return the exercise that a name or a function means, or say which are near."""
    name = wanted if isinstance(wanted, str) else name_of(wanted)
    if name in exercise_names():
        return load_exercise(name)
    text, names = name.lower(), exercise_names()
    like = difflib.get_close_matches(text, names, n=3, cutoff=0)
    near = list(dict.fromkeys([*(n for n in names if text in n), *like]))[:3]
    if isinstance(wanted, str):
        return f'There is no exercise "{name}". The nearest are {", ".join(near)}.'
    what = f"Your function has the name {name}, and no exercise has"
    return f'{what}. Say which one it answers, such as check(answer, "{near[0]}").'


def called_in(frame: FrameType) -> str:
    """Return the exercise whose result a frame's line passes: ``check(one_hot(x))``."""
    where = inspect.getframeinfo(frame)
    first, last = where.positions.lineno, where.positions.end_lineno
    lines = (linecache.getline(where.filename, n) for n in range(first, last + 1))
    called = re.search(r"check\(\s*(\w+)\(", "".join(lines))
    return called[1] if called and called[1] in exercise_names() else ""
