"""Run work in a thread of its own, shielded from the session, and the session from it.

Waiting for a thread works in notebooks on every system, where signals do not. A thread
that is late, or interrupted, is told to stop by an exception raised inside it, which
ends any loop in Python. A single call that never returns to Python cannot be ended.

Gradients, inference mode, autocast and the default device are settings of one thread:
work in a new one starts with PyTorch's own, whatever the session has set.
"""

import contextlib
import ctypes
import io
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

DONE, LATE, INTERRUPTED = "done", "late", "interrupted"
FOREVER = float("inf")  # for code of our own, which ends
PRINTED_LIMIT = 500  # characters of the learner's own prints that are kept


class Stop(BaseException):
    """Raised inside a thread that is to end."""


@dataclass
class Ended:
    """How work ended, whether it still runs, and what was heard meanwhile."""

    how: str = DONE
    still_runs: bool = False
    printed: str = ""
    warned: str = ""


class _Heard(io.TextIOBase):
    """Keeps what one thread prints, up to a limit; what others print goes its way."""

    def __init__(self, outside: io.TextIOBase) -> None:
        self.outside, self.thread, self.text = outside, None, ""

    def write(self, text: str) -> int:
        if threading.get_ident() != self.thread:
            return self.outside.write(text)
        self.text = (self.text + text)[:PRINTED_LIMIT]
        return len(text)


def _plain_session() -> contextlib.ExitStack:
    """Make float32 the default dtype; the end restores that and all random streams."""
    session = contextlib.ExitStack()
    session.callback(torch.set_default_dtype, torch.get_default_dtype())
    session.callback(torch.set_rng_state, torch.get_rng_state())
    session.callback(np.random.set_state, np.random.get_state())
    session.callback(random.setstate, random.getstate())
    torch.set_default_dtype(torch.float32)
    return session


def settings_left() -> str:
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
    return " and ".join(left)


def run_isolated(work: Callable[[], None], seconds: float = FOREVER) -> Ended:
    """Run work in a thread, and tell how it ended.

    What it raises before it is stopped is raised here again. It may take longer than
    ``seconds`` where other programs keep the cores busy.
    """
    ended, raised, heard = threading.Event(), [], _Heard(sys.stdout)

    def body() -> None:
        heard.thread = threading.get_ident()
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            ended.set()

    thread, how = threading.Thread(target=body, daemon=True), INTERRUPTED
    with _plain_session(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(heard), contextlib.suppress(KeyboardInterrupt):
            thread.start()
            how = _wait(ended, seconds)
        _stop(thread, ended)
    if how == DONE and raised:
        raise raised[0]
    warned = [f"{w.category.__name__}: {w.message}".split(". ")[0] for w in caught]
    running = thread.is_alive() and not ended.is_set()
    return Ended(how, running, heard.text.strip(), "".join(warned[:1]))


def _wait(ended: threading.Event, seconds: float) -> str:
    """Wait in short pieces, because Windows interrupts no long one."""
    clock, computing = time.monotonic(), time.process_time()
    while not ended.wait(0.1):
        waited, computed = time.monotonic() - clock, time.process_time() - computing
        starved = 0.02 * waited < computed < seconds / 2  # not a mere wait
        if waited > (10 * seconds if starved else seconds):
            return LATE
    return DONE


def _stop(thread: threading.Thread, ended: threading.Event) -> None:
    """Order a thread to stop until it does; it may catch the first orders.

    Thread.join is never used: an interrupted one marks a running thread as ended.
    """
    for _ in range(4000):
        if ended.is_set() or (thread.ident and not thread.is_alive()):
            return
        with contextlib.suppress(KeyboardInterrupt):  # Stop may be pressed twice
            identity, stop = ctypes.c_ulong(thread.ident or 0), ctypes.py_object(Stop)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, stop)
            ended.wait(0.0005)  # soon again: it must meet a handler that catches all
