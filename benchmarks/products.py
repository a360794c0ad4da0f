"""Item 3: how close a training step comes to plain matrix products."""

from functools import partial

import torch
from torch import Tensor

from benchmarks import ours
from benchmarks.measure import Row, in_turns

DIGITS, PIXELS = 10, 784


def layers(width: int) -> list[tuple[int, int]]:
    """Return inputs and outputs of each layer of ``ours.make_network``."""
    return [(PIXELS, width), (width, width), (width, width), (width, DIGITS)]


def step_flops(width: int, batch: int) -> int:
    """Count the operations of a step's matrix products, 2 per multiply and add.

    Each layer takes three: forward, gradient of the weight, gradient of the input.
    The first layer's input is the image, which needs no gradient.
    """
    forward = [2 * batch * inputs * outputs for inputs, outputs in layers(width)]
    return 3 * sum(forward) - forward[0]


def make_operands(width: int, batch: int, device: str = "cpu") -> list[list[Tensor]]:
    """Make input, weight and output gradient of each layer, random."""
    shapes = [((batch, i), (o, i), (batch, o)) for i, o in layers(width)]
    return [[torch.rand(s, device=device) for s in layer] for layer in shapes]


def products(operands: list[list[Tensor]]) -> None:
    """Compute the products of one step, and nothing else."""
    for layer, (inputs, weight, slope) in enumerate(operands):
        inputs @ weight.T
        slope.T @ inputs
        if layer > 0:
            slope @ weight


def repeated(operands: list[list[Tensor]], steps: int) -> None:
    """Compute the products of several steps."""
    for _ in range(steps):
        products(operands)


def measure(
    images: Tensor,
    labels: Tensor,
    width: int = 256,
    batch: int = 512,
    steps: int = 60,
    rounds: int = 7,
) -> list[Row]:
    """Compare our training step with the products alone.

    Args:
        images: (n, 784), float32, on the device to measure; n at least steps * batch.
        labels: (n,), int64, on the same device.
        width: Of the hidden layers.
        batch: Examples per step.
        steps: Steps between two looks at the clock.
        rounds: Timed runs of each.
    """
    device = labels.device
    torch.manual_seed(0)
    model = ours.make_network(width).to(device)
    few = images[: steps * batch], labels[: steps * batch]
    adam = ours.make_optimizer(model)
    operands = make_operands(width, batch, device)
    training = partial(ours.one_epoch, model, *few, adam, batch)
    alone = partial(repeated, operands, steps)
    seconds = in_turns({"training": training, "alone": alone}, rounds, device)
    operations = steps * step_flops(width, batch) / 1e9
    speed = {name: [operations / s for s in seconds[name]] for name in seconds}
    share = [100 * a / b for a, b in zip(*speed.values(), strict=True)]
    what = f"width {width}, batch {batch}"
    return [
        Row(3, f"training step, {what}", speed["training"], "GFLOP/s"),
        Row(3, "its matrix products alone", speed["alone"], "GFLOP/s"),
        Row(3, "training step / its products alone", share, "%", at_least=60),
    ]
