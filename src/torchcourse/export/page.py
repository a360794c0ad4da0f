"""Write the page: check the model, round its weights, and fill the template."""

import base64
import copy
import json
import math
import os
import re
from importlib import resources
from pathlib import Path

import torch
from torch import Tensor, nn

from torchcourse import files

PIXELS, DIGITS = 784, 10
LARGEST = 600_000  # bytes of a page that loads at once on a phone
_HARMLESS = (nn.Linear, nn.ReLU, nn.Flatten, nn.Dropout, nn.Identity)


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
            ``Flatten``, ``Dropout`` and ``Identity`` may stand among them. On any
            device; it is not changed.
        mean: Of the training pixels, which lie from 0 (paper) to 1 (ink).
        std: Of the training pixels, above 0.
        threshold: Probability from 0 to 1 that an answer needs, chosen on data.

    Returns:
        The path of the page.

    Raises:
        ValueError: If the model is no such network, a number is out of its range, or
            the page would be larger than 600 KB. No file is written then.
        OSError: If the file cannot be written; an old one then stays as it was.
    """
    mean, std, threshold = float(mean), float(std), float(threshold)
    if not (math.isfinite(mean) and 0 < std < math.inf and 0 <= threshold <= 1):
        raise ValueError(
            f"The page needs a finite mean, a std above 0 and a threshold from 0 to 1; "
            f"these are {mean:g}, {std:g} and {threshold:g}."
        )
    layers = _linear_layers(model)
    data = {
        "sizes": [PIXELS, *(layer.out_features for layer in layers)],
        "mean": mean,
        "std": std,
        "threshold": threshold,
        "weights": _pack(layers),
    }
    text = _fill(data, sum(p.numel() for layer in layers for p in layer.parameters()))
    if (size := len(text.encode())) > LARGEST:
        raise ValueError(
            f"The page would weigh {size // 1000} KB, and {LARGEST // 1000} KB is the "
            "most that loads at once on a phone: make the layers narrower."
        )
    files.write_whole(path, text.encode())
    return Path(path)


def _linear_layers(model: nn.Module) -> list[nn.Linear]:
    """Return copies of the linear layers, in float64, if they are all there is."""
    model = copy.deepcopy(model).to("cpu", torch.float64).eval()
    parts = [module for module in model.modules() if not list(module.children())]
    layers = [module for module in parts if isinstance(module, nn.Linear)]
    for part in parts:
        if not isinstance(part, _HARMLESS):
            raise ValueError(f"The page cannot compute {part}, only Linear and ReLU.")
    sizes = [(layer.in_features, layer.out_features) for layer in layers]
    inputs, outputs = [a for a, _ in sizes], [b for _, b in sizes]
    if [PIXELS, *outputs] != [*inputs, DIGITS]:
        raise ValueError(
            f"The page needs Linear layers from {PIXELS} inputs to {DIGITS} outputs, "
            f"each as wide as the next expects; these are {sizes}."
        )
    if any(layer.bias is None for layer in layers):
        raise ValueError("The page needs a bias in every Linear layer.")
    _compare(model, layers)
    return layers


@torch.inference_mode()
def _compare(model: nn.Module, layers: list[nn.Linear]) -> None:
    """Check that the model is its linear layers in order, with ReLU between."""
    images = torch.rand(16, PIXELS, generator=torch.Generator().manual_seed(0)).double()
    values = layers[0](images)
    for layer in layers[1:]:
        values = layer(values.relu())
    if not values.isfinite().all():
        raise ValueError("The model holds a weight that is infinite or not a number.")
    if not torch.allclose(model(images), values):
        raise ValueError(
            "The page computes the model's Linear layers in order, with ReLU after "
            "each but the last; this model computes something else."
        )


def _pack(layers: list[nn.Linear]) -> str:
    """Round weights and biases to float16, and write them as text (base64)."""
    rounded = [_rounded(p) for layer in layers for p in (layer.weight, layer.bias)]
    numbers = torch.cat([part.flatten() for part in rounded]).numpy()
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode()


def _rounded(values: Tensor) -> Tensor:
    half = values.detach().half()
    if not half.isfinite().all():
        raise ValueError(
            f"The largest weight is {values.abs().max():.3g}; float16 ends at 65504."
        )
    return half


def _fill(data: dict, parameters: int) -> str:
    """Put the parts into the template, and return the page's text."""
    folder = resources.files("torchcourse.export")
    parts = {
        name: (folder / name).read_text(encoding="utf-8").rstrip()
        for name in ("page.css", "reader.js", "page.js")
    }
    parts["parameters"] = f"{parameters:,}"
    parts["percent"] = f"{100 * data['threshold']:.3g}"
    parts["model"] = json.dumps(data)
    template = (folder / "page.html").read_text(encoding="utf-8")
    return re.sub(r"{{([\w.]+)}}", lambda match: parts[match[1]], template)
