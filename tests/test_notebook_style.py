"""Every notebook has the form that learners, the site and the slides rely on.

One rule a function; each is shown a notebook that breaks it.
"""

import ast
import json
import re
from functools import cache
from pathlib import Path

import nbformat
import parts
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from small_notebook import ALT, BADGES, HOME, NAME, TAG, TASKS, complete

from torchcourse.exercises import NOTEBOOKS as EXERCISES

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROJECTS = ("04", "18")  # nothing depends on them
FORBIDDEN = (
    r"^\s*!|^\s*%%writefile|import \*|;\s*$|filterwarnings|simplefilter\(.ignore|"
    r"num_workers\s*=\s*[1-9]|\.cuda\(\)"
)
LAST = ["Without scrolling back", "Summary", "New words"]


class Notebook:
    """A notebook as the rules read it."""

    def __init__(self, path):
        self.path, self.name = path, path.stem
        self.node = nbformat.read(path, as_version=4)
        self.cells = self.node.cells
        self.code = [c.source for c in self.cells if c.cell_type == "code"]
        self.text = parts.prose(self.node)
        self.titles = re.findall(r"^## (.+)$", self.text, re.M)
        self.outputs = [out for c in self.cells for out in c.get("outputs", [])]


stored = cache(Notebook)  # for notebooks that no test writes


def setup_of(nb):
    return nb.code[0].split("\n\nfrom torchcourse ")[0]


def slugs(heading):
    """Return a heading as links name it: by MyST's and GitHub's rule, by docutils'."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*$]", r"\1", heading).strip().lower()
    dashed = re.sub(r"[^\w -]", "", words).replace(" ", "-")
    return {dashed, re.sub(r"[^a-z0-9]+", "-", words).strip("-")}


def dead_links(folder, text):
    """Return the links to other files of the course that lead nowhere."""
    dead = []
    for _, link in parts.LINK.findall(text):
        target, _, anchor = link.partition("#")
        if ":" in link or not target:
            continue
        path = (folder / target).resolve()
        ends = set()
        if path.suffix == ".ipynb" and path.exists():
            read = stored if path.parent == ROOT / "notebooks" else Notebook
            headings = re.findall(r"^#+ (.+)$", read(path).text, re.M)
            ends = {slug for heading in headings for slug in slugs(heading)}
        if not path.exists() or (anchor and ends and anchor not in ends):
            dead.append(link)
    return dead


# --- every notebook ------------------------------------------------------------------


def rule_title_and_badges(nb):
    first = nb.cells[0].source
    assert first.startswith(f"# {int(nb.name[:2])}. ")
    assert len(re.findall(r"^# ", nb.text, re.M)) == 1
    for badge in BADGES:
        assert f"{badge}{nb.name}.ipynb)" in first


def rule_goals_and_minutes(nb):
    """`python tools/budgets.py minutes` writes the numbers."""
    goals, start = nb.cells[1].source.split("**Before you start.**")
    assert goals.startswith("**Goals.**")
    assert parts.MINUTES.search(start)
    assert nb.cells[1].source.count("minutes") == 2


def rule_common_setup(nb):
    common = setup_of(nb)
    assert common == setup_of(stored(PATHS[0]))
    assert f'url = "{HOME}/archive/refs/tags/{TAG}.zip"' in common
    assert not re.search(r"\b(from|import) torch\b", common)  # threads are set first


def rule_exercises(nb):
    """In order, and each a heading with its minutes, a prompt, and a starter."""
    headings = re.findall(r"^### Your turn.*", nb.text, re.M)
    assert [h for h in headings if not parts.TASK.match(h)] == []
    assert "Exercises" not in nb.titles
    found, waits, sections = [], 0, 0
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^##.+", cell.source, re.M):
                assert not waits, f"no starter before {heading}"
                sections += heading.startswith("## ")
                waits = heading.startswith("### Your turn")
                assert sections or not waits
        elif asked := parts.CHECK.findall(cell.source):
            assert waits, f"{asked} has no heading"
            assert re.search(r"(^|= |return )\s*\.\.\.", cell.source, re.M)
            found, waits = found + asked, 0
    assert tuple(found) == EXERCISES[nb.name]


def rule_names_of_exercises(nb):
    """Else a learner's answer would change what later cells do, or be overwritten."""
    names = {name for several in EXERCISES.values() for name in several}
    for source in nb.code:
        own = set(parts.CHECK.findall(source))
        nodes = ast.walk(ast.parse(source))
        used = {getattr(n, "id", getattr(n, "name", "")) for n in nodes}
        assert not used & names - own


