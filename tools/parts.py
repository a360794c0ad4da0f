"""The parts of a notebook by the course's form: questions, words, tasks, minutes."""

import re
from textwrap import dedent
from typing import NamedTuple

from nbformat import NotebookNode

TASK = re.compile(r"^### Your turn: (\S.*) \((\d+) to (\d+) minutes\)$", re.M)
CHECK = re.compile(r"^check\((\w+)\)", re.M)
FOLD = re.compile(r"<details><summary>Answer</summary>\n\n(.*?)\n\s*</details>", re.S)
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
IDIOM = "idiom"  # the tag of the cell that the cheat sheet shows
NOISE = re.compile(r"```.*?```|!\[[^\]]*\]\([^)]*\)|</?[a-z][^>]*>", re.S)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.S)
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven"]
MINUTES = re.compile(
    r"Read and run: \d+ to \d+ minutes(?:, \*Deeper\* included)?\. "
    rf"(?:{'|'.join(NUMBERS)}) exercises?: \d+ to \d+ minutes\. \(Estimated\.\)"
)


class Question(NamedTuple):
    """A question that is answered from memory, and where its answer was taught."""

    asked: str
    answer: str
    target: str  # such as 03_autograd.ipynb#gradients-accumulate


class Minutes(NamedTuple):
    """What a fast and a careful learner need, each rounded to five minutes."""

    reading: tuple[int, int]
    practice: tuple[int, int]
    exercises: int
    deeper: bool

    def sentence(self) -> str:
        """Return what the notebook says about its minutes."""
        read = f"{self.reading[0]} to {self.reading[1]} minutes"
        count = f"{NUMBERS[self.exercises]} exercise{'s' * (self.exercises != 1)}"
        practice = f"{self.practice[0]} to {self.practice[1]} minutes"
        deeper = ", *Deeper* included" * self.deeper
        return f"Read and run: {read}{deeper}. {count}: {practice}. (Estimated.)"

    def together(self) -> tuple[int, int]:
        """Return the minutes of reading and practice."""
        fast, careful = zip(self.reading, self.practice, strict=True)
        return sum(fast), sum(careful)


def title(notebook: NotebookNode) -> str:
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def prose(notebook: NotebookNode) -> str:
    """Return all text of a notebook."""
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def section(notebook: NotebookNode, heading: str) -> str:
    """Return the text below a ``##`` heading, up to the next, or nothing."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", prose(notebook), re.M | re.S)
    return found[1] if found else ""


def numbered(text: str) -> list[str]:
    """Return the items of a numbered list, without their numbers."""
    return [item.strip() for item in re.split(r"^\d+\. ", text, flags=re.M)[1:]]


def questions(notebook: NotebookNode) -> list[Question]:
    """Return the questions of *From memory*."""
    found = []
    for item in numbered(section(notebook, "From memory")):
        fold = FOLD.search(item)
        answer = dedent(fold[1]).strip() if fold else ""
        target = next((link[2] for link in LINK.finditer(answer)), "")
        found.append(Question(item.split("<details>")[0].strip(), answer, target))
    return found


def new_words(notebook: NotebookNode) -> list[str]:
    """Return the lines of *New words*, such as ``**curvature** λ: the second ...``."""
    return re.findall(r"^- (\*\*.+)$", section(notebook, "New words"), re.M)


def idiom(notebook: NotebookNode) -> str:
    """Return the code of the cell with this tag; empty if there is none."""
    tagged = (c.source for c in notebook.cells if IDIOM in c.metadata.get("tags", []))
    return next(tagged, "")


def is_setup(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "from torchcourse import threads" in cell.source


def reading(notebook: NotebookNode, deeper: bool = True) -> tuple[float, float]:
    """Return the minutes of a fast and a careful reader, exercises not counted.

    The setup cell is run and not read. ``deeper`` tells whether *Deeper* is counted.
    """
    words = lines = 0
    rest, counts, task = 0.0, True, False
    for cell in notebook.cells:
        if cell.cell_type == "code":
            read = counts and not task and not is_setup(cell)
            lines += read * sum(bool(line.strip()) for line in cell.source.split("\n"))
            task = task and not CHECK.search(cell.source)
            continue
        for part in re.split(r"^(?=##)", cell.source, flags=re.M):
            if part.startswith("## "):
                counts = deeper or not part.startswith("## Deeper")
            if part.startswith("##"):
                task = part.startswith("### Your turn")
            if counts and not task:
                plain = LINK.sub(r"\1", FORMULA.sub("X", NOISE.sub(" ", part)))
                words += len(re.findall(r"\w[\w'’.-]*", plain))
                rest += 1.5 * part.count("**Predict first.**")
                rest += 3.0 * part.startswith("## From memory")
    return words / 130 + lines / 10 + rest, words / 65 + lines / 5 + 2 * rest


def minutes(notebook: NotebookNode) -> Minutes:
    """Return the minutes that a notebook asks for."""
    tasks = TASK.findall(prose(notebook))
    practice = [sum(int(task[i]) for task in tasks) for i in (1, 2)]
    fast, careful = (
        tuple(5 * round(minutes / 5) for minutes in pair)
        for pair in zip(reading(notebook), practice, strict=True)
    )
    deeper = bool(re.search(r"^## Deeper", prose(notebook), re.M))
    return Minutes((fast[0], careful[0]), (fast[1], careful[1]), len(tasks), deeper)
