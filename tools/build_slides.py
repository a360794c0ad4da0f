"""Turn every stored notebook into slides, in build/slides: same source, large type.

    python tools/build_slides.py

The pages need no network and no server: open build/slides/index.html.
"""

import html
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from torchcourse.exercises.exercise import load_exercise

ROOT = Path(__file__).resolve().parents[1]
SLIDES, PARTS = ROOT / "build/slides", ROOT / "tools/slides"
MODULES = ROOT / "docs/node_modules"
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
MARKDOWN.use(
    dollarmath_plugin,
    renderer=lambda formula, options: (
        f'<span class="formula{" display" * options["display_mode"]}">'
        f"{html.escape(formula)}</span>"
    ),
)
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
BADGES = re.compile(r"^\[!\[Open in .*$", re.M)
ROOM = 15  # lines of text that a slide holds in its largest type
ROOM_FOR_CODE = 18  # lines that it holds while code is at least 18 pixels high
LONGEST = 24  # lines of code or output on one slide


def render_text(text: str) -> str:
    return MARKDOWN.render(BADGES.sub("", text))


def render_code(source: str) -> str:
    formatter = HtmlFormatter(style="a11y-high-contrast-light", noclasses=True)
    return highlight(source, PythonLexer(), formatter)


def render_output(output: NotebookNode) -> list[str]:
    if "image/png" in output.get("data", {}):
        alt = html.escape(output.metadata["image/png"]["alt"])
        png = output.data["image/png"].strip()
        return [f'<img alt="{alt}" src="data:image/png;base64,{png}">']
    parts = pieces(text_of(output))
    return [f'<pre class="output">{html.escape(part)}</pre>' for part in parts]


def pieces(text: str) -> list[str]:
    """Cut a long text into parts of at most LONGEST lines, at blank lines if it can."""
    parts: list[list[str]] = [[]]
    for block in re.split(r"\n(?=\n)", text.strip("\n")):
        lines = block.split("\n")
        if parts[-1] and len(parts[-1]) + len(lines) > LONGEST:
            parts.append([])
        for line in lines:
            if len(parts[-1]) == LONGEST:
                parts.append([])
            if line or parts[-1]:
                parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def text_of(output: NotebookNode) -> str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def lines_of(text: str, code: str = "", outputs: Iterable[NotebookNode] = ()) -> float:
    """Estimate the height of a slide, in lines of text."""
    code += "".join(FENCE.findall(text))
    height = len(FENCE.sub("", text).split()) / 13 + 0.7 * len(code.splitlines())
    for output in outputs:
        picture = "image/png" in output.get("data", {})
        height += 9 if picture else 0.7 * len(text_of(output).splitlines()) + 0.5
    return height


def slides_of(notebook: NotebookNode) -> Iterator[tuple[bool, str]]:
    """Yield slides in order: whether a section begins, and the slide's HTML."""
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            *before, text = re.split(r"^(?=##+ )", f"{text}\n{cell.source}", flags=re.M)
            for part in filter(str.strip, before):
                yield from in_order(part, text_slides(part))
            continue
        told, (code, *results) = text_slides(text), cell_slides(cell)
        asks = "**Predict first.**" in text  # the answer waits on the next slide
        if not asks and lines_of(text, cell.source, cell.outputs) <= ROOM:
            code = "".join(told[-1:]) + code
            told = told[:-1]
        yield from in_order(text, [*told, code, *results])
        if asked := re.search(r'^check\("([\d.]+)"', cell.source, re.M):
            yield False, solution_slide(asked[1])
        text = ""
    if text.strip():
        yield from in_order(text, text_slides(text))


def in_order(text: str, slides: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield slides; the first begins a section if the text has its heading."""
    begins = re.search(r"^##? ", text, re.M) is not None
    yield from ((begins and i == 0, slide) for i, slide in enumerate(slides))


def text_slides(text: str) -> list[str]:
    """Return a text as one slide, or prose and code in turn if the code is long."""
    if lines_of(text) <= ROOM_FOR_CODE or not FENCE.search(text):
        return [render_text(text)] if text.strip() else []
    slides = []
    for i, part in enumerate(FENCE.split(text)):
        if i % 2:
            codes = map(render_code, pieces(part))
            slides += [f'<div class="cell">{code}</div>' for code in codes]
        elif part.strip():
            slides.append(render_text(part))
    return slides


def cell_slides(cell: NotebookNode) -> list[str]:
    """Return a cell with its outputs, or one after the other if they are long."""
    codes = [f"<div>{render_code(part)}</div>" for part in pieces(cell.source)]
    results = [part for output in cell.outputs for part in render_output(output)]
    if lines_of("", cell.source, cell.outputs) <= ROOM_FOR_CODE:
        return [f'<div class="cell">{"".join(codes + results)}</div>']
    return [f'<div class="cell alone">{part}</div>' for part in codes + results]


def solution_slide(number: str) -> str:
    """Return a slide that asks first, and shows one solution at the next key."""
    solution = render_code(load_exercise(number).solution_source())
    return (
        f"<h3>{number}: your turn. One solution comes at the next key.</h3>"
        f'<div class="cell fragment"><div>{solution}</div></div>'
    )


def page(notebook: NotebookNode) -> str:
    """Return the page of a notebook: a stack of slides for each of its sections."""
    stacks: list[list[str]] = []
    for starts, slide in slides_of(notebook):
        if starts or not stacks:
            stacks.append([])
        stacks[-1].append(f'<section><div class="slide">{slide}</div></section>')
    body = "\n".join(f"<section>{''.join(stack)}</section>" for stack in stacks)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    template = (PARTS / "page.html").read_text(encoding="utf-8")
    return template.replace("{title}", html.escape(title)).replace("{slides}", body)


def main() -> None:
    if not MODULES.exists():
        sys.exit("reveal.js is missing: run `make slides`, which installs it.")
    shutil.rmtree(SLIDES, ignore_errors=True)
    shutil.copytree(PARTS, SLIDES / "parts")
    for name in ("reveal.js", "reveal.css"):
        shutil.copy(MODULES / "reveal.js/dist" / name, SLIDES / "parts")
    for name in ("katex.min.js", "katex.min.css"):
        shutil.copy(MODULES / "katex/dist" / name, SLIDES / "parts")
    shutil.copytree(MODULES / "katex/dist/fonts", SLIDES / "parts/fonts")
    (SLIDES / "parts/page.html").unlink()
    links = ""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        target = SLIDES / f"{path.stem}.html"
        target.write_text(page(notebook), encoding="utf-8")
        title = html.escape(notebook.cells[0].source.splitlines()[0].removeprefix("# "))
        links += f'<li><a href="{target.name}">{title}</a></li>\n'
    index = (PARTS / "index.html").read_text(encoding="utf-8")
    (SLIDES / "index.html").write_text(index.replace("{links}", links), "utf-8")
    (SLIDES / "parts/index.html").unlink()


if __name__ == "__main__":
    main()
