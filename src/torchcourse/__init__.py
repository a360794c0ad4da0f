"""Helpers of the course "PyTorch, from first tensor to GPU".

The lessons stand in the notebooks; this package loads data, chooses a device, draws
figures and checks exercises.
"""

from torchcourse import play
from torchcourse.data import load_mnist
from torchcourse.device import pick_device, report, synchronize, timeit
from torchcourse.exercises import check, hint, progress, solution
from torchcourse.plotting import set_style, show
from torchcourse.track import track

__version__ = "0.1.0"

__all__ = [
    "check",
    "hint",
    "load_mnist",
    "pick_device",
    "play",
    "progress",
    "report",
    "set_style",
    "show",
    "solution",
    "synchronize",
    "timeit",
    "track",
]
