"""Answers to digit_probs: right ones of other construction, and wrong ones."""

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
    logs = values - np.logaddexp.reduce(values, axis=0)
    return np.exp(logs).T


def one_image_at_a_time(layers, pixels, mean, std):
    return np.concatenate([by_columns(layers, p[None], mean, std) for p in pixels])


RIGHT = [with_einsum, by_columns, one_image_at_a_time]


def clipped(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) / 255 - mean) / std
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T + bias, 0)
    powers = np.exp(np.clip(values @ layers[-1][0].T + layers[-1][1], -700, 700))
    return powers / powers.sum(axis=1, keepdims=True)


def takes_a_layer_away(layers, *others):
    return with_einsum([layers.pop(0), *layers], *others)


WRONG = {
    "You cut the logits off at a limit": clipped,
    "Your numbers may be right, but PyTorch computes them": (
        lambda *case: torch.tensor(with_einsum(*case)).exp().log().numpy()
    ),
    "You return tensor(": lambda *case: torch.from_numpy(with_einsum(*case)),
    "The result is right, but your code changes its input": takes_a_layer_away,
}
