"""Every notebook keeps the house style: one rule a function, one assertion a rule.

Each rule is also shown a notebook that breaks it (``BROKEN``, at the end), because a
rule counts only if it can fail.
"""

import ast
import copy
import io
import json
import re
import tokenize
import tomllib
from pathlib import Path
from statistics import median

import pytest

from torchcourse.exercises import NOTEBOOKS as EXERCISES

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOME = PROJECT["project"]["urls"]["Homepage"]
SLUG = HOME.removeprefix("https://github.com/")
TAG = f"v{PROJECT['project']['version']}"
BADGES = (
    "https://colab.research.google.com/github/{slug}/blob/{tag}/notebooks/{name}",
    "https://kaggle.com/kernels/welcome?src=https://github.com/{slug}/blob/{tag}/"
    "notebooks/{name}",
)
WAITING = {"check", "hint", "progress", "solution"}  # imported for the learner to use
FORBIDDEN = {
    "a shell command": r"^\s*!",
    "writing a file": r"^\s*%%writefile",
    "a star import": r"import \*",
    "a trailing semicolon": r";\s*$",
    "a warning filter": r"filterwarnings|simplefilter\(.ignore",
    "loader workers": r"num_workers\s*=\s*[1-9]",
    "a hard-coded GPU": r"\.cuda\(\)",
}
BANNED = (
    r"\b(simply|just|obviously|easy|easily)\b|(?<!\!)!(?![=\[])|[\U0001F300-\U0001FAFF]"
)


class Notebook:
    """A notebook as the rules read it."""

    def __init__(self, name, data, size):
        self.name, self.size = name, size
        self.cells = data["cells"]
        self.sources = ["".join(cell["source"]) for cell in self.cells]
        self.code = self._of("code")
        self.prose = self._of("markdown")
        self.text = "\n".join(self.prose)

    def _of(self, kind):
        pairs = zip(self.cells, self.sources, strict=True)
        return [source for cell, source in pairs if cell["cell_type"] == kind]

    def section(self, title):
        """Return the text from a heading of level 2 to the next."""
        found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", self.text, re.M | re.S)
        return found[1] if found else ""

    def figures(self):
        outputs = [o for cell in self.cells for o in cell.get("outputs", [])]
        return [o for o in outputs if "image/png" in o.get("data", {})]


def read(path):
    text = path.read_text(encoding="utf-8")
    return Notebook(path.name, json.loads(text), len(text.encode()))


def words(markdown):
    markdown = re.sub(
        r"!\[[^\]]*\]\([^)]*\)|<[^>]+>|```.*?```", " ", markdown, flags=re.S
    )
    return markdown.split()


def lines(code):
    return [line for line in code.splitlines() if line.strip()]


def outside_code(markdown):
    """Return prose without code, formulas, links' targets and HTML."""
    noise = r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<[^>]+>"
    return re.sub(noise, " ", markdown, flags=re.S)


# --- anatomy -----------------------------------------------------------------------


def rule_title_has_the_number_of_the_file(nb):
    assert nb.prose[0].startswith(f"# {int(nb.name[:2])}. ")


def rule_one_title(nb):
    assert len(re.findall(r"^# ", nb.text, re.M)) == 1


def rule_promise_in_forty_words(nb):
    promise = nb.prose[0].split("\n\n")[1]
    assert 0 < len(words(promise)) <= 40


def rule_badges_open_this_notebook(nb):
    links = [badge.format(slug=SLUG, tag=TAG, name=nb.name) for badge in BADGES]
    assert all(f"({link})" in nb.prose[0] for link in links)


def rule_three_to_five_goals(nb):
    goals = nb.prose[1].split("**Before you start.**")[0]
    assert goals.startswith("**Goals.**")
    assert 3 <= len(re.findall(r"^- ", goals, re.M)) <= 5


def rule_before_you_start_tells_the_minutes(nb):
    assert re.search(r"\*\*Before you start\.\*\*.*\d+ minutes", nb.prose[1], re.S)


def rule_setup_cell_is_the_common_one(nb):
    common, _ = read(PATHS[0]).code[0].split("\n\nfrom torchcourse ")
    assert nb.code[0].split("\n\nfrom torchcourse ")[0] == common


def rule_setup_cell_installs_the_projects_release(nb):
    assert f'url = "{HOME}/archive/refs/tags/{TAG}.zip"' in nb.code[0]


def rule_setup_cell_has_at_most_twenty_lines(nb):
    assert len(lines(nb.code[0])) <= 20


def rule_setup_imports_torchcourse_before_torch(nb):
    """By the import that is not indented: that under `try` may have failed."""
    torchs = re.search(r"\b(from|import) torch\b", nb.code[0])
    assert nb.code[0].find("\nfrom torchcourse ") in range(torchs.start())


