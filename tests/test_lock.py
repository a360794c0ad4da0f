"""The lock: every requirement at its version, every file by its hash, no registry."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WANTED = (ROOT / "requirements.txt").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRY = re.compile(
    r"([\w.-]+)==([\w.+!-]+)( ; [^\\#]+)?((?: --hash=sha256:[0-9a-f]{64})+)"
)


def pins(text):
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", text, re.M))


def problems(wanted, lock):
    """Return what is wrong with a lock, one line per problem."""
    lines = [line for line in lock.splitlines() if not line.startswith("#")]
    entries = re.sub(r" ?\\\n +", " ", "\n".join(lines)).splitlines()
    found = [f"no hashes: {e[:40]}" for e in entries if not ENTRY.fullmatch(e.strip())]
    locked = pins("\n".join(entries))
    for name, version in pins(wanted).items():
        if locked.get(name) != version:
            found.append(f"{name} {version} is locked as {locked.get(name)}: make lock")
    return found + re.findall(r"https?://\S+|--(?:index|find|extra|trusted)\S+", lock)


def test_the_lock_holds_every_requirement_with_hashes():
    assert len(pins(WANTED)) >= 14
    assert problems(WANTED, LOCK) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"^torch==2.*?\n", "torch==2.14.0 \\\\\n"),
        (r"^numpy==(.|\n)*?(?=^\w)", ""),
        (r"^(six==\S+)(.|\n)*?(?=^\w)", r"\1\n"),
        (r"sha256:....", "sha256:"),
        (r"^six", "--extra-index-url https://example.org/simple\nsix"),
    ],
)
def test_a_broken_lock_is_found(old, new):
    broken = re.sub(old, new, LOCK, count=1, flags=re.M)
    assert broken != LOCK
    assert problems(WANTED, broken)
