"""Helpers of the course "PyTorch, from first tensor to GPU".

The lessons stand in the notebooks; this package loads data, chooses a device, draws
figures and checks exercises.

Import it before PyTorch: it then keeps training quick on a machine that has other work,
see ``torchcourse.threads``.
"""

import torchcourse.threads as threads  # noqa: F401, first: it must precede PyTorch
from torchcourse import play
from torchcourse.checking import check, hint, inputs_of, progress, solution
from torchcourse.data import load_mnist
from torchcourse.device import pick_device, report, synchronize, timeit
from torchcourse.plotting import set_style, show
from torchcourse.track import track

__version__ = "0.1.0"

__all__ = [
    "check",
    "hint",
    "inputs_of",
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
