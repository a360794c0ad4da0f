"""Take a network apart into the linear layers that the page computes."""

import base64
import copy

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

PIXELS, DIGITS = 784, 10
_SHAPES = (PIXELS,), (28, 28), (1, 28, 28)  # in which networks take an image
_HARMLESS = nn.Linear, nn.ReLU, nn.Flatten, nn.Dropout, nn.Identity, nn.LogSoftmax


def linear_layers(model: nn.Module) -> list[nn.Linear]:
    """Return copies of the linear layers, in float64, if the network is these.

    Args:
        model: As ``write_page`` takes it; it is not changed.

    Returns:
        The layers in order, on the CPU, from 784 inputs to 10 outputs.

    Raises:
        ValueError: If it computes anything but its linear layers in order, with ReLU
            between, or if a weight is not finite.
    """
    with _WithoutHistory():
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


class _WithoutHistory(TorchFunctionMode):
    """Let activations that a network keeps be copied: as values, without a graph."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is Tensor.__deepcopy__:
            return args[0].detach().clone()
        return function(*args, **(kwargs or {}))


def _compare(model: nn.Module, layers: list[nn.Linear]) -> None:
    """Check that the model is its linear layers in order, with ReLU between."""
    images = torch.rand(16, PIXELS, generator=torch.Generator().manual_seed(0)).double()
    values = layers[0](images)
    for layer in layers[1:]:
        values = layer(values.relu())
    if not values.isfinite().all():
        raise ValueError("The model holds a weight that is infinite or not a number.")
    logits = _logits(model, images)
    if torch.allclose(logits, values.softmax(1)):
        raise ValueError("The model ends in softmax: let it return the logits instead.")
    # The page takes the softmax, which is the same for logits and log_softmax.
    if not torch.allclose(logits.log_softmax(1), values.log_softmax(1)):
        raise ValueError(
            "The page computes the model's Linear layers in order, with ReLU after "
            "each but the last; this model computes something else."
        )


def _logits(model: nn.Module, images: Tensor) -> Tensor:
    """Return what the model makes of images, in the first shape that it takes."""
    problem = ""
    for shape in _SHAPES:
        try:
            logits = model(images.reshape(-1, *shape))
        except Exception as error:  # the learner's own code runs here
            said = f"{type(error).__name__}: {error}".split("\n")[0]
            problem = problem or f"fails with {said}"
            continue
        if isinstance(logits, Tensor) and logits.shape == (len(images), DIGITS):
            return logits.double()
        kind = f"shape {(*logits.shape,)}" if isinstance(logits, Tensor) else ""
        problem = problem or f"returns {kind or type(logits).__name__}"
    raise ValueError(
        f"The page needs a model that turns images (n, {PIXELS}), or (n, 28, 28), or "
        f"(n, 1, 28, 28), into logits (n, {DIGITS}); this one {problem}."
    )


def pack(layers: list[nn.Linear]) -> str:
    """Round weights and biases to float16, and write them as text (base64).

    Raises:
        ValueError: If a weight is too large for float16.
    """
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
