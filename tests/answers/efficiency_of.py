"""Answers to efficiency_of: right ones of other construction, and wrong ones."""

import torch


def by_seconds(rates):
    seconds = {n: 1e6 / rate for n, rate in rates.items()}
    return {n: seconds[1] / n / seconds[n] for n in rates}


def by_tensors(rates):
    processes = torch.tensor(list(rates), dtype=torch.float64)
    values = torch.tensor(list(rates.values()), dtype=torch.float64)
    shares = values / (values[processes == 1] * processes)
    return dict(zip(rates, shares.tolist(), strict=True))


RIGHT = [by_seconds, by_tensors]


def written_into_rates(rates):
    one = rates[1]
    for n in rates:
        rates[n] = rates[n] / one / n
    return rates


WRONG = {
    "The result is right, but your code changes its input `rates": written_into_rates,
    "You return [1.0, 0.85, 0.65], expected a dict": (
        lambda rates: list(by_seconds(rates).values())
    ),
    "Item ": (
        lambda rates: {n: 100 * share for n, share in by_seconds(rates).items()},
        lambda rates: {n: 1 - share for n, share in by_seconds(rates).items()},
        lambda rates: {n: torch.tensor(s) for n, s in by_seconds(rates).items()},
    ),
}
