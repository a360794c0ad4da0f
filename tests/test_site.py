"""The site, the slides and the solutions, on notebooks of a few cells."""

import base64
import re
import struct

import nbformat
import pytest
from alone import Site
from build_site import BADGE, ROOT, ROW, for_sphinx, for_the_site, table_of_notebooks
from build_solutions import solve, solved
from nbformat import v4
from small_notebook import TASKS, complete

ASKED = "def checkerboard(n):\n    return ...\n\n\ncheck(checkerboard)"
TABLE = """
| notebook | you learn to | minutes | open in |
|---|---|---|---|
| [00 Start here](notebooks/00_start_here.ipynb) | go | 15 to 30 | [Colab](c) |
| [01 Tensors](notebooks/01_tensors.ipynb) | shape | 120 to 240 | [Colab](c) |
"""


def notebook(*cells):
    made = {"md": v4.new_markdown_cell, "py": v4.new_code_cell}
    return v4.new_notebook(cells=[made[kind](source) for kind, source in cells])


def picture(alt):
    data = {"image/png": "iVBORw0KGgo="}
    return v4.new_output(
        "display_data", data, metadata={"image/png": {"alt": alt} if alt else {}}
    )


def drawn(alt, width, height):
    """Return a figure whose file has the size in its place, and no more."""
    output = picture(alt)
    head = bytes(16) + struct.pack(">II", width, height)
    output.data["image/png"] = base64.b64encode(head).decode()
    return output


def printed(text):
    return v4.new_output("stream", name="stdout", text=text)


def test_a_figure_and_a_badge_reach_the_site():
    badge = "[![Open in Colab](https://colab/badge.svg)](https://colab/00.ipynb)"
    stored = notebook(("md", badge), ("py", "show(fig)"))
    stored.cells[1].outputs = [picture("a line that falls")]
    made = for_the_site(stored)
    button = "[Open in Colab](https://colab/00.ipynb){.launch}"
    assert made.cells[0].source.startswith(f"{button}\n\n*You read the notebook")
    assert made.cells[1].metadata.mystnb.image.alt == "a line that falls"
    assert "mystnb" not in stored.cells[1].metadata, "the stored one is not touched"


def test_a_figure_without_alt_gets_none():
    stored = notebook(("py", "show(fig)"))
    stored.cells[0].outputs = [picture("")]
    assert "mystnb" not in for_the_site(stored).cells[0].metadata


def test_every_badge_of_the_course_is_understood():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        text = nbformat.read(path, as_version=4).cells[0].source
        assert [name for name, _ in BADGE.findall(text)] == [
            "Open in Colab",
            "Open in Kaggle",
        ], path.name


def test_the_table_is_the_readmes():
    table = table_of_notebooks(TABLE).splitlines()
    assert table[0].count("|") == 3
    assert table[2:4] == [
        "| [00 Start here](notebooks/00_start_here.ipynb)<br>15 to 30 minutes | go |",
        "| [01 Tensors](notebooks/01_tensors.ipynb)<br>120 to 240 minutes | shape |",
    ]
    assert table[-1].startswith("Together 2 notebooks, about 2 to 4 hours")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(ROW.findall(readme)) == readme.count("\n| [") > 0


def test_a_readme_without_the_table_is_refused():
    with pytest.raises(ValueError, match="no table of notebooks"):
        table_of_notebooks("| notebook | minutes |\n|---|---|\n| 00 | 15 |")


def test_links_lead_to_the_site_or_to_the_repository():
    page = "[a](../notebooks/01.ipynb#here) [b](../tools/x.py) [c](other.md)"
    assert for_sphinx(page, TABLE, "ada/course") == (
        "[a](notebooks/01.ipynb#here) "
        "[b](https://github.com/ada/course/blob/main/tools/x.py) [c](other.md)"
    )


@pytest.fixture(scope="module")
def slides():
    needed = "docs/requirements.txt is not installed: make slides"
    pytest.importorskip("markdown_it", reason=needed)
    pytest.importorskip("mdit_py_plugins", reason=needed)
    import build_slides

    return build_slides


