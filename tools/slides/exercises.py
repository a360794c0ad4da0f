"""The exercises of a notebook: first every task, then the list, then the solutions."""

import re
from dataclasses import replace

from slides.render import Block, code_block, pieces, render_code, text_height

from torchcourse.checking.find import load_exercise

CHECK = re.compile(r"^check\((\w+)\)", re.M)
TASK = re.compile(r"<h3>Exercise: (.*)</h3>")


def asked_in(block: Block) -> str:
    """Return the name of the exercise that a block of code checks, or nothing."""
    found = CHECK.search(block.content) if block.kind == "code" else None
    return found[1] if found else ""


def anchor(name: str) -> str:
    return f"exercise-{name}"


def arrange(section: list[Block]) -> list[list[Block]]:
    """Return the stacks of a section: itself, or its tasks and then their solutions.

    The heading and the advice of the section come after the tasks, with the list of
    them: this is the slide that stays while everybody works.
    """
    places = [i for i, block in enumerate(section) if asked_in(block)]
    if not places:
        return [section]
    names = [asked_in(section[i]) for i in places]
    starts = [i for i, block in enumerate(section) if block.content.startswith("<h3")]
    first, last = min([*starts, places[0]]), places[-1] + 1
    found = TASK.findall("".join(one.content for one in section))
    titles = dict(zip(names, found, strict=True))  # each heading precedes its cell
    tasks = [replace(one, content=with_anchors(one, titles)) for one in section]
    tasks = tasks[first:last]
    tail = [block for block in section[last:] if block.kind != "output"]
    tail = [code_block(b.content) if b.kind == "code" else b for b in tail]
    return [[*tasks, *section[:first], overview(titles), *tail], solutions(titles)]


def with_anchors(block: Block, titles: dict[str, str]) -> str:
    content = block.content
    for name, title in titles.items():
        heading = f"<h3>Exercise: {title}</h3>"
        content = content.replace(heading, f'<h3 id="{anchor(name)}"{heading[3:]}')
    return content


def overview(titles: dict[str, str]) -> Block:
    items = "".join(
        f'<li><a href="#/{anchor(name)}">{title}</a></li>'
        for name, title in titles.items()
    )
    content = f'<ul class="tasks">{items}</ul>'
    return Block("text", content, text_height(content))


def solutions(titles: dict[str, str]) -> list[Block]:
    """Return a slide of warning, and slides that show one solution at the next key."""
    note = (
        "<p>One for each exercise, and each waits for one more key.</p>"
        "<p>Not yet? The right arrow key skips them all; the left one goes back.</p>"
    )
    blocks = [
        Block("heading", '<h2 id="solutions">Solutions follow</h2>', 72),
        Block("text", note, text_height(note), ends=True),
    ]
    for name, title in titles.items():
        for part in pieces(load_exercise(name).solution_source()):
            shown = f'<div class="cell fragment solution">{render_code(part)}</div>'
            blocks += [
                Block("heading", f"<h3>Solution: {title}</h3>", 58),
                Block("text", shown, 0, ends=True),
            ]
    return blocks
