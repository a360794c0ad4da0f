"""Run every notebook on other versions: the pinned set, Colab's, Kaggle's, and more.

    python tools/versions.py                      all that this machine can run
    python tools/versions.py --only colab kaggle  these, leaving the others' results

Each combination gets an environment of its own, from the package index, and is deleted
afterwards (6 GB with PyTorch's CUDA libraries). The kernel runs there, and the tool
here, so that a look-alike holds nothing that its platform lacks. Every notebook must
run to the end; its text is compared with the stored outputs, and what differs is
listed. Results are kept in docs/benchmarks.md.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import nbformat
import page
from equivalence import same_outputs
from stored_form import IGNORED, normalize

from notebooks import Failure, measure

ROOT = Path(__file__).resolve().parents[1]
USUAL = ("scikit-learn", "pandas", "ipykernel")  # whatever version the index has


class Combination(NamedTuple):
    """A Python and what to install in it."""

    title: str
    python: str
    requirements: tuple[str, ...]


COMBINATIONS = {
    "pinned": Combination("The pinned set", "3.11", ("-r", "requirements.lock")),
    "colab": Combination(
        "Colab look-alike",
        "3.13",
        (
            *("torch==2.11.0", "torchvision==0.26.0", "numpy==2.1.3", *USUAL),
            *("matplotlib==3.10.0", "ipython==7.34.0", "ipywidgets==7.7.1"),
        ),
    ),
    "kaggle": Combination(
        "Kaggle look-alike",
        "3.12",
        ("torch==2.10.0", "torchvision==0.25.0", "numpy", "matplotlib", *USUAL),
    ),
    "oldest": Combination(
        "Oldest PyTorch",
        "3.11",
        ("torch==2.4.0", "torchvision==0.19.0", "numpy==1.26.4", "matplotlib", *USUAL),
    ),
    "newest": Combination(
        "Newest of everything",
        "3.14",
        ("torch", "torchvision", "numpy", "matplotlib", *USUAL),
    ),
}
SHOWN = ("torch", "torchvision", "numpy", "matplotlib", "ipython", "ipywidgets")
HEADING = "Other versions"
FAILS = "fails:"


def find_python(version: str) -> str | None:
    """Return an interpreter of this version, such as "3.13", if the machine has one."""
    pyenv = Path.home() / ".pyenv" / "versions"
    candidates = [sys.executable, shutil.which(f"python{version}")]
    candidates += sorted(map(str, pyenv.glob(f"{version}.*/bin/python")), reverse=True)
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in filter(None, candidates):
        done = subprocess.run([candidate, "-c", code], capture_output=True, text=True)
        if done.stdout.strip() == version:
            return candidate
    return None


def install(python: str, requirements: tuple[str, ...], folder: Path) -> str:
    """Make an environment with these and the course, and return its Python."""
    inside = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run([python, "-m", "venv", folder], check=True)
    pip(inside, *requirements)
    pip(inside, "--no-deps", ".")
    return inside


def pip(python: str, *arguments: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Failure(f"pip: {done.stderr.strip().splitlines()[-1]}")


def versions_in(python: str) -> dict[str, str]:
    """Return the versions that were really installed."""
    code = (
        "import json, platform, importlib.metadata as m\n"
        "d = {x.metadata['Name'].lower(): x.version for x in m.distributions()}\n"
        "print(json.dumps({**d, 'python': platform.python_version()}))"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, check=True)
    found = json.loads(done.stdout)
    return {name: found.get(name, "none") for name in ("python", *SHOWN)}


def differing_cells(path: Path, python: str) -> list[str]:
    """Run a notebook, and name the cells whose text is not the stored one.

    Raises:
        Failure: If it does not run to its end.
    """
    stored = nbformat.read(path, as_version=4)
    fresh = normalize(measure(path, python)[0])
    found = []
    for number, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True)):
        if old.cell_type != "code" or IGNORED in old.metadata.get("tags", []):
            continue
        for output in (*old.outputs, *new.outputs):
            output.get("data", {}).pop("image/png", None)
        if not same_outputs(old.outputs, new.outputs, loose=False):
            found.append(f"cell {number}, `{old.source.splitlines()[-1]}`")
    return found


def run(key: str, folder: Path) -> list[str]:
    """Run one combination; return its row of the table, and what differs."""
    title, version, requirements = COMBINATIONS[key]
    python = find_python(version)
    if python is None:
        return [f"- {title}: not run, this machine has no Python {version}."]
    try:
        inside = install(python, requirements, folder)
    except Failure as failure:
        return [f"- {title}: not run, because it cannot be installed: {failure}"]
    paths, same, notes = sorted((ROOT / "notebooks").glob("*.ipynb")), 0, []
    for path in paths:
        try:
            found = differing_cells(path, inside)
        except Failure as failure:
            found = [f"{FAILS} {str(failure).splitlines()[0]}"]
        same += not found
        notes += [f"- {title}: {path.name}: {cell}" for cell in found]
        print(f"{title}: {path.name}: {found or 'same'}", flush=True)
    text = ", ".join(f"{name} {number}" for name, number in versions_in(inside).items())
    day = f"{datetime.date.today()}, {platform.system()}"
    return [f"| {title} | {day} | {text} | {same} of {len(paths)} |", *notes]


def write(lines: dict[str, list[str]]) -> None:
    """Replace the lines of the combinations that were run, and keep the others."""
    old = page.lines_below(HEADING)
    for key, each in COMBINATIONS.items():
        kept = [line for line in old if line[2:].startswith(each.title)]
        lines = {key: kept} | lines
    order = [line for key in COMBINATIONS for line in lines[key]]
    rows = [line for line in order if line.startswith("|")]
    notes = [line for line in order if line.startswith("-")]
    page.write_below(HEADING, [*rows, "", *notes] if notes else rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=COMBINATIONS, metavar="NAME")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # right or wrong, and not how fast
    done = {}
    for key in arguments.only or COMBINATIONS:
        with tempfile.TemporaryDirectory(prefix="torchcourse-") as folder:
            done[key] = run(key, Path(folder))
        print(*done[key], sep="\n")
        write(done)
    if any(FAILS in line for lines in done.values() for line in lines):
        sys.exit("A notebook fails: see docs/benchmarks.md.")


if __name__ == "__main__":
    main()
