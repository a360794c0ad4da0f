"""Answers to median_seconds: right ones of other construction, and wrong ones."""

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

    seconds = [once() for _ in range(warmup + repeats)]
    return float(np.median(seconds[warmup:]))


RIGHT = [by_stamps, by_numpy]


def synchronizes_at_the_start_only(work, synchronize, clock, repeats, warmup):
    synchronize()
    return by_stamps(work, lambda: None, clock, repeats, warmup)


def leaves_the_old_work(work, synchronize, clock, repeats, warmup):
    seconds = []
    for i in range(-warmup, repeats):
        start = clock()
        work()
        synchronize()
        seconds += [clock() - start] if i >= 0 else []
    return median(seconds)


WRONG = {
    "Nothing waits between the work and the second reading": (
        synchronizes_at_the_start_only
    ),
    "You never read the clock that you are given": (
        lambda work, synchronize, clock, repeats, warmup: by_numpy(
            work, synchronize, time.perf_counter, repeats, warmup
        )
    ),
    "The number of calls of `work` is not the one that is asked for": (
        lambda *case: by_stamps(*case[:4], 0),
        lambda *case: by_stamps(*case[:3], case[3] + 1, case[4]),
        lambda *case: by_stamps(*case[:3], 1, case[4]),
    ),
    "Seconds: you get 7.4, expected 0.401": leaves_the_old_work,
    "Seconds: every number is 1000 times": lambda *case: 1000 * by_stamps(*case),
    "Seconds: every number has the opposite sign": lambda *case: -by_stamps(*case),
}
