"""Run work in a thread of its own, with a time limit and a Stop button that work.

Waiting for a thread works in notebooks on every system, where signals do not. A thread
that is late, or interrupted, is told to stop by an exception raised inside it, which
ends any loop in Python. A single call that never returns to Python cannot be ended.

Gradients, inference mode, autocast and the default device are settings of one thread:
work in a new one starts with PyTorch's own, whatever the session has set.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from contextlib import suppress

DONE, LATE, INTERRUPTED = "done", "late", "interrupted"


class Stop(BaseException):
    """Raised inside a thread that is to end."""


def run_within(seconds: float, work: Callable[[], None]) -> tuple[str, bool]:
    """Run work in a thread, and tell how it ended.

    Args:
        seconds: How long to wait; longer where other programs keep the cores busy.
        work: What to do. What it raises, other than Stop, is raised here again.

    Returns:
        ``DONE``, ``LATE`` or ``INTERRUPTED``, and whether it still runs.
    """
    ended, raised, how = threading.Event(), [], DONE

    def body() -> None:
        try:
            work()
        except Stop:
            pass
        except BaseException as error:
            raised.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    clock, computing = time.monotonic(), time.process_time()
    try:  # wait in short pieces, because Windows interrupts no long one
        while how == DONE and not ended.wait(0.1):
            waited, computed = time.monotonic() - clock, time.process_time() - computing
            starved = 0.02 * waited < computed < seconds / 2  # not a mere wait
            if waited > (10 * seconds if starved else seconds):
                how = LATE
    except KeyboardInterrupt:
        how = INTERRUPTED
    # Thread.join is never used: an interrupted one marks a running thread as ended.
    for _ in range(400):  # work may catch the first orders to stop
        if ended.is_set() or not thread.is_alive():
            break
        with suppress(KeyboardInterrupt):  # Stop may be pressed twice
            identity = ctypes.c_ulong(thread.ident)
            stop = ctypes.py_object(Stop)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, stop)
            ended.wait(0.005)
    if how == DONE and raised:
        raise raised[0]
    return how, thread.is_alive() and not ended.is_set()
