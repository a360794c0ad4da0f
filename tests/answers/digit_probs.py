"""Answers to digit_probs."""

import numpy as np
import torch


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


def with_torch(*case):
    return torch.from_numpy(with_einsum(*case)).clone().numpy()


WRONG = {
    "Your code raises ImportError: the other side has no PyTorch": with_torch,
    "The result is right, but your code changes the length of `layers`": (
        lambda layers, *others: with_einsum([layers.pop(0), *layers], *others)
    ),
}
