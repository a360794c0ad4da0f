"""The form in which notebooks are stored: normalized, executed, nothing stray."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import nbformat
from equivalence import same_outputs
from nbformat import NotebookNode

IGNORED = "nbval-ignore-output"
STRAY = {
    "a memory address": r"0x[0-9a-f]{6,}",
    "a path of this machine": r"(?<![\w.:-])/"  # not inside a web address
    r"(home|root|tmp|Users|work|mnt|opt|private)/\w|[A-Z]:\\+Users|site-packages",
    "a widget": r"application/vnd\.jupyter\.widget|Error displaying widget",
    "a warning": r"\b\w+Warning: ",
}
TIMING = (
    r"(?<![\w.])\d[\d.,]*(?:e-?\d+)?\s?(?:[mnuµ]?s|seconds?|minutes?|it/s)(?![\w/])"
)


def normalize(notebook: NotebookNode) -> NotebookNode:
    """Return a copy that holds nothing that differs between two equal runs."""
    result = nbformat.v4.new_notebook()
    result.nbformat_minor = 5
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    result.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for i, cell in enumerate(notebook.cells):
        source = cell.source.strip("\n")
        make = getattr(nbformat.v4, f"new_{cell.cell_type}_cell")
        tags = cell.metadata.get("tags")
        metadata = {"tags": tags} if tags else {}
        clean = make(source, id=f"cell-{i:02d}", metadata=metadata)
        if cell.cell_type == "code":
            clean.execution_count = cell.execution_count
            clean.outputs = list(_joined(cell.outputs))
            for output in clean.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
        elif "attachments" in cell:
            clean.attachments = cell.attachments
        result.cells.append(clean)
    return result


def _joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Join neighboring streams of one name, which arrive in pieces of any size."""
    last = None
    for output in outputs:
        output = NotebookNode(output)
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        if last is not None:
            if output.output_type == last.output_type == "stream" and (
                output.name == last.name
            ):
                last.text += output.text
                continue
            yield last
        last = output
    if last is not None:
        yield last


def keep_equivalent(fresh: NotebookNode, stored: NotebookNode) -> None:
    """Put back the stored outputs of unchanged cells where they mean the same."""
    by_source = defaultdict(list)
    for cell in stored.cells:
        if cell.cell_type == "code":
            by_source[cell.source].append(cell)
    for cell in fresh.cells:
        if cell.cell_type != "code" or not by_source[cell.source]:
            continue
        old = by_source[cell.source].pop(0)
        loose = IGNORED in cell.metadata.get("tags", [])
        if same_outputs(cell.outputs, old.outputs, loose):
            cell.outputs = old.outputs


def problems(path: Path) -> list[str]:
    """Return what is wrong with a stored notebook, one line per problem."""
    text = path.read_bytes().decode()  # as it is: read_text would hide CRLF
    notebook = nbformat.reads(text, as_version=4)
    found = []
    if "\r\n" in text:
        found.append("has Windows line ends (CRLF): save it with line ends LF")
        text = text.replace("\r\n", "\n")
    if text != written(normalize(notebook)):
        found.append("is not normalized: run `make notebooks`")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append("is not executed 1..n: run `make notebooks`")
    for number, cell in enumerate(notebook.cells):
        if re.search(STRAY["a path of this machine"], cell.source):
            found.append(f"cell {number}: a path of this machine in its source")
        for output in cell.get("outputs", []):
            found += [f"cell {number}: {what}" for what in stray(cell, output)]
    return [f"{path.name}: {problem}" for problem in found]


def stray(cell: NotebookNode, output: NotebookNode) -> Iterator[str]:
    tags = cell.metadata.get("tags", [])
    if output.output_type == "error" and "raises-exception" not in tags:
        yield f"an error that no tag expects ({output.ename})"
    if output.get("name") == "stderr":
        yield "output on stderr"
    data = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
    text = f"{output.get('text', '')} {output.get('evalue', '')} {data}"
    for name, pattern in STRAY.items():
        if re.search(pattern, text):
            yield f"{name} in its output"
    if IGNORED not in tags and re.search(TIMING, text):
        yield f"a timing in its output, which has no tag {IGNORED}"


def written(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"
