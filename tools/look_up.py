"""Write the pages to look things up in, from the notebooks: `make notebooks` calls it.

docs/recall.md holds all questions of *From memory*, the oldest matter first, and
docs/cheat_sheet.md each notebook's new words and the few lines of its idiom.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import parts

ROOT = Path(__file__).resolve().parents[1]
RECALL = """# All questions from memory

Most notebooks begin with three of these questions. Here they stand together, ordered by
the notebook that teaches the answer: the first questions look back the farthest. Answer
aloud, then unfold. `make notebooks` writes this page.
"""
SHEET = """# Cheat sheet

The new words of each notebook, and the lines of code that are worth knowing by heart.
Print this page: two columns, two pages. `make notebooks` writes it.

<div class="cheat-sheet">
"""


def recall(root: Path) -> str:
    """Return the page of all questions, by the notebook that answers them."""
    asked: dict[str, list[str]] = {}
    for path in notebooks(root):
        for question in parts.questions(nbformat.read(path, as_version=4)):
            answer = re.sub(r"\]\((\d\d_)", r"](../notebooks/\1", question.answer)
            folded = f"<details><summary>Answer</summary>\n\n{answer}\n\n</details>"
            link = f"[{path.stem}](../notebooks/{path.name})"
            text = f"{question.asked}\n\n{folded}\n\nAsked in {link}."
            asked.setdefault(question.target.partition("#")[0], []).append(text)
    titles = {
        path.name: "## " + parts.title(nbformat.read(path, as_version=4))
        for path in notebooks(root)
    }
    found = (text for name in sorted(asked) for text in [titles[name], *asked[name]])
    return "\n\n".join([RECALL.strip(), *found]) + "\n"


def cheat_sheet(root: Path) -> str:
    """Return the page of new words and idioms, of the notebooks that have some."""
    return "\n\n".join([SHEET.strip(), *entries(root), "</div>"]) + "\n"


def entries(root: Path) -> Iterator[str]:
    for path in notebooks(root):
        notebook = nbformat.read(path, as_version=4)
        words = "\n".join(f"- {word}" for word in parts.new_words(notebook))
        code = parts.idiom(notebook)
        if words or code:
            shown = [f"```python\n{code}\n```"] if code else []
            yield "\n\n".join([f"## {parts.title(notebook)}", words, *shown])


def notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").glob("*.ipynb"))


def main() -> None:
    for name, page in (("recall", recall), ("cheat_sheet", cheat_sheet)):
        target = ROOT / "docs" / f"{name}.md"
        target.write_text(page(ROOT), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
