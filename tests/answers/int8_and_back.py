"""Answers to int8_and_back: right ones of other construction, and wrong ones."""

import torch


def by_loops(weight):
    codes = torch.zeros(weight.shape, dtype=torch.int8)
    restored = torch.zeros_like(weight)
    for i, row in enumerate(weight):
        scale = max(row.max().item(), -row.min().item()) / 127
        if scale > 0:
            codes[i] = (row / scale).round().to(torch.int8)
            restored[i] = scale * codes[i].float()
    return codes, restored


def by_clamped_scale(weight):
    scale = weight.abs().max(dim=1).values.clamp(min=1e-12)[:, None] / 127
    codes = torch.round(weight / scale).clamp(-127, 127).char()
    return [codes, codes.to(weight.dtype) * scale]


def repaired(weight):
    scale = weight.abs().amax(dim=1, keepdim=True) / 127
    codes = (weight / scale).round().to(torch.int8)
    codes[scale.flatten() == 0] = 0  # whatever not-a-number became there
    return codes, codes.float() * scale


RIGHT = [by_loops, by_clamped_scale, repaired]


def with_scale(change):
    def answer(weight):
        scale = change(weight.abs().amax(dim=1, keepdim=True) / 127)
        codes = (weight / scale).round().to(torch.int8)
        return codes, codes * scale

    return answer


def asymmetric(weight):
    low, high = weight.amin(1, keepdim=True), weight.amax(1, keepdim=True)
    scale = (high - low).clamp(min=1e-12) / 255
    zero = (-128 - low / scale).round()
    codes = (weight / scale + zero).round().clamp(-128, 127).to(torch.int8)
    return codes, (codes - zero) * scale


WRONG = {
    "In some rows, no code reaches 127": (
        with_scale(lambda scale: scale.clamp(min=1e-3)),
        with_scale(lambda scale: scale + 1e-8),
        with_scale(lambda scale: 127 * scale.clamp(min=1e-9)),
    ),
    "You multiply all weights by 127": lambda weight: (
        (weight * 127).round().to(torch.int8),
        (weight * 127).round() / 127,
    ),
    "Item 0: the dtype is int64, expected int8": lambda weight: (
        by_loops(weight)[0].long(),
        by_loops(weight)[1],
    ),
    "Item 0: the dtype is float32": lambda weight: by_loops(weight)[::-1],
    "You return tensor(": lambda weight: by_loops(weight)[0],
    "Item 0: the largest error": asymmetric,
}
