"""The exercises on slides: tasks in their sections, a list of all, then solutions."""

import re
from dataclasses import replace

from parts import CHECK
from slides.render import Block, pieces, render_code, text_height

from torchcourse.checking.find import load_exercise

TASK = re.compile(r"^<h3>(Your turn: .*)</h3>")


def asked_in(block: Block) -> str:
    """Return the name of the exercise that a block of code checks, or nothing."""
    found = CHECK.search(block.content) if block.kind == "code" else None
    return found[1] if found else ""


def anchor(name: str) -> str:
    return f"exercise-{name}"


def anchored(blocks: list[Block]) -> tuple[list[Block], dict[str, str]]:
    """Return the blocks, each task with a place to link to, and titles by name."""
    blocks, titles, heading = list(blocks), {}, 0
    for i, block in enumerate(blocks):
        if TASK.match(block.content):
            heading = i
        if name := asked_in(block):
            titles[name] = TASK.match(blocks[heading].content)[1]
            content = f'<h3 id="{anchor(name)}">{titles[name]}</h3>'
            blocks[heading] = replace(blocks[heading], content=content)
    return blocks, titles


def overview(titles: dict[str, str]) -> list[Block]:
    """Return the slide that stays while everybody works."""
    items = "".join(
        f'<li><a href="#/{anchor(name)}">{title.removeprefix("Your turn: ")}</a></li>'
        for name, title in titles.items()
    )
    content = f'<ul class="tasks">{items}</ul>'
    heading = Block("heading", '<h2 id="tasks">Your turn</h2>', 72)
    return [heading, Block("text", content, text_height(content))]


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
        title = re.sub(r"^Your turn: (.*) \(.*\)$", r"Solution: \1", title)
        for part in pieces(load_exercise(name).solution_source()):
            shown = f'<div class="cell fragment solution">{render_code(part)}</div>'
            blocks += [
                Block("heading", f"<h3>{title}</h3>", 58),
                Block("text", shown, 0, ends=True),
            ]
    return blocks
