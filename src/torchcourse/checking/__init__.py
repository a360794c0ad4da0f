"""The engine behind the exercises: what ``check``, ``hint`` and ``solution`` do.

``torchcourse.exercises`` holds the exercises themselves, one file each.
"""

from torchcourse.checking.calls import check, hint, inputs_of, progress, solution
from torchcourse.checking.exercise import Exercise

__all__ = ["Exercise", "check", "hint", "inputs_of", "progress", "solution"]
