"""Exercises that are checked in place: ``check``, ``hint``, ``solution``, ``progress``.

Each exercise is data in a module of its own: exercise 3.2 is ``ex_03_2.py``.
"""

from torchcourse.exercises.desk import check, hint, progress, solution

__all__ = ["check", "hint", "progress", "solution"]
