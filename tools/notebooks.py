"""Execute, check and time the course's notebooks.

    python tools/notebooks.py execute [FILE ...]   run, and store normalized outputs
    python tools/notebooks.py check [FILE ...]     fail if a stored file is not clean
    python tools/notebooks.py run [FILE ...]       run only, and print the seconds

Without files, all of ``notebooks/``.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from stored_form import keep_equivalent, normalize, problems, written

ROOT = Path(__file__).resolve().parents[1]
SECONDS_PER_CELL = 300


class Failure(Exception):
    """A notebook cannot be executed or stored; the message says why."""


def execute(path: Path) -> NotebookNode:
    """Run a notebook 1..n in a fresh kernel of this Python, in its own folder.

    Raises:
        Failure: If a cell raises that is not tagged ``raises-exception``.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        record_timing=False,
    )
    client.create_kernel_manager()
    client.km.kernel_spec.argv[0] = sys.executable
    environment = {**os.environ, "TQDM_DISABLE": "1"}
    if data := os.environ.get("TORCHCOURSE_DATA"):
        environment["TORCHCOURSE_DATA"] = os.path.abspath(os.path.expanduser(data))
    try:
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        said = f"{error.ename}: {error.evalue}"
        raise Failure(f"{path.name}: {_where(notebook)}{said}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise Failure(f"{path.name}: {_where(notebook)}{error}") from None
    return notebook


def _where(notebook: NotebookNode) -> str:
    """Name the last cell that was started."""
    started = [
        (number, cell.source.split("\n")[0])
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.outputs
    ]
    return "cell {} ({}): ".format(*started[-1]) if started else ""


def store(path: Path) -> None:
    """Execute a notebook and replace its file in one step; on failure it stays."""
    stored = nbformat.read(path, as_version=4)
    fresh = normalize(execute(path))
    keep_equivalent(fresh, stored)
    temporary = path.with_suffix(".part")
    temporary.write_text(written(fresh), encoding="utf-8", newline="\n")
    os.replace(temporary, path)


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
