"""Answers to efficiency_of."""

import torch


def by_seconds(rates):
    seconds = {n: 1e6 / rate for n, rate in rates.items()}
    return {n: seconds[1] / n / seconds[n] for n in rates}


def by_tensors(rates):
    processes, values = torch.tensor(list(rates.items()), dtype=torch.float64).T
    shares = values / (values[processes == 1] * processes)
    return dict(zip(rates, shares.tolist(), strict=True))


RIGHT = [by_seconds, by_tensors]


def written_into_rates(rates):
    rates.update(by_seconds(rates))
    return rates


WRONG = {
    "The result is right, but your code changes its input `rates": written_into_rates,
    "Item ": lambda rates: {n: 1 - share for n, share in by_seconds(rates).items()},
}
