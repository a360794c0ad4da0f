"""Turn every stored notebook into slides, in build/slides: same source, large type.

    python tools/build_slides.py

The pages need no network and no server: open build/slides/index.html.
"""

import html
import re
import shutil
import sys
from collections.abc import Iterator
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
BADGES = re.compile(r"^\[!\[Open in .*$", re.M)
ROOM = 15  # lines of text that a slide holds in its largest type


def render_text(text: str) -> str:
    return MARKDOWN.render(BADGES.sub("", text))


def render_code(source: str) -> str:
    formatter = HtmlFormatter(style="a11y-high-contrast-light", noclasses=True)
    return highlight(source, PythonLexer(), formatter)


def render_output(output: NotebookNode) -> str:
    if "image/png" in output.get("data", {}):
        alt = html.escape(output.metadata["image/png"]["alt"])
        png = output.data["image/png"].strip()
        return f'<img alt="{alt}" src="data:image/png;base64,{png}">'
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    if output.output_type == "error":
        text = f"{output.ename}: {output.evalue}"
    return f'<pre class="output">{html.escape(text)}</pre>'


def lines_of(text: str, code: str, outputs: list[NotebookNode]) -> float:
    """Estimate the height of a slide, in lines of text."""
    height = len(text.split()) / 13 + 0.7 * code.count("\n")
    for output in outputs:
        picture = "image/png" in output.get("data", {})
        height += 9 if picture else 0.7 * output.get("text", "").count("\n")
    return height


def slides_of(notebook: NotebookNode) -> Iterator[tuple[bool, str]]:
    """Yield slides in order: whether a section begins, and the slide's HTML."""
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            *before, text = re.split(r"^(?=##+ )", f"{text}\n{cell.source}", flags=re.M)
            for part in filter(str.strip, before):
                yield starts_section(part), render_text(part)
            continue
        shown = "".join(render_output(output) for output in cell.outputs)
        code = f'<div class="cell"><div>{render_code(cell.source)}</div>{shown}</div>'
        asks = "**Predict first.**" in text  # the answer waits on the next slide
        if asks or lines_of(text, cell.source, cell.outputs) > ROOM:
            yield starts_section(text), render_text(text)
            yield False, code
        else:
            yield starts_section(text), render_text(text) + code
        if asked := re.search(r'^check\("([\d.]+)"', cell.source, re.M):
            yield False, solution_slide(asked[1])
        text = ""
    if text.strip():
        yield starts_section(text), render_text(text)


def starts_section(text: str) -> bool:
    return re.search(r"^##? ", text, re.M) is not None


def solution_slide(number: str) -> str:
    """Return a slide that asks first, and shows one solution at the next key."""
    solution = render_code(load_exercise(number).solution_source())
    return (
        f"<h3>{number}: your turn</h3><p>One solution comes at the next key.</p>"
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
    print("Open build/slides/index.html in a browser; no network is needed.")


if __name__ == "__main__":
    main()
