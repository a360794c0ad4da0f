"""The random numbers that a whole notebook shares: PyTorch's, NumPy's and Python's."""

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import torch


def global_streams() -> dict[str, tuple]:
    """Return by its name where each stream stands, in a form that compares."""
    kind, keys, *rest = np.random.get_state()
    return {
        "PyTorch": tuple(torch.get_rng_state().tolist()),
        "NumPy": (kind, *keys.tolist(), *rest),
        "Python": random.getstate(),
    }


def moved(before: dict[str, tuple]) -> str:
    """Name the streams that no longer stand where they stood, or say ``none``."""
    now = global_streams()
    return ", ".join(name for name in now if now[name] != before[name]) or "none"


def draw_elsewhere() -> None:
    """Draw from each stream, as other cells do between two calls."""
    torch.rand(5)
    np.random.random(5)
    random.random()


@contextlib.contextmanager
def streams_restored() -> Iterator[None]:
    """Put the streams back in the end, so that the notebook's own numbers stay."""
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])
