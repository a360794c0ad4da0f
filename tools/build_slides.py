"""Turn every stored notebook into slides, in build/slides: same source, large type.

    python tools/build_slides.py

The pages need no network and no server: open build/slides/index.html.
"""

import html
import re
import shutil
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from parts import is_setup, title
from slides.exercises import anchored, asked_in, overview, solutions
from slides.render import Block, code_block, ended, output_blocks, text_blocks
from slides.stacks import lay_out

ROOT = Path(__file__).resolve().parents[1]
SLIDES, PARTS = ROOT / "build/slides", ROOT / "tools/slides"
MODULES = ROOT / "docs/node_modules"
SETUP = "Setup: run the first cell of code; it prints nothing when all is well."
MEMORY = "## From memory"
RECAP = ("<h2>Without scrolling back", "<h2>Summary")
HOME = '<p class="home"><a href="index.html">All slides of the course</a></p>'


def blocks_of(notebook: NotebookNode) -> Iterator[Block]:
    """Yield the notebook as blocks; one line stands for the cell of the setup."""
    cells = [*notebook.cells, nbformat.v4.new_markdown_cell()]
    for cell, after in pairwise(cells):
        if cell.cell_type == "markdown":
            blocks = list(text_of(cell.source))
            if is_setup(after):
                blocks[-1:] = text_blocks(SETUP)
            if cell.source.startswith("# "):
                blocks = ended([*blocks, Block("text", HOME, 60)])
            yield from blocks
        elif not is_setup(cell):
            code = code_block(cell.source)
            if asked_in(code):
                yield from ended([code])
            else:
                yield code
                for output in cell.outputs:
                    yield from output_blocks(output)


def text_of(source: str) -> Iterator[Block]:
    """Yield a text's blocks; each question from memory has a slide of its own."""
    if not source.startswith(MEMORY):
        yield from text_blocks(source)
        return
    first, *questions = re.split(r"^(?=\d+\. )", source, flags=re.M)
    yield from text_blocks(first)
    for question in questions:
        yield from ended(list(text_blocks(question)))


def sections_of(notebook: NotebookNode) -> list[list[Block]]:
    """Return what becomes a stack each; tasks and solutions stand before the recap.

    Where there are questions from memory, only the title comes before them.
    """
    blocks, titles = anchored(list(blocks_of(notebook)))
    sections: list[list[Block]] = [[]]
    for block in blocks:
        if block.content.startswith(("<h1", "<h2")) and sections[-1]:
            sections.append([])
        sections[-1].append(block)
    heads = [section[0].content if section else "" for section in sections]
    if titles:
        end = (i for i, head in enumerate(heads) if head.startswith(RECAP))
        place = next(end, len(heads))
        sections[place:place] = [overview(titles), solutions(titles)]
    if heads[1:] and heads[1].startswith(f"<h2>{MEMORY[3:]}"):
        cut = next((i for i, block in enumerate(sections[0]) if block.ends), 0) + 1
        sections[:2] = [sections[0][:cut], sections[1], sections[0][cut:]]
    return [section for section in sections if section]


def slides_of(notebook: NotebookNode) -> Iterator[tuple[bool, str]]:
    """Yield slides in order: whether a section begins, and the slide's HTML."""
    for section in sections_of(notebook):
        for i, slide in enumerate(lay_out(section)):
            yield i == 0, slide


def page(notebook: NotebookNode) -> str:
    """Return the page of a notebook: a stack of slides for each of its sections."""
    stacks: list[list[str]] = []
    for starts, slide in slides_of(notebook):
        if starts:
            stacks.append([])
        stacks[-1].append(f'<section><div class="slide">{slide}</div></section>')
    body = "\n".join(f"<section>{''.join(stack)}</section>" for stack in stacks)
    template = (PARTS / "page.html").read_text(encoding="utf-8")
    heading = html.escape(title(notebook))
    return template.replace("{title}", heading).replace("{slides}", body)


def main() -> None:
    if not MODULES.exists():
        sys.exit("reveal.js is missing: run `make slides`, which installs it.")
    shutil.rmtree(SLIDES, ignore_errors=True)
    sources = shutil.ignore_patterns("*.html", "*.py", "__pycache__")
    shutil.copytree(PARTS, SLIDES / "parts", ignore=sources)
    for name in ("reveal.js", "reveal.css"):
        shutil.copy(MODULES / "reveal.js/dist" / name, SLIDES / "parts")
    for name in ("katex.min.js", "katex.min.css"):
        shutil.copy(MODULES / "katex/dist" / name, SLIDES / "parts")
    shutil.copytree(MODULES / "katex/dist/fonts", SLIDES / "parts/fonts")
    links = ""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        target = SLIDES / f"{path.stem}.html"
        target.write_text(page(notebook), encoding="utf-8")
        heading = html.escape(title(notebook))
        links += f'<li><a href="{target.name}">{heading}</a></li>\n'
    index = (PARTS / "index.html").read_text(encoding="utf-8")
    (SLIDES / "index.html").write_text(index.replace("{links}", links), "utf-8")


if __name__ == "__main__":
    main()
