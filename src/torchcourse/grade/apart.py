"""Run each notebook's answers in a process of their own, which runs ``main``."""

import base64
import contextlib
import io
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from tempfile import TemporaryDirectory, TemporaryFile

import torch

from torchcourse.checking.exercise import Exercise
from torchcourse.checking.find import load_exercise
from torchcourse.checking.isolate import DONE, run_isolated
from torchcourse.checking.plain import packed
from torchcourse.checking.run import attempt
from torchcourse.grade.submissions import Answer

PATIENCE = 60  # seconds for a process
MEMORY, LARGEST = 4 * 2**30, 64 * 2**20  # bytes of a process, and of a file
KEPT = ("PATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH")  # no proxy, no secret


def run_apart(answers: dict[str, Answer], own: str | None, seed: int) -> dict:
    """Return a line of results for each answer, or None if it ended its process."""
    done, waiting = {}, {name: answer.program for name, answer in answers.items()}
    while waiting:
        lines = run_once(json.dumps([waiting, own, seed]).encode())
        # Who is first and leaves nothing has ended the process; the others try again.
        done |= zip(waiting, lines or [None], strict=False)
        waiting = {name: waiting[name] for name in waiting if name not in done}
    return done


def run_once(given: bytes) -> list[bytes]:
    """Run ``main`` until it ends or is late, and return its lines so far."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as home, TemporaryFile() as out:
        env = {key: os.environ[key] for key in KEPT if key in os.environ}
        env |= {"HOME": home, "TMPDIR": home, "PYTHONPATH": os.pathsep.join(sys.path)}
        streams = {"stdin": PIPE, "stdout": out, "stderr": DEVNULL}
        place = {"cwd": home, "env": env, "start_new_session": True}
        command = [sys.executable, "-m", "torchcourse.grade.apart"]
        with Popen(command, **streams, **place) as process:
            with contextlib.suppress(TimeoutExpired):
                process.communicate(given, PATIENCE)
            with contextlib.suppress(OSError, AttributeError):  # Windows has no groups
                os.killpg(process.pid, signal.SIGKILL)  # with all that it has started
            process.kill()
        out.seek(0)
        return out.readlines()


def main() -> None:
    """Run the answers in this process, up to the first that raises or is late."""
    programs, own, seed = json.load(sys.stdin)
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what an answer prints
    with contextlib.suppress(ImportError, OSError, ValueError):  # where there are none
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for name, program in programs.items():
        exercise = replace(load_exercise(name, own), seed=seed)
        done = results_of(exercise, program)
        torch.save(done, data := io.BytesIO())
        os.write(out, base64.b64encode(data.getvalue()) + b"\n")
        if "error" in done:
            break  # it may still run; the next answers get a new process
    os._exit(0)  # whatever threads there are


def results_of(exercise: Exercise, program: str) -> dict:
    """Define an answer, put it to work on all cases, and return plain data."""
    file, space, outcomes = Path(f"{exercise.name}.py").resolve(), {}, []
    try:
        file.write_text(program, encoding="utf-8")  # where an error's line is read
        code = compile(program, file, "exec")
        ended = run_isolated(lambda: exec(code, space), exercise.seconds)
        if ended.how == DONE:
            outcomes, ended = attempt(exercise, space[exercise.name])
    except BaseException as error:
        return {"error": f"raises {type(error).__name__}: {error}"}
    if ended.how != DONE:
        return {"error": f"did not end within {exercise.seconds:g} seconds"}
    return {"outcomes": packed(outcomes), **vars(ended)}


if __name__ == "__main__":
    main()
