"""`make publish`: one address in every badge and setup cell, or nothing changed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import stored_form
from publish import UNSET, current, files, publish, refusal, restamp, retag, shown, tag

import torchcourse
from torchcourse import exercises

ROOT = Path(__file__).parents[1]
LINK = re.compile(
    r"(?:github\.com/|github/|/gh/)([\w.-]+/[\w.-]+?)/blob/([\w.-]+)/([\w./-]+)"
)
HELPERS = re.compile(
    r'url = \\"https://github\.com/([^"]+)/archive/refs/tags/([^"]+)\.zip\\"'
)
ELSEWHERE = {"actions", "pytorch"}  # owners whose repositories the course links to


def snapshot(root):
    return {path: path.read_bytes() for path in files(root)}


@pytest.fixture
def copy(tmp_path):
    """A copy of what the course publishes."""
    for path in files(ROOT):
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    publish(tmp_path, UNSET)
    return tmp_path


def disagreements(root):
    """Return every badge, link and setup cell that leads anywhere else, or nowhere."""
    slug, release, found = current(root), tag(root), []
    for path in files(root):
        text = path.read_text(encoding="utf-8")
        for other, version, target in LINK.findall(text):
            if other.split("/")[0] in ELSEWHERE:
                continue
            right = release if target.endswith(".ipynb") else "main"
            if (other, version) != (slug, right) or not (root / target).is_file():
                found.append(f"{path.name}: {other}/{version}/{target}")
        setups = HELPERS.findall(text)
        found += [f"{path.name}: {x}" for x in setups if x != (slug, release)]
    return found


def unclean(notebooks):
    return [said for path in notebooks for said in stored_form.problems(path)]


def test_it_stamps_every_badge_and_setup_cell_and_back(copy):
    before, notebooks = snapshot(copy), sorted(copy.glob("notebooks/*.ipynb"))
    problems = unclean(notebooks)
    changed = publish(copy, "ada-1/Course.2026")
    names = {str(path.relative_to(copy)) for path in changed}
    assert {"README.md", "CITATION.cff", "pyproject.toml"} <= names
    assert len([name for name in names if name.endswith("ipynb")]) == len(notebooks)
    assert current(copy) == "ada-1/Course.2026"
    assert disagreements(copy) == []
    text = "".join(path.read_text(encoding="utf-8") for path in notebooks)
    ours = [link for link in LINK.findall(text) if link[0] == "ada-1/Course.2026"]
    assert len(ours) == 2 * len(notebooks)
    assert len(HELPERS.findall(text)) == len(notebooks)
    assert "/-owner-/torchcourse" not in text
    assert unclean(notebooks) == problems
    publish(copy, UNSET)
    assert snapshot(copy) == before


def test_a_new_version_is_stamped_into_every_badge_and_setup_cell(copy):
    publish(copy, "ada/course")
    about = copy / "pyproject.toml"
    text = about.read_text(encoding="utf-8")
    new = text.replace(f'version = "{tag(copy)[1:]}"', 'version = "1.10.0rc1"')
    about.write_text(new, encoding="utf-8")
    wrong = len(disagreements(copy))
    changed = publish(copy, "ada/course")
    assert len([path for path in changed if path.suffix == ".ipynb"]) == len(
        exercises.NOTEBOOKS
    )
    assert wrong >= 33 + 22  # three a notebook, and README's two for each
    assert disagreements(copy) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "github/a/b/blob/main/notebooks/1.ipynb",
            "github/a/b/blob/v2/notebooks/1.ipynb",
        ),
        ("/a/b/archive/refs/tags/v1.0.1.zip", "/a/b/archive/refs/tags/v2.zip"),
        ("github.com/a/b/blob/main/tools/x.py", "github.com/a/b/blob/main/tools/x.py"),
        ("/c/d/archive/refs/tags/v1.zip", "/c/d/archive/refs/tags/v1.zip"),
    ],
)
def test_only_badges_and_archives_are_tagged(old, new):
    assert retag(old, "a/b", "v2") == new


def test_the_package_has_the_version_of_its_tag():
    assert tag(ROOT) == f"v{torchcourse.__version__}"


HIDDEN = re.compile(r"<!--.*?-->", re.S)
TO_THE_WEB = re.compile(r"(\[Colab\]|\[Kaggle\]|git clone|\[zip\s+file\])")


def test_the_readme_leads_to_the_web_only_where_there_is_something(copy):
    def ways():
        page = HIDDEN.sub("", (copy / "README.md").read_text(encoding="utf-8"))
        assert "-owner-" not in page
        return len(TO_THE_WEB.findall(page))

    assert ways() == 0
    publish(copy, "ada/course")
    assert ways() == 2 * len(list(copy.glob("notebooks/*.ipynb"))) + 2
    publish(copy, UNSET)
    assert ways() == 0


@pytest.mark.parametrize("address", [UNSET, "ada/course"])
def test_a_page_that_shows_the_right_text_is_left_as_it_is(address):
    page = shown("<!-- published -->a\nb<!-- unpublished: c\nd -->, e", address)
    assert HIDDEN.sub("", page) == ("c\nd, e" if address == UNSET else "a\nb, e")
    assert shown(page, address) == page


def test_twice_is_once(copy):
    assert publish(copy, "ada/course")
    after = snapshot(copy)
    assert publish(copy, "ada/course") == []
    assert snapshot(copy) == after


def test_the_checkout_itself_agrees():
    assert disagreements(ROOT) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("README.md", "/notebooks/01_tensors.ipynb)", "/notebooks/99.ipynb)"),
        ("README.md", "github.com/-owner-/torchcourse/blob", "github.com/eve/x/blob"),
        ("README.md", "-owner-/torchcourse/blob/v", "-owner-/torchcourse/blob/w"),
        ("notebooks/00_start_here.ipynb", "-owner-/torchcourse/arch", "eve/x/arch"),
        (
            "notebooks/00_start_here.ipynb",
            "/archive/refs/tags/v",
            "/archive/refs/tags/w",
        ),
    ],
)
def test_a_badge_or_cell_that_leads_elsewhere_is_found(copy, name, old, new):
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert len(disagreements(copy)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "owner",
        "owner/",
        "/name",
        "owner/name/more",
        "-owner-/name",
        "-owner/name",
        "owner-/name",
        "own--er/name",
        "own_er/name",
        "o" * 40 + "/name",
        "owner/..",
        "owner/.",
        "owner/name.git",
        "owner/na me",
        "owner/name\n",
        "owner/" + "n" * 101,
        "https://github.com/owner/name",
        "owner/name; rm -rf .",
    ],
)
def test_a_malformed_address_is_refused_in_one_sentence(wrong):
    (sentence,) = refusal(wrong).splitlines()
    assert sentence.startswith("Give the repository as GitHub writes it, owner/name, ")
    assert sentence.endswith(".")


def test_a_malformed_address_changes_no_file(copy):
    before = snapshot(copy)
    with pytest.raises(ValueError, match="Give the repository as GitHub writes it"):
        publish(copy, "-owner-/name")
    assert snapshot(copy) == before


@pytest.mark.parametrize("good", [UNSET, "a/b", "A-b-1/x.y_z-", "o" * 39 + "/n"])
def test_a_well_formed_address_is_not_refused(good):
    assert refusal(good) is None


def test_when_a_text_cannot_be_written_no_file_changes(copy, monkeypatch):
    before, write, count = snapshot(copy), Path.write_bytes, 0

    def full_disk(path, data):
        nonlocal count
        count += 1
        if count == 5:
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space left"):
        publish(copy, "ada/course")
    assert snapshot(copy) == before
    assert not list(copy.rglob("*.part"))


def test_a_run_that_was_cut_off_is_completed_by_the_next(copy, monkeypatch):
    replace, count = os.replace, 0

    def cut_off(source, target):
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        publish(copy, "ada/course")
    assert current(copy) == UNSET
    monkeypatch.setattr(os, "replace", replace)
    publish(copy, "ada/course")
    assert disagreements(copy) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://github.com/a/b", "https://github.com/x/y"),
        (
            "git clone https://github.com/a/b.git",
            "git clone https://github.com/x/y.git",
        ),
        ("https://mybinder.org/v2/gh/a/b/main", "https://mybinder.org/v2/gh/x/y/main"),
        ("https://a.github.io/b/", "https://x.github.io/y/"),
        ("https://github.com/a/b-of-another", "https://github.com/a/b-of-another"),
        ("https://github.com/a/b.js", "https://github.com/a/b.js"),
        ("the path a/b", "the path a/b"),
    ],
)
def test_only_the_address_is_replaced(old, new):
    assert restamp(old, "a/b", "x/y") == new


def test_the_command_says_what_it_did(copy):
    def command(*arguments):
        script = copy / "tools" / "publish.py"
        done = subprocess.run(
            [sys.executable, str(script), *arguments], capture_output=True, text=True
        )
        return done.returncode, done.stdout, done.stderr

    code, said, _ = command("ada/course")
    assert code == 0
    assert re.match(r"ada/course: stamped into \d\d files\.\n", said)
    assert f"tag the commit {tag(ROOT)}" in said
    code, said, error = command("nobody")
    assert (code, said) == (1, "")
    assert error == (
        "Give the repository as GitHub writes it, owner/name, not 'nobody'.\n"
    )
    assert command()[2].endswith("as in make publish REPO=owner/name.\n")
