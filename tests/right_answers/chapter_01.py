"""Right answers to the exercises of notebook 01, each built in another way."""

import numpy as np
import torch


def board_by_loops(n):
    board = torch.zeros(n, n)
    for i in range(n):
        for j in range(n):
            if (i + j) % 2 == 1:
                board[i, j] = 1.0
    return board


def board_by_slices(n):
    board = torch.zeros(n, n)
    board[0::2, 1::2] = 1
    board[1::2, 0::2] = 1
    return board


def board_by_tiles(n):
    tile = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    return tile.repeat(n, n)[:n, :n]


def board_by_comparison(n):
    odd = torch.arange(n) % 2
    return (odd[:, None] != odd[None, :]).to(torch.float32)


def board_by_numpy(n):
    return torch.from_numpy(np.indices((n, n)).sum(axis=0) % 2).float()


def columns_one_by_one(table):
    columns = []
    for column in table.unbind(dim=1):
        columns.append((column - column.mean()) / column.std())
    return torch.stack(columns, dim=1)


def columns_by_sums(table):
    n = table.shape[0]
    centered = table - table.sum(dim=0, keepdim=True) / n
    variance = (centered * centered).sum(dim=0, keepdim=True) / (n - 1)
    return centered / variance.sqrt()


def columns_in_double(table):
    table = table.double()
    variance, mean = torch.var_mean(table, dim=0)
    return (table - mean) * variance.rsqrt()


def columns_as_rows(table):
    rows = table.T
    mean, spread = rows.mean(dim=1, keepdim=True), rows.std(dim=1, keepdim=True)
    return ((rows - mean) / spread).T


def columns_by_numpy(table):
    values = table.numpy()
    return torch.from_numpy((values - values.mean(0)) / values.std(0, ddof=1))


def distances_by_loops(left, right):
    rows = []
    for a in left:
        rows.append(torch.stack([((a - b) ** 2).sum() for b in right]))
    return torch.stack(rows)


def distances_number_by_number(left, right):
    out = []
    for i in range(len(left)):
        for j in range(len(right)):
            pairs = zip(left[i], right[j], strict=True)
            out.append(sum((a - b) ** 2 for a, b in pairs))
    return torch.tensor(out).reshape(len(left), len(right))


def distances_by_expansion(left, right):
    a = (left**2).sum(dim=1, keepdim=True)
    b = (right**2).sum(dim=1)
    return a - 2 * left @ right.T + b


def distances_by_cdist(left, right):
    return torch.cdist(left, right) ** 2


def distances_by_coordinates(left, right):
    total = 0
    for k in range(left.shape[1]):
        total = total + (left[:, k, None] - right[:, k]) ** 2
    return total


def distances_in_double(left, right):
    return (left.double()[:, None] - right.double()[None]).pow(2).sum(-1)


def one_hot_by_identity(labels, k):
    return torch.eye(k)[labels]


def one_hot_by_comparison(labels, k):
    return (labels[:, None] == torch.arange(k)).float()


def one_hot_by_function(labels, k):
    return torch.nn.functional.one_hot(labels, num_classes=k).float()


def one_hot_by_scatter(labels, k):
    return torch.zeros(len(labels), k).scatter_(1, labels.unsqueeze(1), 1.0)


def one_hot_by_loop(labels, k):
    rows = [[float(j == label) for j in range(k)] for label in labels.tolist()]
    return torch.tensor(rows)


def luminance_by_slices(images):
    red, green, blue = images[:, 0], images[:, 1], images[:, 2]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def luminance_by_einsum(images):
    weights = torch.tensor([0.299, 0.587, 0.114])
    return torch.einsum("c,nchw->nhw", weights, images)


def luminance_channels_last(images):
    return images.permute(0, 2, 3, 1) @ torch.tensor([0.299, 0.587, 0.114])


def luminance_in_double(images):
    weights = torch.tensor([0.299, 0.587, 0.114], dtype=torch.float64)
    return (images.double() * weights.reshape(3, 1, 1)).sum(1)


def luminance_by_loop(images):
    return torch.stack([0.299 * r + 0.587 * g + 0.114 * b for r, g, b in images])


RIGHT = {
    "1.1": [
        board_by_loops,
        board_by_slices,
        board_by_tiles,
        board_by_comparison,
        board_by_numpy,
    ],
    "1.2": [
        columns_one_by_one,
        columns_by_sums,
        columns_in_double,
        columns_as_rows,
        columns_by_numpy,
    ],
    "1.3": [
        distances_by_loops,
        distances_number_by_number,
        distances_by_expansion,
        distances_by_cdist,
        distances_by_coordinates,
        distances_in_double,
    ],
    "1.4": [
        one_hot_by_identity,
        one_hot_by_comparison,
        one_hot_by_function,
        one_hot_by_scatter,
        one_hot_by_loop,
    ],
    "1.5": [
        luminance_by_slices,
        luminance_by_einsum,
        luminance_channels_last,
        luminance_in_double,
        luminance_by_loop,
    ],
}
