"""The pages to look things up in are those of the notebooks."""

import look_up
import nbformat
import pytest
from small_notebook import complete


@pytest.mark.parametrize("name", ["recall", "cheat_sheet"])
def test_the_page_is_as_the_notebooks_say(name):
    """If not: `python tools/look_up.py`."""
    page = (look_up.ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    assert page == getattr(look_up, name)(look_up.ROOT)


def test_questions_stand_below_the_notebook_that_answers_them(tmp_path):
    (tmp_path / "notebooks").mkdir()
    nbformat.write(complete(), tmp_path / "notebooks/05_gradient_descent.ipynb")
    for question in look_up.parts.questions(complete()):
        name = question.target.partition("#")[0]
        title = nbformat.v4.new_markdown_cell(f"# Title of {name[:2]}")
        stub = nbformat.v4.new_notebook(cells=[title])
        nbformat.write(stub, tmp_path / "notebooks" / name)
    page = look_up.recall(tmp_path)
    below = {part[:11]: part for part in page.split("\n## ")[1:]}
    assert list(below) == ["Title of 01", "Title of 02", "Title of 03"]
    assert all(f"[{title[-2:]}, A place]" in below[title] for title in below)
    assert page.count("<details>") == 3


def test_a_notebook_without_words_and_idiom_is_left_out(tmp_path):
    (tmp_path / "notebooks").mkdir()
    nbformat.write(complete(), tmp_path / "notebooks/05_gradient_descent.ipynb")
    bare = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 6. Bare")])
    nbformat.write(bare, tmp_path / "notebooks/06_bare.ipynb")
    page = look_up.cheat_sheet(tmp_path)
    assert "6. Bare" not in page
    assert all(word in page for word in look_up.parts.new_words(complete()))
    assert look_up.parts.idiom(complete()) in page
