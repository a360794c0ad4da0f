"""A time limit for the learner's code that holds in notebooks on every system.

The code runs in a thread of its own, because waiting for a thread with a limit works
everywhere, where signals do not. A thread that outlasts the limit is told to stop,
which ends any loop in Python; a single call that never returns to Python stays behind,
while the notebook goes on.
"""

import contextlib
import ctypes
import threading
from collections.abc import Callable


class Stop(BaseException):
    """Raised inside the learner's thread when its time is over."""


def run_within(seconds: float, work: Callable[[], None]) -> bool:
    """Run work in a thread; return whether it ended within the time.

    Work that did not is told to stop by an exception, ``Stop``, raised inside it.
    """
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    with contextlib.suppress(KeyboardInterrupt):  # "stop" is pressed: time is over
        thread.join(seconds)
    finished = not thread.is_alive()
    for _ in range(20):  # an answer may catch the first order to stop
        if thread.is_alive():
            _order_to_stop(thread)
            thread.join(0.05)
    return finished


def _order_to_stop(thread: threading.Thread) -> None:
    identity = ctypes.c_ulong(thread.ident)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(Stop))
