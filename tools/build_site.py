"""Build the site into build/site: the notebooks as they are stored, and docs/.

    python tools/build_site.py

Nothing is executed but notebook 10, which writes the page that reads handwriting.
"""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from sphinx.cmd.build import main as sphinx

ROOT = Path(__file__).resolve().parents[1]
SOURCE, SITE = ROOT / "build/site-source", ROOT / "build/site"
KATEX = ROOT / "docs/node_modules/katex/dist"
UNUSED = shutil.ignore_patterns("node_modules", "*.json", "*.txt", "__pycache__")
BADGE = re.compile(r"\[!\[(Open in \w+)\]\([^)]*\)\]\(([^)]*)\)")


def for_the_site(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with alternative texts and buttons where the site expects them."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BADGE.sub(r"[\1](\2){.launch}", cell.source)
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return notebook


def assemble() -> None:
    """Copy pages, notebooks and what the pages need into one folder for Sphinx."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", SOURCE, ignore=UNUSED)
    for page in SOURCE.glob("*.md"):  # docs/ and notebooks/ are neighbors; here, not
        text = page.read_text(encoding="utf-8").replace(
            "](../notebooks/", "](notebooks/"
        )
        page.write_text(text, encoding="utf-8")
    (SOURCE / "notebooks").mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        nbformat.write(
            for_the_site(nbformat.read(path, as_version=4)),
            SOURCE / "notebooks" / path.name,
        )
    katex = SOURCE / "_static/katex"
    shutil.copytree(KATEX / "fonts", katex / "fonts")
    shutil.copy(KATEX / "katex.min.css", katex)


def main() -> int:
    if not KATEX.exists():
        sys.exit("The site's fonts are missing: run `make site`, which installs them.")
    assemble()
    status = sphinx(["-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(SITE)])
    # Ten icons are drawn in icons.css; the theme's script of all icons weighs 1.5 MB.
    (SITE / "_static/scripts/fontawesome.js").write_text("", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
