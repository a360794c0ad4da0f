"""Write build/torchcourse-handout.zip: the course for a room without internet.

    python tools/build_handout.py

It holds the unsolved notebooks without their outputs, the package beside them, so that
nothing of ours needs to be installed, the same package as a wheel, MNIST, and two pages
to look things up.
"""

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from open_course import unsolved

from torchcourse.data import folders, idx
from torchcourse.files import write_whole

ROOT = Path(__file__).resolve().parents[1]
HANDOUT = ROOT / "build/torchcourse-handout.zip"
TOP = Path("torchcourse")
START = """\
PyTorch, from first tensor to GPU
=================================

1. UNPACK this file to your disk. Windows: right-click it, "Extract All". A file that
   you opened inside of the archive does not run.

2. OPEN A TERMINAL in the unpacked folder, the one that holds START_HERE.txt.
   Windows   Open the folder, click into its address bar, type  cmd  and press Enter.
   macOS     Open Terminal, type  cd  and a space, drag the folder in, press Enter.
   Linux     Right-click into the folder, "Open in Terminal".

3. IS ALL THERE? You need Python 3.11 or newer with PyTorch, torchvision, matplotlib,
   scikit-learn and JupyterLab. Ask (on macOS and Linux write  python3 ):

       python check_install.py

   READY: go to 5.  NOT READY: go to 4.  No Python: install it from python.org.

4. INSTALL ONCE, with internet. Without it, copy the folder "wheels" that your
   instructor has for your system into this folder, and add
   --no-index --find-links wheels  to the second line.

   Windows        py -m venv .venv
                  .venv\\Scripts\\python -m pip install -r requirements.txt
                  .venv\\Scripts\\python check_install.py

   macOS, Linux   python3 -m venv .venv
                  .venv/bin/python -m pip install -r requirements.txt
                  .venv/bin/python check_install.py

   On Linux this brings the CUDA libraries, 5.5 GB installed. For a smaller set, first
   install torch and torchvision by the command that pytorch.org shows for Linux, Pip,
   CPU, with the two versions of requirements.txt.

5. START, by the Python that is READY:

       python -m jupyter lab notebooks/00_start_here.ipynb
       .venv\\Scripts\\python -m jupyter lab notebooks/00_start_here.ipynb   (Windows)
       .venv/bin/python -m jupyter lab notebooks/00_start_here.ipynb     (macOS, Linux)

   A browser opens. Click into the first gray cell, press Shift+Enter, and go on. To
   stop, close the browser and press Ctrl+C in the terminal.

In trouble: docs/troubleshooting.md lists error messages; docs/glossary.md the words.
Keep the folders together: the notebooks find the package beside them, and the digits
in data. From there nothing is downloaded. To use the package elsewhere, install the
wheel: python -m pip install --no-deps --no-index, and the name of the .whl file.
"""
CHECK = """\
\"\"\"Say whether this Python has what the course needs: python check_install.py\"\"\"

import importlib
import sys

NEEDED = "torch torchvision numpy matplotlib sklearn jupyterlab ipykernel".split()
missing = [] if sys.version_info >= (3, 11) else ["missing: Python 3.11 or newer"]
for name in NEEDED:
    try:
        importlib.import_module(name)
    except Exception as error:  # a broken package raises whatever it likes
        missing.append("missing: %s (%s: %s)" % (name, type(error).__name__, error))
version = getattr(sys.modules.get("torch"), "__version__", "2.4")
if [int(part) for part in version.split(".")[:2]] < [2, 4]:
    missing.append("too old: torch %s; the course needs 2.4 or newer" % version)
python = "Python %s at %s" % (sys.version.split()[0], sys.executable)
if missing:
    sys.exit("\\n".join([*missing, "NOT READY: %s" % python]))
print("READY: %s, torch %s" % (python, sys.modules["torch"].__version__))
"""


def mnist_files() -> dict[Path, bytes]:
    """Return MNIST's four files, made of values that were verified on this machine.

    Raises:
        SystemExit: If this machine has no whole copy.
    """
    problems = []
    for folder in filter(None, (folders.named(), folders.data_folder())):
        try:
            pairs = zip(idx.FILES, folders.read_folder(folder), strict=True)
            return {Path(file.name): idx.content(values) for file, values in pairs}
        except idx.BadFile as error:
            problems.append(str(error))
    sys.exit(
        "The handout needs MNIST, which is not here: run notebook 00 once with "
        "internet, or set TORCHCOURSE_DATA to a folder with its four files. What was "
        f"found: {'; '.join(problems)}."
    )


def build_wheel(folder: str) -> Path:
    """Build the package's wheel into a folder, without any download."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*command, "--wheel-dir", folder, str(ROOT)], check=True)
    return next(Path(folder).glob("*.whl"))


def requirements() -> str:
    """Return the part of requirements.txt that learners need."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return text.split("# What maintainers use")[0].rstrip() + "\n"


def contents(wheel: Path) -> dict[Path, Path | str | bytes]:
    """Return what goes into the handout: places in the archive, and what they hold."""
    with zipfile.ZipFile(wheel) as file:
        names = [name for name in file.namelist() if name.startswith("torchcourse/")]
    found: dict[Path, Path | str | bytes] = {
        Path("START_HERE.txt"): START,
        Path("check_install.py"): CHECK,
        Path("requirements.txt"): requirements(),
        Path(wheel.name): wheel,
    }
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        found[Path("notebooks", path.name)] = unsolved(path)
    found |= {Path("notebooks", name): ROOT / "src" / name for name in names}
    found |= {"data" / folders.RAW / name: body for name, body in mnist_files().items()}
    kept = ["LICENSE", "data/README.md", "docs/glossary.md", "docs/troubleshooting.md"]
    kept += ["pyproject.toml"]  # by it the package knows the course's folder
    return found | {Path(name): ROOT / name for name in kept}


def main() -> None:
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        found = contents(build_wheel(folder))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for place, source in sorted(found.items()):
                if isinstance(source, Path):
                    file.write(source, TOP / place)
                else:
                    file.writestr((TOP / place).as_posix(), source)
    write_whole(HANDOUT, packed.getbuffer())
    size = HANDOUT.stat().st_size / 1e6
    print(f"{HANDOUT.relative_to(ROOT)}: {len(found)} files, {size:.0f} MB")


if __name__ == "__main__":
    main()
