"""The setup cell: install the helpers alone, or say in one sentence what to do."""

import importlib.util
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from publish import UNSET, current, restamp

ROOT = Path(__file__).parents[1]
START = ROOT / "notebooks" / "00_start_here.ipynb"
CELLS = json.loads(START.read_text(encoding="utf-8"))["cells"]
SETUP = next("".join(c["source"]) for c in CELLS if c["cell_type"] == "code")
BOOTSTRAP = restamp(SETUP.split("\n\nimport ")[0], current(ROOT), UNSET)
PUBLISHED = restamp(BOOTSTRAP, UNSET, "somebody/torchcourse")


@pytest.fixture
def pip(monkeypatch):
    """A machine without the helpers, and a pip that succeeds or fails as told."""
    calls = SimpleNamespace(commands=[], code=0)

    def run(command, **options):
        calls.commands.append(command)
        return SimpleNamespace(returncode=calls.code)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_with_the_helpers_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("installs"))
    for _ in range(2):
        exec(BOOTSTRAP, {})


def test_an_unpublished_copy_says_so_and_installs_nothing(pip):
    with pytest.raises(
        SystemExit, match="This copy is not published yet: open it from"
    ):
        exec(BOOTSTRAP, {})
    assert pip.commands == []


def test_a_published_copy_installs_the_helpers_alone(pip):
    exec(PUBLISHED, {})
    (command,) = pip.commands
    assert command[1:5] == ["-m", "pip", "install", "--quiet"]
    assert command[5:] == [
        "--no-deps",
        "https://github.com/somebody/torchcourse/archive/main.zip",
    ]


def test_without_internet_it_says_what_to_do(pip):
    pip.code = 1
    with pytest.raises(SystemExit, match="switch the internet on, then run this cell"):
        exec(PUBLISHED, {})


def test_both_messages_are_one_sentence():
    messages = [line for line in BOOTSTRAP.splitlines() if "sys.exit" in line]
    assert len(messages) == 2
    assert all(
        message.count(".") - message.count("sys.exit") == 1 for message in messages
    )
