"""Shield a check from the session's settings, and the session from the check."""

import contextlib
import io
import random
import sys
import threading
import warnings
from collections.abc import Iterator

import numpy as np
import torch

PRINTED_LIMIT = 500  # characters of the learner's own prints that are kept


def settings_left() -> list[str]:
    """Name the settings that an answer has changed, and put them back."""
    left = []
    if not torch.is_grad_enabled():
        left.append("gradients are switched off")
        torch.set_grad_enabled(True)
    if torch.get_default_dtype() != torch.float32:
        left.append(f"the default dtype is {torch.get_default_dtype()}")
        torch.set_default_dtype(torch.float32)
    if torch.get_default_device().type != "cpu":
        left.append(f"the default device is {torch.get_default_device()}")
        torch.set_default_device(None)
    return left


class Heard(io.TextIOBase):
    """Keeps what one thread prints, up to a limit; what others print goes its way."""

    def __init__(self, outside: io.TextIOBase) -> None:
        self.outside, self.thread, self.text = outside, None, ""

    def write(self, text: str) -> int:
        """Keep the text, or pass it on."""
        if threading.get_ident() != self.thread:
            return self.outside.write(text)
        self.text = (self.text + text)[:PRINTED_LIMIT]
        return len(text)


@contextlib.contextmanager
def isolated() -> Iterator[tuple[Heard, list]]:
    """Make float32 the default dtype; restore that, and all random streams, in the end.

    Other settings belong to a thread, and a check has one of its own (see ``limit``).
    Meanwhile keep the warnings, and what one thread prints, once it is named.
    """
    dtype, heard = torch.get_default_dtype(), Heard(sys.stdout)
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    catching = warnings.catch_warnings(record=True)
    try:
        with catching as caught, contextlib.redirect_stdout(heard):
            warnings.simplefilter("always")
            torch.set_default_dtype(torch.float32)
            yield heard, caught
    finally:
        torch.set_default_dtype(dtype)
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])
