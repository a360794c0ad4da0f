"""Write the page: check the numbers, and fill the template."""

import json
import os
import re
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from torch import nn

from torchcourse import files
from torchcourse.export.layers import DIGITS, PIXELS, linear_layers, pack

LARGEST = 600_000  # bytes of a page that loads at once on a phone
_UNSURE = """\
If none reaches <strong>{:.3g}&nbsp;%</strong>, a threshold chosen on data, it answers
“not a digit I know”."""
_LETTERS = (
    "It refuses many letters and takes others for a digit, at times with confidence."
)
_SURE = "It answers the most probable digit, whatever you draw."
_EVERY_LETTER = "It takes every letter for a digit, at times with confidence."


def write_page(
    path: str | os.PathLike,
    model: nn.Module,
    mean: float,
    std: float,
    threshold: float,
) -> Path:
    """Write a page that reads handwritten digits with this model.

    The page centers a drawing as MNIST's digits are centered, computes
    ``model((pixels - mean) / std)`` on the weights rounded to float16, and answers "not
    a digit I know" if no probability reaches the threshold.

    Args:
        path: Target, such as ``draw_a_digit.html``; an old file is replaced whole.
        model: ``Linear`` layers with ``ReLU`` between, from 784 inputs to 10 logits;
            ``Flatten``, ``Dropout`` and ``Identity`` may stand among them, and
            ``log_softmax`` at the end. On any device; it is not changed.
        mean: Of the training pixels, from 0 (paper) to 1 (ink).
        std: Of the training pixels, above 0 and at most 1.
        threshold: Probability from 0 to 1 that an answer needs, chosen on data. The
            highest of ten is never below 0.1: up to there, the page always answers.

    Returns:
        The path of the page.

    Raises:
        TypeError: If mean, std or threshold is not one number.
        ValueError: If the model is no such network, a number is out of its range, or
            the page would be larger than 600 KB. No file is written then.
        OSError: If the file cannot be written; an old one then stays as it was.
    """
    data = _numbers(mean=mean, std=std, threshold=threshold)
    with torch.device("cpu"), torch.inference_mode():  # whatever the notebook has set
        layers = linear_layers(model)
        data |= {
            "sizes": [PIXELS, *(layer.out_features for layer in layers)],
            "weights": pack(layers),
        }
    text = _fill(data, sum(p.numel() for layer in layers for p in layer.parameters()))
    if (size := len(text.encode())) > LARGEST:
        raise ValueError(
            f"The page would weigh {size // 1000} KB, and {LARGEST // 1000} KB is the "
            "most that loads at once on a phone: make the layers narrower."
        )
    files.write_whole(path, text.encode())
    return Path(path)


def _numbers(**given: Any) -> dict[str, Any]:
    """Return mean, std and threshold as floats, if they are in their ranges."""
    numbers = {}
    for name, value in given.items():
        try:
            numbers[name] = float(value)
        except (TypeError, ValueError, RuntimeError):
            raise TypeError(
                f"{name} must be one number, such as 0.31; "
                f"this is of type {type(value).__name__}."
            ) from None
    mean, std, threshold = numbers.values()
    if 1 < std <= 255 and 0 <= mean <= 255:
        raise ValueError(
            f"mean and std are {mean:g} and {std:g}, as of pixels from 0 to 255: the "
            "page's pixels lie from 0 to 1, so divide both by 255."
        )
    if not (0 <= mean <= 1 and 0 < std <= 1 and 0 <= threshold <= 1):
        raise ValueError(
            "The page needs a mean from 0 to 1, a std above 0 and at most 1, and a "
            f"threshold from 0 to 1; these are {mean:g}, {std:g} and {threshold:g}."
        )
    return numbers


def _fill(data: dict, parameters: int) -> str:
    """Put the parts into the template, and return the page's text."""
    folder = resources.files(__package__)
    parts = {
        name: (folder / name).read_text(encoding="utf-8").rstrip()
        for name in ("page.css", "reader.js", "page.js")
    }
    parts["parameters"] = f"{parameters:,}"
    sure = data["threshold"] <= 1 / DIGITS  # the highest of ten is never lower
    parts["unsure"] = _SURE if sure else _UNSURE.format(100 * data["threshold"])
    parts["letters"] = _EVERY_LETTER if sure else _LETTERS
    parts["model"] = json.dumps(data)
    template = (folder / "page.html").read_text(encoding="utf-8")
    return re.sub(r"{{([\w.]+)}}", lambda match: parts[match[1]], template)
