"""Write build/torchcourse-handout.zip: the course for a room without internet.

    python tools/build_handout.py

It holds the unsolved notebooks, the package beside them, so that nothing needs to be
installed, the same package as a wheel, and MNIST.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from torchcourse.data import folders

ROOT = Path(__file__).resolve().parents[1]
HANDOUT = ROOT / "build/torchcourse-handout.zip"
TOP = Path("torchcourse")
START = """\
PyTorch, from first tensor to GPU
=================================

1. Unpack this file to your disk.
2. Where Python has PyTorch, matplotlib, scikit-learn and JupyterLab:

       jupyter lab notebooks/00_start_here.ipynb

   requirements.txt lists the versions that the course is tested with.

Nothing is downloaded. The package lies beside the notebooks; the wheel is the same
package, to be installed with `pip install --no-deps --no-index` and its name.
"""


def mnist_files() -> list[Path]:
    """Return MNIST's four files, from where this machine keeps them.

    Raises:
        SystemExit: If this machine has no whole copy.
    """
    named = os.environ.get("TORCHCOURSE_DATA", "").strip()
    places = [Path(os.path.expanduser(named))] if named else []
    for folder in [*places, folders.data_folder()]:
        copies = folders.find_files(folder).values()
        if all(copies):
            folders.read_folder(folder)  # verified, or it raises
            return [paths[0] for paths in copies]
    sys.exit(
        "The handout needs MNIST, which is not here: run notebook 00 once with "
        "internet, or set TORCHCOURSE_DATA to a folder with its four files."
    )


def build_wheel(folder: str) -> Path:
    """Build the package's wheel into a folder, without any download."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*command, "--wheel-dir", folder, str(ROOT)], check=True)
    return next(Path(folder).glob("*.whl"))


def contents(wheel: Path) -> dict[Path, Path]:
    """Return what goes into the handout: places in the archive, and files."""
    inside = {Path(path.name): path for path in (ROOT / "notebooks").glob("*.ipynb")}
    with zipfile.ZipFile(wheel) as file:
        names = [name for name in file.namelist() if name.startswith("torchcourse/")]
    inside |= {Path(name): ROOT / "src" / name for name in names}
    found = {Path("notebooks", place): path for place, path in inside.items()}
    found |= {Path("data/MNIST/raw", path.name): path for path in mnist_files()}
    for name in ("LICENSE", "README.md", "requirements.txt", "pyproject.toml"):
        found[Path(name)] = ROOT / name
    return found | {
        Path("data/README.md"): ROOT / "data/README.md",
        Path(wheel.name): wheel,
    }


def main() -> None:
    HANDOUT.parent.mkdir(exist_ok=True)
    unfinished = HANDOUT.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder:
        found = contents(build_wheel(folder))
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(str(TOP / "START_HERE.txt"), START)
            for place, path in sorted(found.items()):
                file.write(path, TOP / place)
    os.replace(unfinished, HANDOUT)
    size = HANDOUT.stat().st_size / 1e6
    print(f"{HANDOUT.relative_to(ROOT)}: {len(found) + 1} files, {size:.0f} MB")


if __name__ == "__main__":
    main()
