"""Item 4: how the cost of an epoch grows, with the images and with the width."""

import math
from functools import partial
from statistics import linear_regression

import torch
from torch import Tensor

from benchmarks import ours, products
from benchmarks.measure import Row, in_turns, ratios

WIDTHS = 64, 128, 256, 512, 1024


def measure(
    images: Tensor,
    labels: Tensor,
    widths: tuple[int, ...] = WIDTHS,
    rounds: int = 5,
) -> list[Row]:
    """Time our epoch on a quarter of the images, on all, and on all four times.

    Args:
        images: (n, 784), float32, on the device to measure.
        labels: (n,), int64, on the same device.
        widths: Of the hidden layers; measured on a quarter of the images.
        rounds: Timed epochs of each.
    """
    n = len(labels)
    few = images[: n // 4], labels[: n // 4]
    return [
        *_with_images([few, (images, labels), _four_times(images, labels)], rounds),
        *_with_width(*few, widths, rounds),
    ]


def _four_times(images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    return images.repeat(4, 1), labels.repeat(4)


def _epoch(images: Tensor, labels: Tensor, width: int = 64):
    torch.manual_seed(0)
    model = ours.make_network(width).to(labels.device)
    adam = ours.make_optimizer(model)
    return partial(ours.one_epoch, model, images, labels, adam)


def _with_images(parts, rounds: int) -> list[Row]:
    functions = {len(labels): _epoch(images, labels) for images, labels in parts}
    seconds = in_turns(functions, rounds, parts[0][1].device)
    rows = [Row(4, f"epoch of {n:,} images", seconds[n], "s") for n in seconds]
    small, *larger = seconds
    for n in larger:
        ratio = ratios(seconds[n], seconds[small])
        rows.append(Row(4, f"{n:,} images / {small:,}", ratio, "times"))
    exponents = [exponent(seconds, turn) for turn in range(rounds)]
    what = "seconds grow as images to the power of"
    return [*rows, Row(4, what, exponents, "", at_most=1.05)]


def exponent(seconds: dict[int, list[float]], turn: int) -> float:
    """Return the slope of log seconds over log images in one turn; 1 is linear."""
    logs = [math.log(seconds[n][turn]) for n in seconds]
    return linear_regression([math.log(n) for n in seconds], logs).slope


def _with_width(images: Tensor, labels: Tensor, widths, rounds: int) -> list[Row]:
    functions = {width: _epoch(images, labels, width) for width in widths}
    seconds = in_turns(functions, rounds, labels.device)
    count = f"{len(labels):,} images"
    rows = [Row(4, f"{count}, width {w}", seconds[w], "s") for w in widths]
    small, *larger = widths
    for width in larger:
        work = products.step_flops(width, 128) / products.step_flops(small, 128)
        what = f"width {width} / {small}, {work:.3g} times the arithmetic"
        rows.append(Row(4, what, ratios(seconds[width], seconds[small]), "times"))
    return rows