def test_sections_begin_stacks_and_cells_follow_their_text(slides):
    made = list(
        slides.slides_of(
            notebook(
                ("md", "# 1. Title\n\nA promise."),
                ("md", "## First\n\nLook."),
                ("py", "1 + 1"),
                ("md", "More of it."),
            )
        )
    )
    assert [starts for starts, _ in made] == [True, True]
    assert "All slides of the course" in made[0][1]
    assert "<h2>First</h2>" in made[1][1]
    assert 'class="cell"' in made[1][1]
    assert made[1][1].endswith("<p>More of it.</p>\n")


def test_links_between_notebooks_lead_to_slides(slides):
    text = "[a](05_logistic.ipynb) [b](https://colab/05_logistic.ipynb)"
    ((_, made),) = slides.slides_of(notebook(("md", text)))
    assert 'href="05_logistic.html"' in made
    assert 'href="https://colab/05_logistic.ipynb"' in made


def test_one_line_stands_for_the_setup(slides):
    setup = "try:\n    from torchcourse import threads"
    cells = ("md", "**Goals.**\n\nRun the setup."), ("py", setup), ("md", "Ready.")
    ((_, made),) = slides.slides_of(notebook(*cells))
    assert "Setup: run the first cell" in made
    assert "threads" not in made
    assert "Run the setup." not in made


def test_a_figure_has_a_slide_and_its_reading_waits_after_a_question(slides):
    for text, waits in (("Which is higher?", True), ("Look.", False)):
        cells = ("md", f"## Loss\n\n{text}"), ("py", "show(fig)"), ("md", "It falls.")
        stored = notebook(*cells)
        stored.cells[1].outputs = [drawn("a line", 700, 400)]
        first, second = (slide for _, slide in slides.slides_of(stored))
        assert "<img" not in first
        assert second.startswith('<div class="figure"><p class="again">Loss</p><img')
        assert ('class="reading fragment"' in second) is waits
        assert "It falls." in second


def test_the_words_for_a_figure_are_its_alt_and_not_in_its_code(slides):
    code = 'show(\n    fig,\n    alt="A line "\n    "that falls.",\n)'
    stored = notebook(("py", code))
    stored.cells[0].outputs = [drawn("A line that falls.", 700, 400)]
    first, second = (slide for _, slide in slides.slides_of(stored))
    assert "that falls" not in first
    assert 'alt="A line that falls."' in second


def test_the_answer_waits_where_the_class_predicts_first(slides):
    cells = [("md", "## Quiz\n\n> **Predict first.** How many?"), ("py", "1 + 1")]
    made = list(slides.slides_of(notebook(*cells)))
    assert len(made) == 2
    assert "cell" not in made[0][1]


def titles_of(made):
    return [re.search(r"<(?:h\d|p)[^>]*>(.*?)</", slide)[1] for _, slide in made]


def test_tasks_stand_in_their_sections_and_solutions_before_the_recap(slides):
    made = list(slides.slides_of(complete()))
    recall = ["From memory"] * 3
    tasks = [f"Your turn: write {name} (5 to 10 minutes)" for name in TASKS]
    one, two, *_ = tasks
    solutions = ["Solutions follow", *(f"Solution: write {name}" for name in TASKS)]
    recap = ["Without scrolling back", "Summary", "New words"]
    titles = titles_of(made)
    assert titles[0] == "5. Gradient descent"
    assert titles[1:4] == recall, "a slide for each question, before anything else"
    assert [title for title in titles if title.startswith("Your turn")] == [
        *tasks,
        "Your turn",
    ]
    assert titles.index(one) < titles.index("Two") < titles.index(two)
    assert titles[titles.index("Your turn") + 1 :][: len(solutions)] == solutions
    assert titles[-3:] == recap
    starts = [title for (begins, _), title in zip(made, titles, strict=True) if begins]
    assert starts[-5:] == ["Your turn", "Solutions follow", *recap]
    task = made[titles.index(one)][1]
    assert f'id="exercise-{TASKS[0]}"' in task
    assert f'href="#/exercise-{TASKS[0]}"' in made[titles.index("Your turn")][1]


