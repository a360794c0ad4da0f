"""Markdown, code and outputs as HTML, in blocks whose height is estimated."""

import base64
import html
import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
MARKDOWN.use(
    dollarmath_plugin,
    renderer=lambda formula, options: (
        f'<span class="formula{" display" * options["display_mode"]}">'
        f"{html.escape(formula)}</span>"
    ),
)
# For no stage: badges, and pages that are not among the slides.
OFF = re.compile(
    r"^\[!\[Open in .*$|(?: · )?Stuck\? \[.*$| \(\[\w+\]\(\.\./docs/.*?\)\)", re.M
)
NOTEBOOK = re.compile(r'(<a href="[\w-]+)\.ipynb(?:#[^"]*)?(?=")')
SHOW = re.compile(r'^show\(\s*(\w+),\s*alt=(?:f?"[^"\n]*"|\s)+,?\s*\)$', re.M)
HIDDEN = re.compile(r"</summary>.*?</details>|<[^>]+>", re.S)
LONGEST = 20  # lines of code or output on one slide, in 22 pixels
FRAME = re.compile(r"<iframe .*</iframe>", re.S)
CODE_LINE, TEXT_LINE, COLUMNS = 28, 38, 74  # pixels, pixels, letters: in small type
HEADINGS = {"h1": 120, "h2": 72, "h3": 58}


@dataclass(frozen=True)
class Block:
    """A part of a slide that is never cut, but for code, which still is source."""

    kind: str  # heading, text, ask, code, output, figure or frame
    content: str
    height: float  # in pixels, estimated
    ends: bool = False  # whether nothing may follow on this slide
    aspect: float = 0.0  # of a figure: width by height


def render_text(text: str) -> str:
    """Return HTML; a link to a place in a notebook leads to its slides."""
    return NOTEBOOK.sub(r"\1.html", MARKDOWN.render(OFF.sub("", text)))


def render_code(source: str) -> str:
    formatter = HtmlFormatter(style="a11y-high-contrast-light", noclasses=True)
    return highlight(source, PythonLexer(), formatter)


def pieces(text: str, longest: int = LONGEST) -> list[str]:
    """Cut a long text into parts, at blank lines or between statements if it can."""
    lines, parts = text.strip("\n").split("\n"), []
    while len(lines) > longest:
        cut = cut_of(lines, longest) or longest
        parts.append("\n".join(lines[:cut]).strip("\n"))
        lines = "\n".join(lines[cut:]).strip("\n").split("\n")
    return [*parts, "\n".join(lines)]


def cut_of(lines: list[str], longest: int, shortest: int = 4) -> int:
    """Return how many lines to take before a cut, 0 if no place is a good one."""
    places = range(min(longest, len(lines) - 1), shortest - 1, -1)
    top = [i for i in places if re.match(r"[^\s)\]}]", lines[i])]
    best = [i for i in top if not lines[i - 1]] or [i for i in places if not lines[i]]
    return next(iter(best or top), 0)


def text_height(text: str) -> float:
    """Estimate the height of HTML in pixels; what is folded up has none."""
    height = 70.0 * text.count("formula display")
    for part in re.split(r"</(?:p|li|tr|summary)>", text):
        letters = len(html.unescape(HIDDEN.sub("", part)).strip())
        columns = 62 if "<td" in part else COLUMNS
        height += math.ceil(letters / columns) * TEXT_LINE + 8 * (letters > 0)
    return height + 12


def code_block(source: str) -> Block:
    """Return code; the words for those who cannot see a figure stay with the figure."""
    lines = SHOW.sub(r'show(\1, alt="...")', source).strip("\n").split("\n")
    return Block("code", "\n".join(lines), len(lines) * CODE_LINE + 30)


def text_blocks(source: str) -> Iterator[Block]:
    """Yield a block for every paragraph, list, table, quotation and fence."""
    source = OFF.sub("", source)
    lines, start, depth = source.split("\n"), 0, 0
    for token in MARKDOWN.parse(source):
        if token.level or token.nesting < 0 or not token.map:
            continue
        start = start if depth else token.map[0]
        if token.type == "html_block":
            depth += token.content.count("<details") - token.content.count("</details")
        if depth:
            continue
        if token.type == "fence":
            yield code_block(token.content)
            continue
        part = render_text("\n".join(lines[start : token.map[1]]))
        asks = token.type == "blockquote_open" and "Predict first" in part
        kind = "heading" if token.tag in HEADINGS else "ask" if asks else "text"
        height = HEADINGS.get(token.tag) or text_height(part)
        yield Block(kind, part, height + 24 * (token.tag == "blockquote"))


def output_blocks(output: NotebookNode) -> Iterator[Block]:
    """Yield a picture, an interactive figure in its frame, or what was printed."""
    if frame := FRAME.search(output.get("data", {}).get("text/html", "")):
        yield Block("frame", frame[0], 0)
        return
    if "image/png" in output.get("data", {}):
        alt = html.escape(output.metadata["image/png"]["alt"])
        png = output.data["image/png"].strip()
        width, height = struct.unpack(">II", base64.b64decode(png)[16:24])
        content = f'<img alt="{alt}" src="data:image/png;base64,{png}">'
        yield Block("figure", content, 0, aspect=width / height)
        return
    for part in pieces(text_of(output)):
        count = sum(math.ceil(len(line) / 88) or 1 for line in part.split("\n"))
        shown = f'<pre class="output">{html.escape(part)}</pre>'
        yield Block("output", shown, count * CODE_LINE + 30)


def text_of(output: NotebookNode) -> str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def ended(blocks: list[Block]) -> list[Block]:
    """Return the blocks; what follows them begins a slide."""
    return [*blocks[:-1], *(replace(block, ends=True) for block in blocks[-1:])]
