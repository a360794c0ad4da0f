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
PARTS = ROOT / "tools/handout"


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
        **{Path(part.name): part for part in PARTS.iterdir() if part.is_file()},
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
