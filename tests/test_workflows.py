"""The workflows: pinned, with least rights, and calling only what exists."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml")}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
MAY_WRITE = {"publish.yml": {"contents"}, "site.yml": {"pages", "id-token"}}


def problems(name, text):
    """Return what is wrong with a workflow, one line per problem."""
    flow, found = yaml.safe_load(text), []
    if flow.get("permissions") != {"contents": "read"}:
        found.append("more rights than reading, for every job")
    for job_name, job in flow["jobs"].items():
        rights = {k for k, v in (job.get("permissions") or {}).items() if v != "read"}
        if rights - MAY_WRITE.get(name, set()):
            found.append(f"{job_name}: may write {rights}")
        if not job.get("timeout-minutes"):
            found.append(f"{job_name}: no time limit")
        for step in job["steps"]:
            found += [f"{job_name}: {said}" for said in step_problems(step, text)]
    return found


def step_problems(step, text):
    if uses := step.get("uses"):
        pinned = re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", uses)
        if not pinned or not re.search(rf"{re.escape(uses)} # v\d", text):
            yield f"{uses} is not pinned by commit, with its version beside it"
    commands = step.get("run", "")
    if re.search(r"\$\{\{ *(github|inputs)\b", commands):
        yield "text from outside becomes a command"
    for line in re.sub(r"\$\{\{.*?\}\}", "chosen", commands).splitlines():
        for command in line.split("||"):
            yield from command_problems(shlex.split(command, comments=True))


def command_problems(words):
    program = Path(words[0]).name if words else ""
    if program == "make":
        unknown = [w for w in words[1:] if "=" not in w and w not in TARGETS]
        yield from (f"make knows no {word}" for word in unknown)
    for word in words[1:]:
        is_file = re.fullmatch(r"[\w./-]+\.(py|lock|txt|toml)", word)
        if is_file and not (ROOT / word).exists():
            yield f"there is no {word}"


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_workflow(name):
    assert problems(name, TEXTS[name]) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("tests.yml", "contents: read", "contents: write", "more rights"),
        ("tests.yml", "timeout-minutes: 40", "name: x", "no time limit"),
        ("tests.yml", r"checkout@\w{40}", "checkout@v6", "not pinned"),
        ("tests.yml", r" # v6\.0\.2", "", "not pinned"),
        ("tests.yml", "make lint", "make lnt", "make knows no lnt"),
        ("publish.yml", "tools/publish.py", "tools/p.py", "there is no tools/p.py"),
        ("weekly.yml", "requirements.lock", "req.lock", "there is no req.lock"),
        ("publish.yml", r"\$GITHUB_REPOSITORY", "${{ github.actor }}", "from outside"),
    ],
)
def test_a_broken_workflow_is_found(name, old, new, said):
    text = re.sub(old, new, TEXTS[name])
    if new == "req.lock":
        text = text.replace("REQUIREMENTS=req.lock", "")
    assert any(said in problem for problem in problems(name, text))


@pytest.mark.skipif(not shutil.which("bash"), reason="the step is written in bash")
def test_the_first_push_stamps_the_address_and_the_second_changes_nothing(tmp_path):
    """Run the step itself in a checkout that pushes to a folder on this machine."""
    steps = yaml.safe_load(TEXTS["publish.yml"])["jobs"]["stamp"]["steps"]
    checkout = tmp_path / "checkout"
    (checkout / "tools").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "tools/publish.py"):
        shutil.copy(ROOT / name, checkout / name)

    def run(*command):
        nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            command,
            cwd=checkout,
            env={**os.environ, **nobody, "GITHUB_REPOSITORY": "ada/course"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    run("python3", "tools/publish.py", "-owner-/torchcourse")
    run("git", "init", "--quiet", "--bare", "--initial-branch=main", "../remote")
    run("git", "init", "--quiet", "--initial-branch=main")
    run("git", "remote", "add", "origin", "../remote")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    run("git", "add", ".")
    run("git", *who, "commit", "--quiet", "--message", "Begin")
    run("git", "push", "--quiet", "--set-upstream", "origin", "main")
    for _ in range(2):
        run("bash", "-e", "-c", steps[-1]["run"])
        assert run("git", "log", "--format=%s", "origin/main").splitlines() == [
            "Publish as ada/course",
            "Begin",
        ]
    assert "github.com/ada/course/" in run("git", "show", "origin/main:README.md")
