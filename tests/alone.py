"""One notebook in an empty folder, on a machine without the course's package.

The machine is a new environment of this Python. It sees every installed package but
torchcourse, through links in a folder that pip takes for another environment's: what
pip would change lands in the new one, where a test can see it.
"""

import os
import shutil
import subprocess
import sysconfig
import threading
import venv
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import nbformat
from publish import current, restamp, tag

ROOT = Path(__file__).parents[1]
SLUG = "somebody/torchcourse"
ARCHIVE = f"{SLUG}/archive/refs/tags/{tag(ROOT)}.zip"
UNREACHABLE = "http://127.0.0.1:9"  # nothing answers there


class Machine(NamedTuple):
    """An environment without the package: its Python, and where pip installs."""

    python: str
    packages: Path

    def installed(self) -> set[str]:
        return {path.name for path in self.packages.iterdir()}


def make_machine(folder: Path) -> Machine:
    """Create an environment that has everything but torchcourse."""
    installed = Path(sysconfig.get_path("purelib"))
    links = folder / "installed"
    links.mkdir(parents=True)
    for path in installed.iterdir():
        if not path.name.startswith("torchcourse") and path.suffix != ".pth":
            (links / path.name).symlink_to(path)
    home = folder / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    paths = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (packages / "links.pth").write_text(f"{links}\n", encoding="utf-8")
    return Machine(
        sysconfig.get_path("scripts", "venv", vars=paths) + "/python", packages
    )


def make_site(folder: Path) -> None:
    """Make what GitHub and the package index would serve: an archive, and flit_core."""
    archive = folder / ARCHIVE
    archive.parent.mkdir(parents=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name in filter(None, listed.decode().split("\0")):
            if (ROOT / name).is_file():
                file.write(ROOT / name, f"torchcourse-{tag(ROOT)[1:]}/{name}")
    builder = metadata.distribution("flit_core")
    wheel = f"flit_core-{builder.version}-py3-none-any.whl"
    (folder / "simple" / "flit-core").mkdir(parents=True)
    with zipfile.ZipFile(folder / "simple" / "flit-core" / wheel, "w") as file:
        for path in builder.files:
            if "__pycache__" not in path.parts:
                file.write(path.locate(), str(path))


class Site(ThreadingHTTPServer):
    """Serve a folder on this machine; use it in a `with` statement."""

    daemon_threads = True

    def __init__(self, folder: Path):
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        self.server.asked.append(self.path)


def environment(site: str, folder: Path, **extra: str) -> dict[str, str]:
    """Return the variables of a learner's machine: nothing of ours, and no internet."""
    ours = ("PIP_", "TORCHCOURSE_DATA", "VIRTUAL_ENV", "XDG_CACHE_HOME")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), UNREACHABLE)
    proxies |= {name.upper(): value for name, value in proxies.items()}
    return {
        **kept,
        **proxies,
        "no_proxy": "127.0.0.1",
        "NO_PROXY": "127.0.0.1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{site}/simple",
        "PIP_NO_CACHE_DIR": "1",
        "XDG_CACHE_HOME": str(folder / "cache"),
        **extra,
    }


def place(path: Path, folder: Path, site: str = "https://github.com", times: int = 1):
    """Copy a published notebook into a folder, its code repeated: Run All, twice."""
    text = restamp(path.read_text(encoding="utf-8"), current(ROOT), SLUG)
    text = text.replace(f"https://github.com/{ARCHIVE}", f"{site}/{ARCHIVE}")
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [cell.copy() for _ in range(times) for cell in notebook.cells]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


def copy_mnist(files: list[Path], folder: Path) -> Path:
    """Attach MNIST as Kaggle does: below an input folder that cannot be written."""
    data = folder / "digits" / "raw"
    data.mkdir(parents=True)
    for path in files:
        shutil.copyfile(path, data / path.name)
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder
