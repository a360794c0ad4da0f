"""Write the measured rows to docs/benchmarks.md, a section for each machine."""

import re
from pathlib import Path

from benchmarks.measure import Row
from torchcourse.files import write_whole

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = ["", "measured", "median", "quartiles", "runs", "target"]
TOP = """\
## Speed

Written by `make bench`. Every figure was measured by the programs in `benchmarks/`, on
the machine named above it. Run it on yours, doing nothing else: it adds a section.

What is compared takes turns in one process. A ratio is taken within each turn; the
table shows the median over the turns, and the quartiles. Items are measured minutes
apart, and a shared machine changes meanwhile: compare seconds within an item only. By
the first column:

1. An epoch of the network 784-64-64-64-10 in batches of 128, with Adam. *Textbook* is
   the loop that introductions teach: a Dataset with PyTorch's own MNIST example's
   transforms (ToTensor, Normalize), and a DataLoader. Without Normalize it does less
   than the others; transforms.v2 is how notebook 12 has it. *Loop of 13* takes
   `images[rows]` from one tensor in memory. *Ours* takes
   `images.index_select(0, rows)`, and Adam with `fused=True`.
2. The recipe in `benchmarks/fastest.py`, with the data in memory, one seed a run. It
   leaves out pixels that are nearly always paper. Its length is fixed and was chosen on
   validation images (`benchmarks/choose.py`). Test images are read once, when the clock
   has stopped. The textbook is item 1's loop.
3. Our step, batch and optimizer included, and the matrix products that it needs, alone.
   What separates them is the distance to the machine's limit.
4. Our epoch with a quarter of the images, with all, and with all four times; and with
   wider layers.
5. Fresh interpreters; MNIST from its files, verified; and `torchcourse.train_ddp`,
   where each process has half of the cores.
6. Items 1 to 4 on each accelerator present.
7. The interactive figures in Chromium: from the move of a slider until its picture is
   on the screen, which is drawn 60 times a second; and gradient descent of the figure's
   network on 100 points, as the page computes it and as PyTorch does.
8. Our epoch in fresh interpreters: alone, and while another process keeps a core busy;
   once with PyTorch imported first, as it comes, and once with `torchcourse` imported
   first, which limits how long PyTorch's threads keep a core while they wait
   (`torchcourse.threads`). On a quiet machine the limit should cost at most 15 %, and a
   busy process should slow an epoch at most five times, where PyTorch as it comes is
   slowed down up to a hundred times. It acts on Linux only.
9. `make grade` on sixty notebooks of four answers, of which every third has a wrong
   one; as many workers at a time as there are cores.
"""


def table(rows: list[Row]) -> str:
    """Lay out rows as a markdown table with straight columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    padded = [[c.ljust(w) for c, w in zip(r, widths, strict=True)] for r in lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def put_section(page: str, title: str, body: str) -> str:
    """Return the page with this machine's section replaced, or added at the end.

    Args:
        page: The old page; what stands above its part on speed stays.
        title: Names the machine; sections of other machines stay.
        body: The section below its title.
    """
    above, _, speed = page.partition("## Speed\n")
    parts = re.split(r"^### ", speed, flags=re.MULTILINE)[1:]
    sections = dict(part.split("\n", 1) for part in parts)
    sections[title] = f"\n{body}\n"
    texts = [f"### {name}\n\n{text.strip()}\n" for name, text in sections.items()]
    return above + "\n".join([TOP, *texts])


def update(title: str, body: str) -> list[str]:
    """Put a machine's section into docs/benchmarks.md; return what README must mend."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    new = put_section(old, title, body)
    write_whole(PAGE, new.encode())
    return disagreements((ROOT / "README.md").read_text(encoding="utf-8"), new)


def figures(text: str) -> dict[str, str]:
    """Return name and median of each row of the tables in a text; the first wins."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(HEAD):
            found.setdefault(cells[1], cells[2])
    return found


def disagreements(readme: str, page: str) -> list[str]:
    """Return what README's section "How fast" quotes otherwise than the page has it."""
    (section,) = re.findall(r"^## How fast\n(.*?)(?=^## |\Z)", readme, re.M | re.S)
    lines = re.findall(r"^\| (.+) \| (.+) \|$", section, re.M)
    quoted, measured = dict(lines[1:]), figures(page)  # without the header
    wrong = [
        f"README.md: {what}: {value}; the page: {measured.get(what, 'no such row')}"
        for what, value in quoted.items()
        if measured.get(what) != value
    ]
    return wrong if quoted else ["README.md quotes no figure"]