def rule_last_line(nb):
    names = list(EXERCISES)
    here = names.index(nb.name)
    said = [f"Previous: [{name}]({name}.ipynb)" for name in names[:here][-1:]]
    said += [f"Next: [{name}]({name}.ipynb)" for name in names[here + 1 :][:1]]
    said += ["Stuck? [Troubleshooting](../docs/troubleshooting.md)"]
    assert nb.cells[-1].source.splitlines()[-1] == " · ".join(said)


def rule_links_lead_somewhere(nb):
    assert dead_links(nb.path.parent, nb.text) == []


def rule_folds_are_closed(nb):
    assert nb.text.count("<details>") == nb.text.count("</details>")


def rule_code_follows_a_sentence(nb):
    kinds = [cell.cell_type for cell in nb.cells]
    assert all(kinds[i - 1] == "markdown" for i, k in enumerate(kinds) if k == "code")
    assert all(cell.source.strip() for cell in nb.cells)


def rule_nothing_forbidden(nb):
    assert [code for code in nb.code if re.search(FORBIDDEN, code, re.M)] == []


def rule_figures_in_words(nb):
    figures = [out for out in nb.outputs if "image/png" in out.get("data", {})]
    alts = [out.metadata.get("image/png", {}).get("alt", "") for out in figures]
    assert [alt for alt in alts if not 40 <= len(alt) <= 250] == []


def rule_figures_in_code(nb):
    drawn = [code for code in nb.code if re.search(r"plt\.subplots|\bshow\(", code)]
    ends = [ast.unparse(ast.parse(source).body[-1]) for source in drawn]
    assert [end for end in ends if not end.startswith("show(")] == []
    plain = [c for c in drawn if "plt." in c and not re.search(r"plotting\.[a-z]", c)]
    assert plain, "no figure is drawn by matplotlib alone, for learners to imitate"


def rule_nothing_on_stderr(nb):
    assert [out for out in nb.outputs if out.get("name") == "stderr"] == []


# --- the form, of rewritten notebooks ------------------------------------------------


def form_sections_are_in_order(nb):
    """From memory, sections, Deeper; then questions, answers, words."""
    first = ["From memory"] * (nb.name[:2] > "01")
    taught = nb.titles[len(first) : -len(LAST)]
    assert nb.titles == [*first, *taught, *LAST]
    assert not {"From memory", *LAST} & set(taught)
    deeper = [title.startswith("Deeper: ") for title in taught]
    assert deeper == sorted(deeper)
    assert deeper.count(False) >= 3


