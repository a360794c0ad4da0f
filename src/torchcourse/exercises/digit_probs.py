"""digit_probs: from pixels to probabilities, in NumPy alone."""

from contextlib import nullcontext
from itertools import pairwise

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from torchcourse.checking import Exercise


def digit_probs(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) / 255 - mean) / std
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T + bias, 0)
    weight, bias = layers[-1]
    logits = values @ weight.T + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cases(generator):
    def case(widths, n, shape, mean, std):
        layers = []
        for inputs, outputs in pairwise(widths):
            weight = torch.randn(outputs, inputs, generator=generator) * inputs**-0.5
            bias = 0.5 * torch.randn(outputs, generator=generator)
            layers.append((weight.numpy(), bias.numpy()))
        pixels = torch.randint(235, (n, *shape), generator=generator)
        return layers, pixels.to(torch.uint8).numpy(), mean, std

    square = [(np.array([[2.0, -1.0], [0.5, 0.0]]), np.array([0.0, 1.0]))]
    three = [(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([0.5, 0, -1]))]
    far = [(np.array([[4e4, 0.0], [0.0, 4e4]]), np.array([-1e4, -1e4]))]
    grays = np.arange(40, 66, dtype=np.uint8).reshape(13, 1, 2) * 3
    return [
        (square, np.array([[[51, 204]], [[102, 0]]], dtype=np.uint8), 0.4, 0.2),
        (three, np.array([[[0], [153]], [[204], [51]]], dtype=np.uint8), 0.5, 0.4),
        (far, grays, 0.5, 0.5),  # logits in the thousands, on both sides of zero
        case((16, 16, 16, 16), 16, (4, 4), 0.45, 0.3),
        case((30, 12, 9, 5), 7, (6, 5), 0.4, 0.25),
        case((8, 6, 3), 9, (2, 4), 0.6, 0.5),
        case((9, 4), 3, (3, 3), 0.3, 0.7),
    ]


class WithoutTorch(TorchFunctionMode):
    """Makes PyTorch fail, as on a machine that has none."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        raise ImportError("the other side has no PyTorch, so use NumPy alone")


def observe(answer, layers, pixels, mean, std):
    # A small case is shown as a call, which gives the same on the learner's machine.
    with WithoutTorch() if pixels.size > 24 else nullcontext():
        return answer(layers, pixels, mean, std)


def ending_in(finish, least=0.0):
    """Build an answer with another end, or with hidden values of at least ``least``."""

    def answer(layers, pixels, mean, std):
        values = (pixels.reshape(len(pixels), -1) / 255 - mean) / std
        for weight, bias in layers[:-1]:
            values = np.maximum(values @ weight.T + bias, least)
        weight, bias = layers[-1]
        return finish(values @ weight.T + bias)

    return answer


def largest(logits):
    return logits.max(axis=1, keepdims=True)


def softmax(logits, subtracted=0.0, axis=1):
    powers = np.exp(logits - subtracted)
    return powers / powers.sum(axis=axis, keepdims=True)


def stable_softmax(logits):
    return softmax(logits, largest(logits))


def with_pixels(change):
    return lambda layers, pixels, *scale: digit_probs(layers, change(pixels), *scale)


exercise = Exercise(
    digit_probs,
    cases=cases,
    observe=observe,
    hints=(
        "Four steps: standardize the pixels, make one row per image, apply the layers, "
        "take the softmax of each row. Which step needs `mean` and `std`, and which "
        "one needs the largest logit of a row?",
        "`nn.Linear` stores its weight as `(outputs, inputs)`. Which form must it have "
        "to stand to the right of rows `(n, inputs)`?",
        "Every layer but the last is followed by a ReLU. In a loop over `layers[:-1]`, "
        "what is left to do after it?",
    ),
    mistakes={
        "You apply a ReLU to the logits, too, so negative logits become 0. After which "
        "layer does no ReLU follow?": (
            ending_in(lambda logits: softmax(logits.clip(0), largest(logits).clip(0))),
            ending_in(lambda logits: softmax(logits.clip(0))),
        ),
        "You apply no ReLU between the layers. Which negative numbers does a ReLU "
        "replace, and by what?": (
            ending_in(stable_softmax, least=-np.inf),
            ending_in(softmax, least=-np.inf),
        ),
        "You return the logits. Which function makes probabilities from them?": (
            ending_in(lambda logits: logits)
        ),
        "You do not standardize the pixels. What do you subtract from them, and by "
        "what do you divide?": (
            lambda layers, pixels, *_: digit_probs(layers, pixels, 0.0, 1.0)
        ),
        "You multiply by the weights as they are stored, `(outputs, inputs)`. A square "
        "layer then gives wrong numbers without an error. What must be transposed?": (
            lambda layers, *rest: digit_probs([(w.T, b) for w, b in layers], *rest),
            lambda layers, *rest: ending_in(softmax)(
                [(w.T, b) for w, b in layers], *rest
            ),
        ),
        "Small logits come out right, but `exp` of a large logit is infinite, and "
        "infinity divided by infinity is not a number. What may be subtracted from a "
        "row first?": ending_in(softmax),
        "You cut the logits off at a limit, so large logits that differ become equal. "
        "What may be subtracted from a row, so that no `exp` is too large?": (
            ending_in(lambda logits: softmax(logits.clip(-500, 500))),
            ending_in(lambda logits: softmax(np.minimum(logits, 250))),
        ),
        "You take the largest logit, or the sum, over all images, although each image "
        "has probabilities of its own. Along which axis do its logits lie?": (
            ending_in(lambda logits: softmax(logits, logits.max())),
            ending_in(lambda logits: softmax(logits, logits.max(), axis=None)),
            ending_in(lambda logits: softmax(logits, largest(logits), axis=None)),
        ),
        "You do not divide the pixels by 255 before you standardize them. On which "
        "scale are `mean` and `std`, whatever the largest pixel is?": (
            with_pixels(lambda pixels: 255.0 * pixels),
            with_pixels(lambda pixels: 255.0 * (pixels / pixels.max())),
            lambda layers, pixels, m, s: digit_probs(layers, pixels, m / 255, s),
        ),
        "You transpose each image before its rows are joined. In which order did the "
        "pixels of an image come in training?": (
            with_pixels(lambda pixels: pixels.swapaxes(1, 2))
        ),
    },
)
