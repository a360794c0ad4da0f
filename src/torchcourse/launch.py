"""Start a program in several processes from a notebook, as in a terminal."""

import inspect
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from concurrent import futures
from pathlib import Path
from typing import NamedTuple

_LAUNCHER = ("-m", "torch.distributed.run", "--standalone", "--local-addr=127.0.0.1")


class Finished(NamedTuple):
    """What is left of a run.

    Attributes:
        status: 0 if every process ended well.
        output: What they printed, and nothing else.
        errors: Their error messages, and those of torchrun.
    """

    status: int
    output: str
    errors: str


def torchrun(
    program: str | Callable[[], None],
    *options: object,
    processes: int = 2,
    seconds: float = 240.0,
) -> Finished:
    """Run a program in several processes of one thread each, by ``torchrun``.

    PyTorch's builds for Windows cannot run torchrun (they lack libuv, PyTorch's issue
    148283); there the processes are started one by one, with the same environment.

    Args:
        program: A module such as ``torchcourse.train_ddp``; or a function without
            arguments that imports all it uses. Its source is run as a program.
        options: Of the program, such as ``"--epochs=3"``; turned into text.
        processes: How many, at least 1.
        seconds: After which all of them are stopped.

    Returns:
        Exit status, output and errors.

    Raises:
        subprocess.TimeoutExpired: If the run took longer than allowed.
    """
    with tempfile.TemporaryDirectory() as folder:
        name = (
            ["-m", program] if isinstance(program, str) else [_write(program, folder)]
        )
        command = [*name, *map(str, options)]
        if sys.platform == "win32":
            workers = start_one_by_one(command, processes)
        else:
            places = f"--nproc-per-node={processes}", f"--log-dir={folder}"
            workers = [_start([*_LAUNCHER, *places, *command], {})]
        return _finish(workers, seconds)


def start_one_by_one(command: list[str], processes: int) -> list[subprocess.Popen]:
    """Start copies of a Python program that find one another, without ``torchrun``.

    Args:
        command: What follows ``python``, such as ``["-m", "torchcourse.train_ddp"]``.
        processes: How many.

    Returns:
        The running processes, by rank.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # any port that is free
        port = probe.getsockname()[1]
    group = {"WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes}
    group |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    ranks = range(processes)
    return [_start(command, {**group, "RANK": r, "LOCAL_RANK": r}) for r in ranks]


def _start(command: list[str], environment: dict[str, object]) -> subprocess.Popen:
    environment = {"OMP_NUM_THREADS": 1, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.Popen(
        [sys.executable, "-u", *command],
        env=os.environ | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _write(function: Callable[[], None], folder: str) -> str:
    """Write a function into a file that calls it; return the path."""
    path = Path(folder, f"{function.__name__}.py")
    source = textwrap.dedent(inspect.getsource(function))
    path.write_text(f"{source}\n\n{function.__name__}()\n", encoding="utf-8")
    return str(path)


def _finish(workers: list[subprocess.Popen], seconds: float) -> Finished:
    """Wait for all at once; whatever happens, leave none of them behind."""
    with futures.ThreadPoolExecutor(len(workers)) as pool:
        # A reader for each: one that is not read stops as soon as its pipe is full.
        reading = [pool.submit(worker.communicate) for worker in workers]
        try:
            late = futures.wait(reading, timeout=seconds).not_done
        finally:
            _stop(workers)
    if late:
        raise subprocess.TimeoutExpired(workers[0].args, seconds)
    texts = [reader.result() for reader in reading]
    output, errors = ("".join(parts) for parts in zip(*texts, strict=True))
    return Finished(max(abs(w.returncode) for w in workers), output, errors)


def _stop(workers: list[subprocess.Popen]) -> None:
    for worker in workers:
        worker.terminate()  # torchrun then stops the processes it started
    for worker in workers:
        try:
            worker.wait(timeout=40)
        except subprocess.TimeoutExpired:
            worker.kill()
