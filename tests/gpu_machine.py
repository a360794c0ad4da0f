"""A notebook's cells, run as on a machine with a GPU.

A mode sends to the CPU whatever asks for a GPU, so that the cells take the path that
they would take there.
"""

import ast
import json
import time
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from torchcourse import plotting

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


class Names:
    """The names of a notebook; ``vars`` gives the very dictionary its code uses."""


class Cells:
    """The code cells of a notebook, by the number and name of its file."""

    def __init__(self, name):
        text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
        cells = [c for c in json.loads(text)["cells"] if c["cell_type"] == "code"]
        self.code = ["".join(cell["source"]) for cell in cells]

    def cell(self, part):
        """Return the one cell that contains a text."""
        (found,) = [source for source in self.code if part in source]
        return found

    def definitions(self, *changes):
        """Return what the cells define and import, with changes (old, new)."""
        kinds = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        source = "\n".join(
            ast.get_source_segment(code, node)
            for code in self.code[1:]
            if "check(" not in code
            for node in ast.parse(code).body
            if isinstance(node, kinds)
        )
        for old, new in changes:
            assert old in source, f"the notebook no longer contains {old!r}"
            source = source.replace(old, new)
        names = Names()
        names.__dict__ = {"torch": torch, "nn": nn, "time": time}
        exec(source, vars(names))
        return names


class WithGpu(TorchFunctionMode):
    """Sends to the CPU whatever asks for a GPU; ``torch.device("cuda")`` stays."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if "device" in kwargs:
            kwargs["device"] = self.place(kwargs["device"])
        if getattr(function, "__name__", "") == "to":
            args = [args[0], *map(self.place, args[1:])]
        return function(*args, **kwargs)

    @staticmethod
    def place(value):
        asked = str(value) if isinstance(value, str | torch.device) else ""
        return torch.device("cpu") if asked.startswith(("cuda", "mps")) else value


def machine_with(kind, cells, monkeypatch):
    """Yield a machine of a kind that runs cells; it notes waits and figures' titles."""
    waits, titles = [], []
    monkeypatch.delenv("TORCHCOURSE_DEVICE", raising=False)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: kind == "cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: kind == "mps")
    monkeypatch.setattr(torch.cuda, "synchronize", waits.append)
    monkeypatch.setattr(torch.mps, "synchronize", lambda: waits.append("mps"))

    def show(fig, alt):
        titles.append(fig.axes[0].get_title(loc="left") or fig.axes[0].get_title())
        plt.close(fig)

    def run(*parts):
        with WithGpu():
            for part in parts:
                exec(cells.cell(part), names)

    names = vars(cells.definitions())
    names.update(plt=plt, plotting=plotting, show=show)
    yield SimpleNamespace(kind=kind, names=names, run=run, waits=waits, titles=titles)
    torch.set_float32_matmul_precision("highest")