def test_each_solution_waits_for_a_key(slides):
    made = [slide for _, slide in slides.slides_of(complete())]
    first = next(i for i, slide in enumerate(made) if "Solution: " in slide)
    assert not any("no_grad" in slide for slide in made[:first])
    before, fragment, after = made[first].partition('class="cell fragment solution"')
    assert fragment
    assert "no_grad" in after
    assert "no_grad" not in before


def test_what_is_long_is_cut_and_nothing_is_lost(slides):
    from slides.render import LONGEST, pieces

    long = "\n".join(f"line {i}" + "\n" * (i % 7 == 0) for i in range(100))
    parts = pieces(long)
    assert max(len(part.splitlines()) for part in parts) <= LONGEST
    assert [line for part in parts for line in part.splitlines() if line] == [
        line for line in long.splitlines() if line
    ]
    assert pieces("") == [""]
    assert pieces("short\n\nand whole") == ["short\n\nand whole"]


def test_long_outputs_and_long_fences_get_slides_of_their_own(slides):
    fence = "```python\n" + "x = 1\n" * 30 + "```"
    cells = notebook(("md", f"## Script\n\nRead it.\n\n{fence}"), ("py", "print(x)"))
    cells.cells[1].outputs = [printed("1\n" * 60)]
    made = list(slides.slides_of(cells))
    assert [starts for starts, _ in made] == [True] + [False] * 5
    assert sum(slide.count('class="output"') for _, slide in made) == 3
    short = notebook(("md", "## Script"), ("py", "print(x)"))
    assert len(list(slides.slides_of(short))) == 1


def test_what_is_printed_is_text_and_no_html(slides):
    stored = notebook(("py", "print(x)"))
    stored.cells[0].outputs = [printed("<script>1 & 2</script>")]
    ((_, shown),) = slides.slides_of(stored)
    assert "&lt;script&gt;1 &amp; 2" in shown


def test_a_solution_replaces_the_starter_alone():
    source = solve(f"size = 3\n{ASKED}", "checkerboard")
    assert source.startswith("size = 3\n")
    assert source.endswith("\n\n\ncheck(checkerboard)")
    assert "return ..." not in source
    assert "board[::2, 1::2]" in source


def test_cells_without_a_check_stay_as_they_are():
    stored = notebook(("md", "check(f)"), ("py", 'hint("f")'), ("py", ASKED))
    made = solved(stored)
    assert [cell.source for cell in made.cells[:2]] == [
        cell.source for cell in stored.cells[:2]
    ]
    assert "board[::2, 1::2]" in made.cells[2].source
    assert stored.cells[2].source == ASKED, "the stored one is not touched"


def test_a_starter_by_another_name_is_noticed():
    with pytest.raises(KeyError, match="checkerboard"):
        solve(re.sub("checkerboard", "board", ASKED), "checkerboard")


@pytest.mark.slow
def test_a_dead_link_is_found_and_a_living_one_not(tmp_path):
    """By the settings that `make links` uses, on this machine's own pages."""
    needed = "docs/requirements.txt is not installed: make site"
    sphinx = pytest.importorskip("sphinx.cmd.build", reason=needed)
    with Site(tmp_path) as site:
        alive, gone = f"{site.url}/README.md", f"{site.url}/gone.html"
        text = f"# Links\n\n<{alive}> <{gone}> <https://github.com/-owner-/x>\n"
        (tmp_path / "README.md").write_text(text, encoding="utf-8")
        command = ["-q", "-b", "linkcheck", "-c", str(ROOT / "docs")]
        command += ["-D", "root_doc=README", "-D", "linkcheck_ignore=.*-owner-"]
        code = sphinx.main([*command, str(tmp_path), str(tmp_path / "out")])
    said = (tmp_path / "out" / "output.txt").read_text(encoding="utf-8")
    assert code == 1
    assert f"[broken] {gone}: 404" in said
    assert alive not in said
