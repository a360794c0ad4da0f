"""Build the site into build/site: the notebooks as they are stored, and docs/.

    python tools/build_site.py

Nothing is executed. `make site` installs what this needs, and trains the network of the
page that reads handwriting. The interactive figures become pages, play/NAME.html.
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from publish import current

from torchcourse import play

ROOT = Path(__file__).resolve().parents[1]
SOURCE, SITE = ROOT / "build/site-source", ROOT / "build/site"
KATEX = ROOT / "docs/node_modules/katex/dist"
PAGE = ROOT / "build/draw_a_digit.html"
UNUSED = shutil.ignore_patterns("node_modules", "*.json", "*.txt", "__pycache__")
BADGE = re.compile(r"\[!\[(Open in \w+)\]\([^)]*\)\]\(([^)]*)\)")
ROW = re.compile(
    r"^\| (\[[^]]+\]\(notebooks/[^)]+\)) \| ([^|]+) \| (\d+) to (\d+) \|", re.M
)
AS_IT_RAN = (
    "*You read the notebook as it ran. To change and run it, open it by one of these "
    "buttons (Colab and Kaggle ask for a free account), or on your own computer.*"
)
HERE_COMES_THE_TABLE = "<!-- the table of notebooks, from README.md -->"


def for_the_site(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with alternative texts and buttons where the site expects them.

    The setup cell, the same in all notebooks, is folded.
    """
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if "from torchcourse import threads" in cell.source:
            cell.metadata["tags"] = ["hide-input"]
            cell.metadata["mystnb"] = {"code_prompt_show": "Show the setup"}
        if cell.cell_type == "markdown":  # pages of docs/ stand above the notebooks
            cell.source = cell.source.replace("](../docs/", "](../")
        if cell.cell_type == "markdown" and BADGE.search(cell.source):
            buttons = BADGE.sub(r"[\1](\2){.launch}", cell.source)
            cell.source = f"{buttons}\n\n{AS_IT_RAN}"
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return notebook


def table_of_notebooks(readme: str) -> str:
    """Return README's table without its buttons, and the sum of its minutes.

    The minutes stand below the title, where a phone does not cut them off.

    Raises:
        ValueError: If the README has no such table.
    """
    rows = ROW.findall(readme)
    if not rows:
        raise ValueError("README.md has no table of notebooks with their minutes.")
    lines = [
        f"| {link}<br>{fast} to {careful} minutes | {what} |"
        for link, what, fast, careful in rows
    ]
    hours = [round(sum(int(row[i]) for row in rows) / 60) for i in (2, 3)]
    head = ["| notebook | you learn to |", "|---|---|"]
    together = "about {} to {} hours with their exercises".format(*hours)
    sums = f"Together {len(rows)} notebooks, {together} (estimated)."
    return "\n".join([*head, *lines, "", sums])


def for_sphinx(page: str, readme: str, repository: str) -> str:
    """Return a page of docs/ with its links and its table as the site needs them."""
    page = page.replace("](../notebooks/", "](notebooks/")  # neighbors; here, not
    page = page.replace("](../", f"](https://github.com/{repository}/blob/main/")
    if HERE_COMES_THE_TABLE in page:
        page = page.replace(HERE_COMES_THE_TABLE, table_of_notebooks(readme))
    return page


def assemble() -> None:
    """Copy pages, notebooks and what the pages need into one folder for Sphinx."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE, ignore=UNUSED)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in SOURCE.glob("*.md"):
        text = for_sphinx(page.read_text(encoding="utf-8"), readme, current(ROOT))
        page.write_text(text, encoding="utf-8")
    (SOURCE / "notebooks").mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = for_the_site(nbformat.read(path, as_version=4))
        nbformat.write(notebook, SOURCE / "notebooks" / path.name)
    katex = SOURCE / "_static/katex"
    shutil.copytree(KATEX / "fonts", katex / "fonts")
    shutil.copy(KATEX / "katex.min.css", katex)


def write_figures(folder: Path) -> None:
    """Write every interactive figure as a page of its own."""
    folder.mkdir()
    for name in play.__all__:
        page = getattr(play, name)().page()
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def main() -> int:
    if not (KATEX.exists() and PAGE.exists()):
        sys.exit("Parts of the site are missing: run `make site`, which makes them.")
    from sphinx.cmd.build import main as sphinx

    assemble()
    shutil.rmtree(SITE, ignore_errors=True)  # no page of a notebook that is gone
    doctrees = SOURCE.with_name("site-doctrees")
    options = ["-q", "-W", "--keep-going", "-E", "-b", "html", "-d", str(doctrees)]
    status = sphinx([*options, str(SOURCE), str(SITE)])
    # Ten icons are drawn in icons.css; the theme's script of all icons weighs 1.5 MB.
    (SITE / "_static/scripts/fontawesome.js").write_text("", encoding="utf-8")
    for template in (SITE / "_static").glob("*.html"):
        template.unlink()  # the theme's, and no page
    shutil.copy(PAGE, SITE)
    write_figures(SITE / "play")
    return status


if __name__ == "__main__":
    sys.exit(main())
