"""Answers to precision_and_recall."""

import torch


def by_loop(counts):
    shares = []
    for table in (counts.T, counts):
        share = [table[i, i].item() / table[i].sum().item() for i in range(len(table))]
        shares.append(torch.tensor(share))
    return tuple(shares)


def by_numpy(counts):
    table = counts.numpy()
    right = table.diagonal()
    precision = right / table.sum(axis=0)
    return torch.tensor(precision).float(), torch.tensor(right / table.sum(1)).float()


RIGHT = [by_loop, by_numpy]

WRONG = {
    "You return the shares of one class alone": lambda counts: (
        counts[1, 1] / counts[:, 1].sum(),
        counts[1, 1] / counts[1, :].sum(),
    ),
    "Precision and recall are exchanged": (
        lambda counts: (by_loop(counts)[1], by_loop(counts)[0])
    ),
    "You divide every entry": lambda counts: (
        counts / counts.sum(0, keepdim=True),
        counts / counts.sum(1)[:, None],
    ),
}
