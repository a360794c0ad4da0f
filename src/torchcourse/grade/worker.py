"""Run one student's answers in a process of their own, which ``marks`` starts."""

import contextlib
import io
import os
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import torch
from torch import nn

from torchcourse.checking.find import load_exercise
from torchcourse.checking.isolate import DONE, Ended, run_isolated
from torchcourse.checking.plain import packed
from torchcourse.checking.run import attempt

MEMORY, LARGEST = 4 * 2**30, 64 * 2**20  # bytes beyond those in use, and of a file
KEPT = ("PATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH")  # no proxy, no secret
GIVEN = {"torch": torch, "nn": nn, "F": nn.functional, "np": np}


def confine(home: str) -> None:
    """Leave the grader's group and settings; limit memory and files where possible."""
    os.chdir(home)
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    os.environ.clear()
    os.environ |= kept | {"HOME": home, "TMPDIR": home}
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import resource

        os.setsid()
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def work(
    pipe: Connection, home: str, programs: dict, own: str | None, seed: int
) -> None:
    """Define each answer, put it to work on all cases, and send plain data."""
    confine(home)
    for name, (function, program) in programs.items():
        exercise = replace(load_exercise(name, own), seed=seed)
        space, outcomes, ended, error = {**GIVEN}, [], Ended(), ""
        file = Path(home, f"{name}.py")
        file.write_text(program, encoding="utf-8")  # where an error's line is read
        try:
            code = compile(program, file, "exec")
            ended = run_isolated(lambda c=code, s=space: exec(c, s), exercise.seconds)
            if ended.how == DONE:
                outcomes, ended = attempt(exercise, space[function])
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"
        told = {**vars(ended), "error": error, "outcomes": packed(outcomes)}
        torch.save(told, data := io.BytesIO())
        pipe.send_bytes(data.getvalue())
        if ended.still_runs:
            os._exit(0)  # it keeps a core busy; the next ones begin in a new process
