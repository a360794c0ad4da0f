"""Right answers to the exercises of notebook 10, each built in another way."""

import math

import numpy as np
import torch
from torch import nn


def center_by_padding(image):
    height, width = image.shape
    grid = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    row, column = ((image * places).sum() / image.sum() for places in grid)
    down = math.floor(height // 2 - row.item() + 0.5)
    right = math.floor(width // 2 - column.item() + 0.5)
    return nn.functional.pad(image, (right, -right, down, -down))


def center_by_slices(image):
    height, width = image.shape
    share = image / image.sum()
    row = (share.sum(1) @ torch.arange(height).float()).item()
    column = (share.sum(0) @ torch.arange(width).float()).item()
    rows, columns = image.sum(1).nonzero()[:, 0], image.sum(0).nonzero()[:, 0]
    top, bottom = rows.min().item(), rows.max().item() + 1
    left, right = columns.min().item(), columns.max().item() + 1
    y, x = round(height // 2 - row) + top, round(width // 2 - column) + left
    moved = torch.zeros_like(image)
    moved[y : y + bottom - top, x : x + right - left] = image[top:bottom, left:right]
    return moved


def center_by_weighted_positions(image):
    places = image.nonzero()  # (k, 2)
    ink = image[places[:, 0], places[:, 1]]
    center = (places * ink[:, None]).sum(0) / ink.sum()
    middle = torch.tensor([image.shape[0] // 2, image.shape[1] // 2])
    places = places + (middle - center).round().long()
    moved = torch.zeros_like(image)
    moved[places[:, 0], places[:, 1]] = ink
    return moved


def center_pixel_by_pixel(image):
    height, width = image.shape
    total = row = column = 0.0
    for y in range(height):
        for x in range(width):
            ink = image[y, x].item()
            total, row, column = total + ink, row + y * ink, column + x * ink
    down = round(height // 2 - row / total)
    right = round(width // 2 - column / total)
    return torch.roll(torch.roll(image, down, 0), right, 1)


def probs_with_einsum(layers, pixels, mean, std):
    hidden = (pixels.astype(np.float32) / 255 - mean) / std
    hidden = hidden.reshape(hidden.shape[0], -1)
    for i, (weight, bias) in enumerate(layers):
        hidden = np.einsum("oi,ni->no", weight, hidden) + bias
        if i + 1 < len(layers):
            hidden = hidden * (hidden > 0)
    hidden = np.exp(hidden - hidden.max(1)[:, None])
    return hidden / hidden.sum(1)[:, None]


def probs_one_image_at_a_time(layers, pixels, mean, std):
    result = []
    for image in pixels:
        values = (image.ravel() / 255.0 - mean) / std
        for weight, bias in layers[:-1]:
            values = (weight @ values + bias).clip(min=0)
        values = layers[-1][0] @ values + layers[-1][1]
        shares = np.exp(values - values.max())
        result.append(shares / shares.sum())
    return np.stack(result)


def probs_by_columns(layers, pixels, mean, std):
    values = ((pixels / 255 - mean) / std).reshape(len(pixels), -1).T
    while layers:
        (weight, bias), *layers = layers
        values = weight @ values + bias[:, None]
        values = np.where(values > 0, values, 0) if layers else values
    logs = values - np.logaddexp.reduce(values, axis=0)
    return np.exp(logs).T


def int8_by_loops(weight):
    codes = torch.zeros(weight.shape, dtype=torch.int8)
    restored = torch.zeros_like(weight)
    for i, row in enumerate(weight):
        scale = max(row.max().item(), -row.min().item()) / 127
        if scale > 0:
            codes[i] = (row / scale).round().to(torch.int8)
            restored[i] = scale * codes[i].float()
    return codes, restored


def int8_by_clamped_scale(weight):
    scale = weight.abs().max(dim=1).values.clamp(min=1e-12)[:, None] / 127
    codes = torch.round(weight / scale).clamp(-127, 127).char()
    return [codes, codes.to(weight.dtype) * scale]


def int8_by_multiplying(weight):
    factor = 127 / weight.abs().amax(1)
    factor = factor.masked_fill(factor.isinf(), 1.0).unsqueeze(1)
    codes = torch.floor(weight * factor + 0.5).to(torch.int8)
    return codes, codes / factor


def int8_by_norm(weight):
    largest = torch.linalg.vector_norm(weight, ord=torch.inf, dim=1, keepdim=True)
    largest[largest == 0] = 127
    codes = (127 * (weight / largest)).round().to(torch.int8)
    return codes, largest * codes / 127


def int8_repaired(weight):
    scale = weight.abs().amax(dim=1, keepdim=True) / 127
    codes = (weight / scale).round().to(torch.int8)
    codes[scale.flatten() == 0] = 0  # whatever not-a-number became there
    return codes, codes.float() * scale


def int8_without_nan(weight):
    scale = weight.abs().max(dim=1, keepdim=True).values / 127
    codes = torch.empty(weight.shape, dtype=torch.int8)
    codes[:] = (weight / scale).nan_to_num(0.0).round()
    return codes, scale.mul(codes)


def int8_chosen_afterwards(weight):
    scale = weight.abs().amax(1)[:, None] / 127
    codes = torch.where(scale > 0, (weight / scale).round().char(), 0)
    return codes, codes * scale


def abstain_by_assignment(logits, threshold):
    probs = torch.softmax(logits, 1)
    answers = probs.argmax(1)
    answers[probs.amax(1) < threshold] = -1
    return answers


def abstain_by_arithmetic(logits, threshold):
    confidence, answers = nn.functional.softmax(logits, dim=-1).max(-1)
    sure = (confidence >= threshold).long()
    return sure * (answers + 1) - 1


def abstain_row_by_row(logits, threshold):
    result = []
    for row in logits:
        probs = row.softmax(0)
        best = probs.argmax().item()
        result.append(best if probs[best] >= threshold else -1)
    return torch.tensor(result)


def abstain_by_log_sum_exp(logits, threshold):
    best = logits.max(dim=1)
    confidence = (best.values - logits.logsumexp(dim=1)).exp()
    return best.indices.masked_fill(confidence < threshold, -1)


RIGHT = {
    "10.1": [
        center_by_padding,
        center_by_slices,
        center_by_weighted_positions,
        center_pixel_by_pixel,
    ],
    "10.2": [probs_with_einsum, probs_one_image_at_a_time, probs_by_columns],
    "10.3": [
        int8_by_loops,
        int8_by_clamped_scale,
        int8_by_multiplying,
        int8_by_norm,
        int8_repaired,
        int8_without_nan,
        int8_chosen_afterwards,
    ],
    "10.4": [
        abstain_by_assignment,
        abstain_by_arithmetic,
        abstain_row_by_row,
        abstain_by_log_sum_exp,
    ],
}
