"""The slides of a section as HTML."""

import re
from collections.abc import Iterator

from slides.layout import SQUARE, pack
from slides.render import Block, render_code


def html_of(slide: list[Block], title: str, asked: bool) -> str:
    """Return the HTML of a slide: a reading that answers a question waits for a key."""
    result, parts = False, []
    for block in slide:
        content = block.content
        if block.kind == "code":
            content = f'<div class="cell">{render_code(content)}</div>'
        elif block.kind == "text" and result:
            content = f'<div class="reading{" fragment" * asked}">{content}</div>'
        result = result or block.kind in ("output", "figure")
        parts.append(content)
    if title and not any(block.kind == "heading" for block in slide):
        parts.insert(0, f'<p class="again">{title}</p>')
    figures = [block for block in slide if block.kind == "figure"]
    if figures:
        side = " side" * (len(slide) > 1 and figures[0].aspect <= SQUARE)
        return f'<div class="figure{side}">{"".join(parts)}</div>'
    return "".join(parts)


def lay_out(blocks: list[Block]) -> Iterator[str]:
    """Yield the HTML of the slides of a section."""
    title, asked, before = "", False, ""
    for slide in pack(blocks):
        for block in slide:
            if block.kind == "heading":
                inner = re.sub(r"^<h\d[^>]*>|</h\d>\s*$", "", block.content)
                title = "" if block.content.startswith("<h1") else inner
            if block.kind == "code":
                asked = "?" in before
            if block.kind == "code" or block.kind == "heading":
                before = ""
            elif block.kind in ("text", "ask"):
                before += block.content
        yield html_of(slide, title, asked)
