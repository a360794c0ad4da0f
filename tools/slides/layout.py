"""Which blocks stand together on a slide."""

import re
from collections.abc import Iterable
from itertools import takewhile

from slides import render
from slides.render import CODE_LINE, Block, code_block

ROOM = 676  # pixels of height
AGAIN = 44  # for the heading, when it is repeated
FEW = 4 * render.TEXT_LINE  # text that is too short for a slide of its own
STAGE = 1200, 600  # pixels that a figure may fill below its heading
KEEP = 0.87  # of that size; the rest may go to the sentence below a figure
SQUARE = 1.4  # up to this aspect a figure leaves room at its right


def height_of(slide: Iterable[Block]) -> float:
    slide = list(slide)
    again = 0 if any(block.kind == "heading" for block in slide) else AGAIN
    return again + sum(block.height for block in slide)


def fits(slide: Iterable[Block]) -> bool:
    return height_of(slide) <= ROOM


def pack(blocks: list[Block]) -> list[list[Block]]:
    """Put the blocks of a section on slides, in order."""
    slides: list[list[Block]] = [[]]
    for i, block in enumerate(blocks):
        if slides[-1] and begins(slides[-1], block, next(iter(blocks[i + 1 :]), None)):
            slides.append([])
        if block.kind == "code":
            results = list(takewhile(lambda one: one.kind == "output", blocks[i + 1 :]))
            stays, others = cut(slides[-1], block, results)
            slides[-1] += stays
            slides += [[part] for part in others]
        else:
            slides[-1].append(block)
        if block.ends:
            slides.append([])
    return [slide for slide in slides if slide]


def cut(now: list[Block], code: Block, results: list[Block]) -> tuple[list, list]:
    """Return the code that stays on this slide, and that which follows, in parts.

    Code stands with what it prints, and no sentence stands alone, if there is a way.
    """
    text = sum(block.height for block in now if block.kind != "heading")
    for printed in results, []:
        if fits([*now, code, *printed]):
            return [code], []
        if text < FEW:
            room = int((ROOM - height_of(now) - 30) // CODE_LINE)
            first, parts = split(code, room)
            if first and fits([parts[-1], *printed]):
                return first, parts
        first, parts = split(code, 0)
        if not fits([parts[-1], *printed]):
            first, parts = split(code, render.LONGEST)
        if fits([parts[-1], *printed]):
            break
    parts = first + parts
    return ([], parts) if now else (parts[:1], parts[1:])


def split(code: Block, room: int) -> tuple[list[Block], list[Block]]:
    """Cut code after at most so many lines if it can, and the rest into slides."""
    lines = code.content.split("\n")
    first = render.cut_of(lines, min(room, len(lines) - 3))
    parts = ["\n".join(lines[:first])] * (first > 0)
    blocks = [
        code_block(part) for part in parts + render.pieces("\n".join(lines[first:]))
    ]
    return blocks[: len(parts)], blocks[len(parts) :]


def begins(now: list[Block], block: Block, after: Block | None) -> bool:
    """Whether a block begins a slide, rather than joining the blocks that stand."""
    kinds = {one.kind for one in now}
    if kinds == {"heading"}:
        return block.kind == "figure"
    if block.kind in ("heading", "figure", "frame") or "frame" in kinds:
        return True
    if "figure" in kinds:
        return not reads(now, block, after)
    if block.kind == "code":
        return bool(kinds & {"ask", "code", "output"})
    if block.kind == "output" or not fits([*now, block]):
        return not fits([*now, block])
    leads = after is not None and (after.kind in ("code", "ask") or leads_on(block))
    if kinds & {"code", "output"}:
        return leads or block.kind == "ask" or now[-1].kind == "text"
    if (
        block.kind == "text"
        and leads
        and after is not None
        and not fits([*now, block, after])
    ):
        return fits([block, after]) and height_of(now) > FEW
    return False


def leads_on(block: Block) -> bool:
    return re.search(r":\s*</p>\s*$", block.content) is not None


def reads(now: list[Block], block: Block, after: Block | None) -> bool:
    """Whether a text says what the figure shows, and is short enough to stand there."""
    if now[-1].kind != "figure" or block.kind != "text" or leads_on(block):
        return False
    if after is not None and after.kind in ("code", "ask") and "<p>" in block.content:
        return False
    width, height = STAGE
    aspect = now[-1].aspect
    if aspect <= SQUARE:
        beside = (width - height * aspect - 40) / width
        return block.height / beside < 0.85 * height
    return block.height + 12 < height + 24 - KEEP * min(height, width / aspect)
