"""Answers to median_seconds."""

import time
from itertools import pairwise
from statistics import median

import numpy as np


def by_stamps(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    synchronize()
    stamps = [clock()]
    for _ in range(repeats):
        work()
        synchronize()
        stamps.append(clock())
    return median(b - a for a, b in pairwise(stamps))


def by_numpy(work, synchronize, clock, repeats, warmup):
    def once():
        synchronize()
        start = clock()
        work()
        synchronize()
        return clock() - start

    return float(np.median([once() for _ in range(warmup + repeats)][warmup:]))


RIGHT = [by_stamps, by_numpy]

WRONG = {
    "You never read the clock that you are given": (
        lambda work, wait, _, *others: by_numpy(work, wait, time.perf_counter, *others)
    ),
    "You do not call `work` `warmup` plus": lambda *case: by_stamps(*case[:4], 0),
}