def rule_setup_imports_are_used(nb):
    nodes = [n for n in ast.walk(ast.parse(nb.code[0])) if hasattr(n, "names")]
    names = {(alias.asname or alias.name) for n in nodes for alias in n.names}
    code = "\n".join(nb.code)
    assert all(
        len(re.findall(rf"\b{name}\b", code)) > 1
        for name in names - WAITING - {"threads", "torch"}
    )


def rule_sections_end_in_exercises_and_summary(nb):
    titles = re.findall(r"^## (.+)$", nb.text, re.M)
    titles = [title for title in titles if title != "The map"]
    assert titles[-2:] == ["Exercises", "Summary"]
    assert 4 <= len(titles) - 2 <= 9


def rule_exercises_are_those_of_the_list_in_order(nb):
    headings = re.findall(r"^### Exercise: \S", nb.text, re.M)
    checked = re.findall(r"^check\((\w+)\)", "\n".join(nb.code), re.M)
    assert tuple(checked) == EXERCISES[nb.name.removesuffix(".ipynb")]
    assert len(headings) == len(checked)


def rule_no_other_cell_uses_the_name_of_an_exercise(nb):
    """Else a learner's answer would change what later cells do, or be overwritten."""
    names = {name for several in EXERCISES.values() for name in several}
    for source in nb.code:
        own = set(re.findall(r"^check\((\w+)\)", source, re.M))
        used = {
            getattr(n, "id", getattr(n, "name", ""))
            for n in ast.walk(ast.parse(source))
        }
        assert not used & names - own


def rule_starters_hold_dots(nb):
    starters = [source for source in nb.code if re.search(r"^check\(", source, re.M)]
    assert all(re.search(r"(^|= |return )\s*\.\.\.", s, re.M) for s in starters)


def rule_summary_has_one_bullet_per_goal(nb):
    goals = re.findall(r"^- ", nb.prose[1].split("**Before")[0], re.M)
    assert len(re.findall(r"^- ", nb.section("Summary"), re.M)) == len(goals)


def rule_ends_in_links_to_existing_neighbors(nb):
    last = nb.prose[-1].strip().splitlines()[-1]
    targets = re.findall(r"\]\(([\w.]+ipynb)\)", last)
    names = [path.name for path in PATHS]
    here = names.index(nb.name)
    assert targets == [*names[here - 1 : here], *names[here + 1 : here + 2]]


def rule_asks_before_it_shows(nb):
    assert "**Predict first.**" in nb.text
    assert nb.text.count("<details>") == nb.text.count("</details>")
    assert nb.text.count("**Predict first.**") <= nb.text.count("<details>")


# --- size --------------------------------------------------------------------------


def rule_at_most_sixty_cells_none_empty(nb):
    assert len(nb.cells) <= 60
    assert all(source.strip() for source in nb.sources)


def rule_at_most_130_words_a_cell(nb):
    assert max(len(words(source)) for source in nb.prose) <= 130


def rule_at_most_600_kilobytes(nb):
    assert nb.size <= 600_000


def rule_short_code_cells(nb):
    counts = [len(lines(source)) for source in nb.code]
    assert median(counts) <= 8
    assert max(counts) <= 25


def rule_narrow_code(nb):
    code = re.sub(r"\S*https://\S*$", "", "\n".join(nb.code), flags=re.M)
    assert max(map(len, code.splitlines())) <= 88


def rule_few_comments(nb):
    total = sum(len(lines(source)) for source in nb.code)
    assert sum(map(comments, nb.code)) <= 0.12 * total


def comments(source):
    tokens = tokenize.generate_tokens(io.StringIO(source + "\n").readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


# --- cells -------------------------------------------------------------------------


def rule_code_follows_a_sentence(nb):
    kinds = [cell["cell_type"] for cell in nb.cells]
    assert all(kinds[i - 1] == "markdown" for i, k in enumerate(kinds) if k == "code")


def rule_nothing_forbidden(nb):
    code = "\n".join(nb.code)
    found = [name for name, form in FORBIDDEN.items() if re.search(form, code, re.M)]
    assert found == []


def rule_figures_have_a_text_of_40_to_250_characters(nb):
    alts = [
        f.get("metadata", {}).get("image/png", {}).get("alt", "") for f in nb.figures()
    ]
    assert all(40 <= len(alt) <= 250 for alt in alts), alts


def rule_figure_cells_end_in_show(nb):
    drawn = [
        source for source in nb.code if "plt.subplots" in source or "show(" in source
    ]
    ends = [ast.parse(source).body[-1] for source in drawn]
    assert all(ast.unparse(end).startswith("show(") for end in ends)


def rule_nothing_on_stderr(nb):
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    assert all(output.get("name") != "stderr" for output in outputs)


def rule_plain_words(nb):
    assert re.findall(BANNED, outside_code(nb.text), re.I) == []


RULES = [rule for name, rule in sorted(globals().items()) if name.startswith("rule_")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__[5:])
def test_style(rule, path):
    rule(read(path))


# --- each rule can fail --------------------------------------------------------------


def markdown(text):
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text):
    cell = {"cell_type": "code", "metadata": {}, "source": text, "outputs": []}
    return {**cell, "execution_count": 1}


