"""Execute, check and time the course's notebooks.

    python tools/notebooks.py execute [FILE ...]   run, and store normalized outputs
    python tools/notebooks.py check [FILE ...]     fail if a stored file is not clean
    python tools/notebooks.py run [FILE ...]       run only, and print the seconds

Without files, all of ``notebooks/``.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from cost import Cost, cost_of
from ipykernel.kernelspec import make_ipkernel_cmd
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from stored_form import keep_equivalent, normalize, problems, written

ROOT = Path(__file__).resolve().parents[1]
SECONDS_PER_CELL = 300
# Not the user's matplotlibrc; and in a read-only home, matplotlib prints on stderr.
OWN_SETTINGS = {"MPLCONFIGDIR": str(ROOT / "build" / "matplotlib")}


class Failure(Exception):
    """A notebook cannot be executed or stored; the message says why."""


def execute(path: Path) -> NotebookNode:
    """Run a notebook 1..n in a fresh kernel of this Python, in its own folder.

    Raises:
        Failure: If a cell raises that is not tagged ``raises-exception``.
    """
    return measure(path)[0]


def measure(
    path: Path,
    python: str = sys.executable,
    environment: Mapping[str, str] = os.environ,
) -> tuple[NotebookNode, Cost]:
    """Execute a notebook by any Python that has ipykernel, and tell what it cost.

    Raises:
        Failure: If a cell raises that is not tagged ``raises-exception``.
    """
    notebook = nbformat.read(path, as_version=4)
    started: list[int] = []
    costs = [Cost(0.0, 0.0, 0.0)]
    client = NotebookClient(
        notebook,
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
        on_cell_executed=lambda **_: costs.append(cost_of(client.km.provisioner.pid)),
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        record_timing=False,
    )
    client.create_kernel_manager()
    spec = client.km.kernel_spec  # whatever is installed under this name, run our own
    spec.argv, spec.env = make_ipkernel_cmd(executable=python), {}
    nobody = {"TQDM_DISABLE": "1", "TORCHCOURSE_PROGRESS": os.devnull}
    environment = {**OWN_SETTINGS, **environment, **nobody}
    if data := environment.get("TORCHCOURSE_DATA"):
        environment["TORCHCOURSE_DATA"] = os.path.abspath(os.path.expanduser(data))
    try:
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        said, line = f"{error.ename}: {error.evalue}", _line(error.traceback)
    except (CellTimeoutError, DeadKernelError) as error:
        said, line = str(error), 1
    else:
        return notebook, costs[-1]
    source = notebook.cells[started[-1]].source.splitlines()[line - 1].strip()
    where = f"cell {started[-1]}, line {line} ({source})"
    raise Failure(f"{path.name}: {where}: {said}")


def _line(traceback: str) -> int:
    """Return the line of the cell that the traceback starts from."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", traceback)
    found = re.search(r"Cell In\[\d+\], line (\d+)", plain)
    return int(found[1]) if found else 1


def store(path: Path) -> None:
    """Execute a notebook and replace its file in one step; on failure it stays."""
    from torchcourse.files import write_whole  # slow: it imports PyTorch

    stored = normalize(nbformat.read(path, as_version=4))
    fresh = normalize(execute(path))
    keep_equivalent(fresh, stored)
    write_whole(path, written(normalize(fresh)).encode())


def require_mnist(paths: list[Path]) -> None:
    """Refuse to store the stand-in's outputs, before any file is touched.

    Raises:
        Failure: If a notebook loads MNIST, and no copy is on this machine.
    """
    from torchcourse.data import describe_source

    loading = any("load_mnist" in path.read_text(encoding="utf-8") for path in paths)
    if loading and describe_source().startswith("none"):
        raise Failure(
            "Stored outputs come from MNIST, which is not here: set TORCHCOURSE_DATA "
            "to a folder with its four files, or run a notebook once with internet."
        )


def _each(paths: list[Path], work: Callable[[Path], object], done: str) -> None:
    """Do work on each notebook, with a line for each and a table of seconds."""
    seconds = {}
    for path in paths:
        print(f"{path.name} ...", flush=True)
        start = time.perf_counter()
        work(path)
        seconds[path.name] = time.perf_counter() - start
    print(f"\n{'notebook':32s}{'seconds':>8s}")
    for name, value in [*seconds.items(), (f"all {done}", sum(seconds.values()))]:
        print(f"{name:32s}{value:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["execute", "check", "run"])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    paths = [p.resolve() for p in arguments.files]
    paths = paths or sorted((ROOT / "notebooks").glob("*.ipynb"))
    try:
        if arguments.command == "execute":
            require_mnist(paths)
            _each(paths, store, "stored")
        elif arguments.command == "run":
            _each(paths, execute, "ran to the end")
        elif found := [problem for path in paths for problem in problems(path)]:
            sys.exit("\n".join(found))
    except Failure as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
