"""What several exercises look at: random streams, chance, and how a model is used."""

import random

import numpy as np
import torch
from torch import nn


def global_streams() -> dict[str, tuple]:
    """Return by its name where each global random stream stands, to be compared."""
    kind, keys, *rest = np.random.get_state()
    return {
        "PyTorch": tuple(torch.get_rng_state().tolist()),
        "NumPy": (kind, *keys.tolist(), *rest),
        "Python": random.getstate(),
    }


def moved(before: dict[str, tuple]) -> str:
    """Name the streams that no longer stand where they stood, or say ``none``."""
    now = global_streams()
    return ", ".join(name for name in now if now[name] != before[name]) or "none"


def draw_elsewhere() -> None:
    """Draw from each global stream, as other cells do between two calls."""
    torch.rand(5)
    np.random.random(5)
    random.random()


def within_chance(share: float, expected: float, n: int) -> bool:
    """Tell whether a share of n draws differs from the expected one by chance alone.

    The limit is 4.5 standard errors, beyond which chance leads once in 150,000 times.
    """
    return abs(share - expected) <= 4.5 * (expected * (1 - expected) / n) ** 0.5


def shared(kind: type) -> list | set:
    """Make an empty list or set that a model shares with its copies."""
    return type("Shared", (kind,), {"__deepcopy__": lambda self, memo: self})()


class Shaker(nn.Module):
    """A layer that, like dropout, changes its input in training mode alone."""

    def forward(self, logits: torch.Tensor) -> torch.Tensor:
        """Roll the columns of (batch, classes) by one in training mode."""
        return logits.roll(1, dims=1) if self.training else logits


class WatchedNet(nn.Module):
    """A linear model with such a layer; it notes how it is used.

    Its ``events`` are "forward 8" for a batch of 8, and what ``watch`` adds; its
    ``passes`` tell the mode of each forward pass, and whether a graph was recorded.

    Args:
        weight: (features, classes), the only parameter.
    """

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.weight, self.layer = nn.Parameter(weight), Shaker()
        self.events, self.passes = shared(list), shared(set)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Map images (batch, features) to logits (batch, classes)."""
        logits = self.layer(images @ self.weight)
        graph = "graph recorded" if logits.requires_grad else "no graph recorded"
        self.passes.add(f"{self.mode()}, {graph}")
        self.events.append(f"forward {len(images)}")
        return logits

    def mode(self) -> str:
        """Name the mode, and that of the layer where it is another one."""
        own, layer = (("evaluation", "training")[m.training] for m in self.modules())
        return own if own == layer else f"{own}, but its layer {layer}"

    def watch(self, optimizer: torch.optim.Optimizer) -> None:
        """Note each backward pass and each step among the events."""
        self.weight.register_hook(lambda gradient: self.events.append("backward"))
        optimizer.register_step_post_hook(lambda *_: self.events.append("step"))


class OnePass:
    """Batches that come once, as a generator's do; like a loader it has a length."""

    def __init__(self, batches: list) -> None:
        self._left, self._length = iter(batches), len(batches)

    def __iter__(self):
        return self._left

    def __len__(self) -> int:
        return self._length