def form_three_questions_from_memory(nb):
    """Of the notebook before, of two or three back, of the first third."""
    asked = parts.questions(nb.node)
    names = [name for name in EXERCISES if name[:2] not in PROJECTS]
    before = [name for name in names if name < nb.name]
    assert len(asked) == 3 * (nb.name[:2] > "01")
    assert all(question.asked and question.answer for question in asked)
    assert "$" not in parts.section(nb.node, "From memory")
    assert all("#" in question.target for question in asked)
    sources = [question.target.partition(".ipynb")[0] for question in asked]
    places = before[-1:], before[-3:-1], before[: len(names) // 3]
    assert all(source in place for source, place in zip(sources, places, strict=False))


def form_as_many_questions_and_answers_as_goals(nb):
    goals = re.findall(r"^- ", nb.cells[1].source, re.M)
    counts = [len(parts.numbered(parts.section(nb.node, t))) for t in LAST[:2]]
    assert counts == [len(goals)] * 2
    assert 3 <= len(goals) <= 5


def form_at_most_eight_new_words(nb):
    words = parts.new_words(nb.node)
    assert 1 <= len([word for word in words if "(*Deeper*)" not in word]) <= 8
    listed = re.findall(r"^- .*", parts.section(nb.node, "New words"), re.M)
    assert len(listed) == len(words)
    assert all(re.match(r"\*\*.+?\*\*.*?: \S", word) for word in words)


def form_predictions_fold_their_answer(nb):
    asked = nb.text.split("> **Predict first.**")[1:]
    assert asked
    for text in asked:
        quoted = re.match(r".*(?:\n>.*)*", text)[0]
        assert "> <details><summary>Answer</summary>" in quoted


def form_one_short_idiom(nb):
    tagged = [c for c in nb.cells if parts.IDIOM in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0].source.count("\n") < 8


def form_fast_reading_takes_at_most_forty_minutes(nb):
    assert parts.reading(nb.node, deeper=False)[0] <= 40


RULES = [rule for name, rule in globals().items() if name.startswith("rule_")]
FORM = [rule for name, rule in globals().items() if name.startswith("form_")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES + FORM, ids=lambda rule: rule.__name__[5:])
def test_rule(rule, path):
    rule(stored(path))


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")))
def test_links_of_pages_lead_to_places_in_notebooks(path):
    assert dead_links(path.parent, path.read_text(encoding="utf-8")) == []


# --- each rule can fail --------------------------------------------------------------


@pytest.fixture
def write(tmp_path):
    """Return what writes a notebook 05 beside the files that it links to."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/troubleshooting.md").touch()
    (tmp_path / "notebooks").mkdir()
    for name in EXERCISES:
        stub = new_notebook(cells=[new_markdown_cell("## A place")])
        nbformat.write(stub, tmp_path / f"notebooks/{name}.ipynb")

    def written(notebook):
        nbformat.write(notebook, tmp_path / f"notebooks/{NAME}.ipynb")
        return Notebook(tmp_path / f"notebooks/{NAME}.ipynb")

    return written


def test_the_complete_notebook_keeps_every_rule(write):
    nb = write(complete())
    for rule in (*RULES, *FORM):
        rule(nb)


BROKEN = {  # by rule: what stands in the complete notebook, and what instead
    rule_title_and_badges: [
        ("# 5. ", "# 7. "),
        (f"{TAG}/notebooks", "main/notebooks"),
        ("## Two", "# Two"),
    ],
    rule_goals_and_minutes: [
        ("15 to 30 minutes", "a while"),
        ("You need it", "40 minutes"),
        ("**Goals.**", "Goals:"),
    ],
    rule_common_setup: [
        ("import sys", "import os"),
        ("try:  #", "import torch\n\ntry:  #"),
    ],
    rule_exercises: [
        (" (5 to 10 minutes)", ""),
        (f"check({TASKS[0]})", f"check({TASKS[1]})"),
        (f"check({TASKS[2]})", ""),
        ("return ...", "return 3"),
        ("## Two", "## Exercises"),
        (f"### Your turn: write {TASKS[0]}", "### Now"),
    ],
    rule_names_of_exercises: [("x = torch", "one_hot = torch")],
    rule_last_line: [(" · Stuck? ", ""), ("(06_momentum", "(07_momentum")],
    rule_links_lead_somewhere: [
        ("#a-place", "#no-place"),
        ("(03_autograd.ipynb", "(03_nothing.ipynb"),
    ],
    rule_folds_are_closed: [("</details>", "")],
    rule_code_follows_a_sentence: [("## Two\n\nLook.", "")],
    rule_nothing_forbidden: [
        ("x = torch.ones(2)", wrong)
        for wrong in (
            "!ls",
            "%%writefile f.py",
            "from torch import *",
            "x = 1;",
            "warnings.filterwarnings('ignore')",
            "DataLoader(x, num_workers=2)",
            "x.cuda()",
        )
    ],
    rule_figures_in_words: [(ALT, "A plot."), (ALT, "A plot. " * 40)],
    rule_figures_in_code: [
        ("show(fig, alt", "print(fig, alt"),
        ("plt.subplots()", "plotting.draw()"),
    ],
    rule_nothing_on_stderr: [("stdout", "stderr")],
    form_sections_are_in_order: [
        ("## From memory", "## Before"),
        ("## One", "## Deeper: one"),
        ("## New words", "## Words"),
    ],
    form_three_questions_from_memory: [
        ("3. Is it", "Is it"),
        ("(03_autograd.ipynb", "(00_start_here.ipynb"),
        ("(01_tensors.ipynb", "(04_build_autograd.ipynb"),
        ("Is it so?", "Is it $x$?"),
        ("#a-place", ""),
        ("<summary>Answer</summary>", ""),
    ],
    form_as_many_questions_and_answers_as_goals: [("3. c?", "c?"), ("\n- do a;", "")],
    form_at_most_eight_new_words: [
        ("- **term**: a meaning.", "- **term**: a meaning.\n" * 9),
        ("**term**", "term"),
    ],
    form_predictions_fold_their_answer: [("> <details>", "\n<details>")],
    form_one_short_idiom: [("x = torch.ones(2)", "x = 1\n" * 9), ("idiom", "no")],
    form_fast_reading_takes_at_most_forty_minutes: [("Read.", "word " * 5200)],
}
CASES = [(rule, *change) for rule, changes in BROKEN.items() for change in changes]


def test_every_rule_is_shown_a_notebook_that_breaks_it():
    assert {*RULES, *FORM} == BROKEN.keys()


@pytest.mark.parametrize(("rule", "old", "new"), CASES)
def test_the_rule_can_fail(rule, old, new, write):
    text = json.dumps(complete())
    old, new = json.dumps(old)[1:-1], json.dumps(new)[1:-1]
    assert old in text
    nb = write(nbformat.reads(text.replace(old, new, 1), as_version=4))
    with pytest.raises((AssertionError, ValueError)):
        rule(nb)
