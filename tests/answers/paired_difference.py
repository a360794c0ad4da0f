"""Answers to paired_difference."""

import numpy as np
import torch


def by_counts(new, old):
    n = len(new)
    better, worse = (new & ~old).sum().item() / n, (old & ~new).sum().item() / n
    difference = better - worse
    margin = 1.96 * ((better + worse - difference**2) / n) ** 0.5
    return difference - margin, difference + margin


def by_numpy(new, old):
    differences = new.numpy().astype(float) - old.numpy().astype(float)
    margin = 1.96 * differences.std() / np.sqrt(len(differences))
    return [float(differences.mean() - margin), float(differences.mean() + margin)]


RIGHT = [by_counts, by_numpy]


def by_covariance_once(new, old):
    both = torch.stack([new, old]).double()
    covariance = torch.cov(both, correction=0)
    variance = covariance[0, 0] + covariance[1, 1] - covariance[0, 1]
    margin = 1.96 * (variance / len(new)).sqrt()
    mean = (both[0] - both[1]).mean()
    return (mean - margin).item(), (mean + margin).item()


WRONG = {
    "Item 0: you get": by_covariance_once,
}
