"""Answers to digit_probs."""

import numpy as np

from torchcourse.exercises.digit_probs import plain_softmax, wrong


def with_einsum(layers, pixels, mean, std):
    hidden = (pixels.astype(np.float32) / 255 - mean) / std
    hidden = hidden.reshape(hidden.shape[0], -1)
    for i, (weight, bias) in enumerate(layers):
        hidden = np.einsum("oi,ni->no", weight, hidden) + bias
        if i + 1 < len(layers):
            hidden = hidden * (hidden > 0)
    hidden = np.exp(hidden - hidden.max(1)[:, None])
    return hidden / hidden.sum(1)[:, None]


def by_columns(layers, pixels, mean, std):
    values = ((pixels / 255 - mean) / std).reshape(len(pixels), -1).T
    while layers:
        (weight, bias), *layers = layers
        values = weight @ values + bias[:, None]
        values = np.where(values > 0, values, 0) if layers else values
    return np.exp(values - np.logaddexp.reduce(values, axis=0)).T


RIGHT = [with_einsum, by_columns]

WRONG = {
    "You cut the logits off at a limit": (
        wrong(finish=lambda logits: plain_softmax(np.clip(logits, -700, 700)))
    ),
    "The result is right, but your code changes the length of `layers`": (
        lambda layers, *others: with_einsum([layers.pop(0), *layers], *others)
    ),
}
