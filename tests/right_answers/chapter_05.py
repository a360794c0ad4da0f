"""Right answers to the exercises of notebook 05, each built in another way."""

import math
from collections import Counter

import torch
from torch import nn


def by_softplus(logits, labels, positive_weight):
    softplus = nn.functional.softplus
    return torch.where(
        labels == 1, positive_weight * softplus(-logits), softplus(logits)
    ).mean()


def by_logsigmoid(logits, labels, positive_weight):
    weights = 1 + (positive_weight - 1) * labels
    signs = 2 * labels - 1  # the cost depends on the signed logit alone
    return -(weights * nn.functional.logsigmoid(signs * logits)).mean()


def by_pytorch(logits, labels, positive_weight):
    weight = torch.tensor(positive_weight, dtype=logits.dtype)
    return nn.functional.binary_cross_entropy_with_logits(
        logits, labels, pos_weight=weight
    )


def by_maximum(logits, labels, positive_weight):
    logits, labels = logits.double(), labels.double()
    weights = torch.ones_like(labels)
    weights[labels == 1] = positive_weight
    tail = (-logits.abs()).exp().log1p()
    zeros = torch.zeros_like(logits)
    costs = torch.maximum(logits, zeros) - logits * labels + tail
    return (weights * costs).sum() / len(logits)


def _with_positive_part(positive_part):
    """Return an answer whose max(z, 0) may report any slope at its corner."""

    def loss(logits, labels, positive_weight):
        tail = torch.log1p(torch.exp(-logits.abs()))
        costs = positive_part(logits) - logits * labels + tail
        return ((1 + (positive_weight - 1) * labels) * costs).mean()

    return loss


by_clamp = _with_positive_part(lambda z: z.clamp(min=0))  # slope 1 at 0
by_relu = _with_positive_part(torch.relu)  # slope 0
by_where = _with_positive_part(lambda z: torch.where(z > 0, z, 0.0))


def by_a_loop(logits, labels, positive_weight):
    total = 0.0
    for logit, label in zip(logits, labels, strict=True):
        if label == 1:
            total = total + positive_weight * torch.logaddexp(-logit, 0 * logit)
        else:
            total = total + torch.logaddexp(logit, 0 * logit)
    return total / len(logits)


def accuracy_by_probs(logits, labels):
    called = torch.sigmoid(logits)[:, 0] > 0.5
    return (called.long() == labels).sum().item() / len(labels)


def accuracy_by_column(logits, labels):
    return float(((logits > 0) == labels.unsqueeze(1)).double().mean())


def accuracy_by_loop(logits, labels):
    right = 0
    for logit, label in zip(logits.flatten().tolist(), labels.tolist(), strict=True):
        right += (logit > 0) == bool(label)
    return right / len(labels)


def accuracy_by_rounding(logits, labels):
    mistakes = (torch.sigmoid(logits.reshape(-1)).round() - labels).abs()
    return 1 - mistakes.mean().item()


def softmax_by_logsumexp(logits):
    return (logits - logits.logsumexp(dim=-1, keepdim=True)).exp()


def softmax_by_detached_shift(logits):
    shift = logits.max(-1).values.unsqueeze(-1).detach()
    powers = torch.e ** (logits - shift)
    return powers / powers.sum(-1).unsqueeze(-1)


def softmax_by_pairs(logits):
    gaps = logits.unsqueeze(-2) - logits.unsqueeze(-1)  # (..., k, k)
    return 1 / gaps.exp().sum(dim=-1)


def softmax_by_loop(logits):
    rows = logits.double().reshape(-1, logits.shape[-1])
    results = []
    for row in rows:
        powers = torch.exp(row - max(row))
        results.append(powers / sum(powers))
    return torch.stack(results).reshape(logits.shape)


def confusion_by_loop(labels, predictions, classes):
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    for label, prediction in zip(labels, predictions, strict=True):
        counts[label, prediction] += 1
    return counts


def confusion_by_one_hot(labels, predictions, classes):
    one_hot = nn.functional.one_hot
    rows, columns = one_hot(labels, classes), one_hot(predictions, classes)
    return (rows[:, :, None] * columns[:, None, :]).sum(dim=0)


def confusion_by_index_put(labels, predictions, classes):
    counts = torch.zeros((classes, classes), dtype=torch.int64)
    ones = torch.ones_like(labels)
    return counts.index_put((labels, predictions), ones, accumulate=True)


def confusion_by_comparison(labels, predictions, classes):
    names = torch.arange(classes)
    rows = (labels == names[:, None]).float()  # (classes, n)
    columns = (predictions[:, None] == names).float()
    return (rows @ columns).round().long()


def confusion_by_counter(labels, predictions, classes):
    seen = Counter(zip(labels.tolist(), predictions.tolist(), strict=True))
    return torch.tensor([[seen[i, j] for j in range(classes)] for i in range(classes)])


def scaled_by_variance(train, test):
    mean = train.sum(dim=0) / len(train)
    variance = ((train - mean) ** 2).mean(dim=0)
    variance[variance == 0] = 1.0
    return (train - mean) * variance.rsqrt(), (test - mean) * variance.rsqrt()


def scaled_where_std_is_zero(train, test):
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0)
    std = torch.where(std == 0, 1.0, std)
    return (train - mean) / std, (test - mean) / std


def scaled_by_std_mean(train, test):
    std, mean = torch.std_mean(train, dim=0, correction=0, keepdim=True)
    std = std.masked_fill(train.amax(dim=0) == train.amin(dim=0), 1)
    return [(rows - mean) / std for rows in (train, test)]


def scaled_column_by_column(train, test):
    results = torch.empty_like(train), torch.empty_like(test)
    for j in range(train.shape[1]):
        column = train[:, j].double()
        mean = column.mean()
        spread = math.sqrt(((column - mean) ** 2).mean()) or 1.0
        results[0][:, j] = (column - mean) / spread
        results[1][:, j] = (test[:, j] - mean) / spread
    return results


def scaled_by_numpy(train, test):
    raw = train.numpy()
    spread = raw.std(axis=0)
    spread[raw.min(axis=0) == raw.max(axis=0)] = 1
    scaled = [(rows.numpy() - raw.mean(axis=0)) / spread for rows in (train, test)]
    return tuple(torch.from_numpy(rows) for rows in scaled)


RIGHT = {
    "5.1": [
        by_softplus,
        by_logsigmoid,
        by_pytorch,
        by_maximum,
        by_clamp,
        by_relu,
        by_where,
        by_a_loop,
    ],
    "5.2": [
        accuracy_by_probs,
        accuracy_by_column,
        accuracy_by_loop,
        accuracy_by_rounding,
    ],
    "5.3": [
        softmax_by_logsumexp,
        softmax_by_detached_shift,
        softmax_by_pairs,
        softmax_by_loop,
    ],
    "5.4": [
        confusion_by_loop,
        confusion_by_one_hot,
        confusion_by_index_put,
        confusion_by_comparison,
        confusion_by_counter,
    ],
    "5.5": [
        scaled_by_variance,
        scaled_where_std_is_zero,
        scaled_by_std_mean,
        scaled_column_by_column,
        scaled_by_numpy,
    ],
}