def replaced(old, new):
    """Break a notebook by replacing text in the first cell that holds it."""

    def change(cells):
        cell = next(c for c in cells if old in "".join(c["source"]))
        cell["source"] = "".join(cell["source"]).replace(old, new, 1)

    return change


def inserted(*new):
    """Break a notebook by inserting cells after the setup cell."""

    def change(cells):
        cells[4:4] = copy.deepcopy(list(new))

    return change


def with_warning(text):
    stream = {"output_type": "stream", "name": "stderr", "text": text}
    return {**code("warn()"), "outputs": [stream]}


def with_figure(alt):
    picture = {"data": {"image/png": ""}, "metadata": {"image/png": {"alt": alt}}}
    return {
        **code("show(fig)"),
        "outputs": [{**picture, "output_type": "display_data"}],
    }


BROKEN = {
    rule_title_has_the_number_of_the_file: replaced("# 0. ", "# 7. "),
    rule_one_title: inserted(markdown("# Another title")),
    rule_promise_in_forty_words: replaced("In ten seconds", "word " * 41),
    rule_badges_open_this_notebook: replaced(
        f"/blob/{TAG}/notebooks/00", f"/blob/{TAG}/01"
    ),
    rule_three_to_five_goals: replaced("\n- ", "\n- a\n- b\n- "),
    rule_before_you_start_tells_the_minutes: replaced("15 minutes", "a while"),
    rule_setup_cell_is_the_common_one: replaced("import sys", "import os"),
    rule_setup_cell_installs_the_projects_release: replaced(
        f"/refs/tags/{TAG}", "/refs/heads/main"
    ),
    rule_setup_cell_has_at_most_twenty_lines: replaced(
        "set_style()", "set_style()\nx = 1\ny = 2"
    ),
    rule_setup_imports_torchcourse_before_torch: replaced(
        "from torchcourse import check", "import torch\nfrom torchcourse import check"
    ),
    rule_setup_imports_are_used: replaced(
        "import torch\n", "import torch\nimport math\n"
    ),
    rule_sections_end_in_exercises_and_summary: replaced("## Summary", "## Farewell"),
    rule_exercises_are_those_of_the_list_in_order: replaced(
        "check(sum_of_entries)", "check(total)"
    ),
    rule_no_other_cell_uses_the_name_of_an_exercise: inserted(code("one_hot = 1")),
    rule_starters_hold_dots: replaced("return ...", "return 3"),
    rule_summary_has_one_bullet_per_goal: replaced("\n- Seven", "\nSeven"),
    rule_ends_in_links_to_existing_neighbors: replaced(
        "](01_tensors.ipynb)", "](99_nowhere.ipynb)"
    ),
    rule_asks_before_it_shows: replaced("</details>", ""),
    rule_at_most_sixty_cells_none_empty: inserted(markdown(" ")),
    rule_at_most_130_words_a_cell: inserted(markdown("word " * 131)),
    rule_at_most_600_kilobytes: inserted(markdown("x" * 700_000)),
    rule_short_code_cells: inserted(code("x = 1\n" * 26)),
    rule_narrow_code: inserted(code("x = " + "1" * 85)),
    rule_few_comments: inserted(code("# a comment\n" * 100)),
    rule_code_follows_a_sentence: inserted(code("x = 1"), code("y = 2")),
    rule_nothing_forbidden: inserted(code("!ls")),
    rule_figures_have_a_text_of_40_to_250_characters: inserted(with_figure("A plot.")),
    rule_figure_cells_end_in_show: inserted(code("show(fig)\nx = 1")),
    rule_nothing_on_stderr: inserted(with_warning("UserWarning: lr_scheduler")),
    rule_plain_words: inserted(markdown("This is simply wonderful.")),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__[5:])
def test_the_rule_can_fail(rule):
    data = json.loads(PATHS[0].read_text(encoding="utf-8"))
    BROKEN[rule](data["cells"])
    with pytest.raises(AssertionError):
        rule(Notebook(PATHS[0].name, data, len(json.dumps(data))))


@pytest.mark.parametrize(
    "wrong",
    [
        "%%writefile f.py",
        "from torch import *",
        "x = 1;",
        "warnings.filterwarnings('ignore')",
        "DataLoader(x, num_workers=2)",
        "x.cuda()",
    ],
)
def test_every_forbidden_construct_is_found(wrong):
    data = json.loads(PATHS[0].read_text(encoding="utf-8"))
    inserted(code(wrong))(data["cells"])
    with pytest.raises(AssertionError):
        rule_nothing_forbidden(Notebook("", data, 0))
