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
    def case(widths, n, shape, mean, std, size=1.0):
        layers = []
        for inputs, outputs in pairwise(widths):
            weight = torch.randn(outputs, inputs, generator=generator) * inputs**-0.5
            bias = 0.5 * torch.randn(outputs, generator=generator)
            layers.append((weight.numpy(), bias.numpy()))
        layers[-1] = tuple(np.float32(size) * part for part in layers[-1])
        pixels = torch.randint(235, (n, *shape), generator=generator)
        return layers, pixels.to(torch.uint8).numpy(), mean, std

    square = [(np.array([[2.0, -1.0], [0.5, 0.0]]), np.array([0.0, 1.0]))]
    three = [(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), np.array([0.5, 0, -1]))]
    far = [(np.array([[4e3, 0.0], [0.0, 4e3]]), np.array([-3e3, -3e3]))]
    grays = np.arange(40, 66, dtype=np.uint8).reshape(13, 1, 2) * 3
    return [
        (square, np.array([[[51, 204]], [[102, 0]]], dtype=np.uint8), 0.4, 0.2),
        (three, np.array([[[0], [153]], [[204], [51]]], dtype=np.uint8), 0.5, 0.4),
        (far, grays, 0.5, 0.5),  # logits in the thousands, on both sides of zero
        case((16, 16, 16, 16), 16, (4, 4), 0.45, 0.3),
        case((30, 12, 9, 5), 7, (6, 5), 0.4, 0.25),
        case((8, 6, 3), 9, (2, 4), 0.6, 0.5, size=4000.0),
        case((9, 4), 3, (3, 3), 0.3, 0.7, size=2.0),
    ]


class WithoutTorch(TorchFunctionMode):
    """Makes PyTorch fail, as on a machine that has none."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        raise ImportError("there is no PyTorch on the other side")


def observe(answer, layers, pixels, mean, std):
    # A small case is shown as a call, which gives the same on the learner's machine.
    with WithoutTorch() if pixels.size > 24 else nullcontext():
        return answer(layers, pixels, mean, std)


def rows_of(pixels, mean, std):
    return (pixels.reshape(len(pixels), -1) / 255 - mean) / std


def logits_of(layers, rows):
    *hidden, (last, bias) = layers
    for weight, b in hidden:
        rows = np.maximum(rows @ weight.T + b, 0)
    return rows @ last.T + bias


def softmax(logits):
    return plain_softmax(logits - logits.max(axis=1, keepdims=True))


def wrong(prepare=rows_of, finish=softmax):
    """Build an answer from parts, of which some are wrong."""

    def answer(layers, pixels, mean, std):
        return finish(logits_of(layers, prepare(pixels, mean, std)))

    return answer


def plain_softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


def with_transposed(answer):
    return lambda layers, *others: answer([(w.T, b) for w, b in layers], *others)


def over_all_images(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum()


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
            wrong(finish=lambda v: softmax(v.clip(0))),
            wrong(finish=lambda v: plain_softmax(v.clip(0))),
        ),
        "You multiply by the weights as they are stored, `(outputs, inputs)`. A square "
        "layer then gives wrong numbers without an error. What must be transposed?": (
            with_transposed(digit_probs),
            with_transposed(wrong(finish=plain_softmax)),
        ),
        "It is right for small logits, but `exp` of a large one is infinite, and "
        "infinity divided by infinity is not a number. What may be subtracted from a "
        "row first?": (
            wrong(finish=plain_softmax),
            wrong(finish=lambda v: np.nan_to_num(plain_softmax(v))),
        ),
        "You subtract the largest logit of all images. If all logits of an image are "
        "far lower, each `exp` becomes 0, and 0 divided by 0 is not a number. Which "
        "largest logit belongs to a row?": (
            wrong(finish=lambda v: plain_softmax(v - v.max()))
        ),
        "You cut the logits off at a limit, so large logits that differ become equal. "
        "What may be subtracted from a row, so that no `exp` is too large?": (
            wrong(finish=lambda v: softmax(v.clip(-500, 500))),
            wrong(finish=lambda v: plain_softmax(np.minimum(v, 250))),
        ),
        "You divide the pixels by the largest of them. In training, 255 stood for full "
        "ink in every image: what if these images hold none?": (
            wrong(lambda pixels, *rest: rows_of(255 * (pixels / pixels.max()), *rest))
        ),
        "You divide the pixels with `//`, which cuts off the digits after the decimal "
        "point, so every gray becomes 0. Which division keeps the grays?": (
            wrong(lambda pixels, *rest: rows_of(255.0 * (pixels // 255), *rest))
        ),
        "You divide by the sum over all images. The probabilities of each image add up "
        "to 1: along which axis is the sum?": wrong(finish=over_all_images),
        "You do not divide the pixels by 255, or you do it after standardizing. On "
        "which scale are `mean` and `std`?": (
            wrong(lambda pixels, *rest: rows_of(255.0 * pixels, *rest)),
            wrong(lambda pixels, mean, std: rows_of(pixels, mean / 255, std)),
            wrong(lambda pixels, *rest: rows_of(255.0 * pixels, *rest), plain_softmax),
            wrong(
                lambda pixels, *rest: rows_of(255.0 * pixels, *rest),
                lambda v: plain_softmax(v.clip(0)),
            ),
        ),
        "The numbers of an image do not add up to 1. Are these probabilities?": (
            wrong(finish=lambda v: v),
            wrong(finish=np.exp),
        ),
        "You transpose each image before its rows are joined. In which order did the "
        "pixels of an image come in training?": (
            wrong(lambda pixels, *rest: rows_of(pixels.swapaxes(1, 2), *rest))
        ),
        "Your numbers may be right, but PyTorch computes them, and the other side has "
        "no PyTorch. Which functions of NumPy do the same?": (
            lambda *case: torch.from_numpy(digit_probs(*case)).clone().numpy()
        ),
    },
)
