"""Stamp the course's address and release into every file that repeats them.

    python tools/publish.py owner/name     what `make publish REPO=owner/name` calls

Badges, setup cells, README, CITATION and the site lead to the address in
pyproject.toml, badges and setup cells to the tag of its version: a notebook meets the
helpers that it was written with. This replaces both everywhere, or, if anything is
wrong, nowhere. Standard library only, so that a workflow can run it on a bare machine.
"""

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNSET = "-owner-/torchcourse"  # no account can be called "-owner-"
OWNER = r"(?=.{1,39}/)[A-Za-z0-9](?:-?[A-Za-z0-9])*"  # GitHub's rule for accounts
NAME = r"(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}"
SUFFIXES = {".cff", ".html", ".ipynb", ".json", ".md", ".py", ".toml", ".txt", ".yml"}
# Tests name other owners on purpose; the rest is not the project's.
LEFT_OUT = {"tests", "data", "build", "dist", "node_modules", "__pycache__"}
LEFT_OUT |= {"my_notebooks"}
# What a page shows while the course has an address, or none; the other waits beside it.
EITHER = re.compile(r"<!-- (\w+) -->(.*?)<!-- (\w+): (.*?) -->", re.S)


def current(root: Path) -> str:
    """Return the address that the project has now, such as "somebody/torchcourse"."""
    return project(root)["urls"]["Homepage"].removeprefix("https://github.com/")


def tag(root: Path) -> str:
    """Return the tag of the project's version, such as "v0.1.0"."""
    return f"v{project(root)['version']}"


def project(root: Path) -> dict:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def restamp(text: str, old: str, new: str) -> str:
    """Replace the address in all its uses: links, badges, archives, the site."""
    here = r"(?:(?<=github\.com/)|(?<=github/)|(?<=/gh/))"
    end = r"(?![\w-]|\.(?!git\b)\w)"  # "owner/name", and not "owner/name-of-another"
    text = re.sub(f"{here}{re.escape(old)}{end}", new, text)
    before, after = (slug.replace("/", ".github.io/") for slug in (old, new))
    return re.sub(f"(?<=//){re.escape(before)}{end}", after, text)


def retag(text: str, repository: str, release: str) -> str:
    """Let an address's badges and setup cells lead to a release."""
    here = re.escape(repository)
    archive = rf"(?<={here}/archive/refs/tags/)[^/\s]+?(?=\.zip)"
    badge = rf"(?<={here}/blob/)[^/\s]+(?=/notebooks/\w+\.ipynb)"
    return re.sub(f"{archive}|{badge}", release, text)


def shown(text: str, repository: str) -> str:
    """Swap texts that are for a published course only, or for an unpublished one."""
    now = "unpublished" if repository == UNSET else "published"
    swapped = r"<!-- \3 -->\4<!-- \1: \2 -->"
    return EITHER.sub(lambda it: it[0] if it[1] == now else it.expand(swapped), text)


def refusal(repository: str) -> str | None:
    """Return what is wrong with an address, or None if it is well formed."""
    if repository == UNSET or re.fullmatch(f"{OWNER}/{NAME}", repository):
        return None
    said = f"not {repository!r}" if repository else "as in make publish REPO=owner/name"
    return f"Give the repository as GitHub writes it, owner/name, {said}."


def files(root: Path) -> Iterator[Path]:
    """Yield the files that may hold the address."""
    for folder, below, names in os.walk(root):
        hidden = [name for name in below if name[0] == "." and name != ".github"]
        below[:] = sorted(set(below) - set(hidden) - LEFT_OUT)
        for name in sorted(names):
            if Path(name).suffix in SUFFIXES:
                yield Path(folder, name)


def publish(root: Path, repository: str) -> list[Path]:
    """Stamp address and tag into every file below a folder; return those changed.

    All new texts are written beside their files before the first file is replaced.

    Raises:
        ValueError: If the address is malformed; then no file was touched.
        OSError: If a text cannot be written; then no file was replaced.
    """
    if wrong := refusal(repository):
        raise ValueError(wrong)
    old, written = current(root), {}
    try:
        for path in files(root):
            text = path.read_bytes().decode("utf-8")
            new = retag(restamp(text, old, repository), repository, tag(root))
            new = shown(new, repository)
            if new != text:
                written[path] = path.with_name(f"{path.name}.part")
                written[path].write_bytes(new.encode("utf-8"))
                shutil.copymode(path, written[path])
        # The address is read from pyproject.toml, so that file goes last: a run that
        # is cut off between two replacements is completed by the next.
        order = sorted(written, key=lambda path: path == root / "pyproject.toml")
        for path in order:
            os.replace(written[path], path)
    finally:
        for part in written.values():
            part.unlink(missing_ok=True)
    return list(written)


def main() -> None:
    repository = sys.argv[1] if len(sys.argv) == 2 else ""
    try:
        changed = publish(ROOT, repository)
    except ValueError as error:
        sys.exit(str(error))
    print(f"{repository}: stamped into {len(changed)} files.")
    if changed and repository != UNSET:
        print(f"Commit, tag the commit {tag(ROOT)}, push both: badges open it.")


if __name__ == "__main__":
    main()
