"""The project around the notebooks: what it promises, links, pins and imports."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import parts
import pytest
from build_site import ROW
from publish import UNSET

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
HOME = PROJECT["urls"]["Homepage"]
TAG = f"v{PROJECT['version']}"
SKIPPED = {".git", ".venv", ".pytest_cache", ".ruff_cache", "__pycache__"}
SKIPPED |= {"build", "my_notebooks", "node_modules"}
TEXTS = [
    path
    for path in sorted(ROOT.rglob("*"))
    if path.is_file()
    and not SKIPPED & set(path.relative_to(ROOT).parts[:-1])
    and path.suffix in {".cff", ".ipynb", ".md", ".py", ".toml", ".txt", ".yml"}
]


def python(code):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_package_depends_on_nothing_so_that_it_replaces_nothing():
    assert PROJECT["dependencies"] == []


def test_every_requirement_is_pinned():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.split("#")[0].strip() for line in lines]
    assert all(re.fullmatch(r"[\w-]+==[\d.]+", line) for line in wanted if line)


def test_the_owner_is_unset_or_a_name_that_can_be_registered():
    """GitHub allows letters, digits and single inner hyphens: never the unset one."""
    names = r"[A-Za-z0-9](-?[A-Za-z0-9])*"
    owner, unset = (slug.split("/")[-2] for slug in (HOME, UNSET))
    assert owner == unset or re.fullmatch(names, owner)
    assert not re.fullmatch(names, unset)


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff"])
def test_addresses_agree(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    slug = HOME.removeprefix("https://github.com/")
    assert f"/{slug}" in text
    assert f"/{UNSET}" not in text or slug == UNSET


def dead_links(path):
    """Return the links of a text, or of a notebook, to files that are missing."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":  # not its outputs: they hold scripts
        text = parts.prose(nbformat.reads(text, as_version=4))
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    return [link for link in links if not (path.parent / link).exists()]


PAGES = [
    path for path in TEXTS if path.suffix == ".md" or path.parent.name == "notebooks"
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(path):
    assert dead_links(path) == []


def test_a_dead_link_to_a_file_is_found(tmp_path):
    (tmp_path / "here.md").write_text("[a](here.md#top) [b](gone.md#top) [c](gone.py)")
    assert dead_links(tmp_path / "here.md") == ["gone.md", "gone.py"]


def test_the_readme_lists_every_notebook():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    listed = [re.search(r"\(notebooks/(.+)\)", row[0])[1] for row in ROW.findall(text)]
    assert listed == names
    assert f"in {len(names)} notebooks" in text
    slug = HOME.removeprefix("https://github.com/")
    for name in names:
        for site in ("colab.research.google.com/github", "src=https://github.com"):
            assert f"{site}/{slug}/blob/{TAG}/notebooks/{name}" in text


def test_no_file_names_a_machine_or_a_registry():
    here = r"/root/|pythonhosted|pypi\.org|registry\.npmjs|deb\.debian"
    allowed = {"test_project.py", "test_notebooks_tool.py"}
    found = [
        f"{path.name}: {match[0]}"
        for path in TEXTS
        if path.name not in allowed
        for match in re.finditer(here, path.read_text(encoding="utf-8"))
    ]
    assert TEXTS
    assert found == []


def test_importing_is_light_and_silent():
    heavy = "{'matplotlib', 'torchvision', 'sklearn', 'IPython', 'nbformat'}"
    code = f"import torchcourse, sys; print(sorted({heavy} & set(sys.modules)))"
    assert python(code) == "[]\n"


def test_importing_changes_no_random_state_and_no_default():
    code = """
import torch
before = torch.get_rng_state(), torch.get_default_dtype(), torch.get_num_threads()
import torchcourse, torchcourse.data, torchcourse.device, torchcourse.plotting
import torchcourse.checking
after = torch.get_rng_state(), torch.get_default_dtype(), torch.get_num_threads()
print(torch.equal(before[0], after[0]) and before[1:] == after[1:])
"""
    assert python(code) == "True\n"


def test_modules_and_functions_stay_small():
    """An exercise is about a page: a reference, cases, mistakes and hints."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        limit = 200 if path.parent.name == "exercises" else 150
        assert text.count("\n") <= limit, path.name
        for node in ast.walk(ast.parse(text)):
            data = (
                path.parent.name == "exercises" and getattr(node, "name", "") == "cases"
            )
            if isinstance(node, ast.FunctionDef) and not data:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                size = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                assert size <= 25, f"{path.name}: {node.name} has {size} lines"
