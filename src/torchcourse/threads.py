"""Let PyTorch's threads share the cores with other processes; imported before PyTorch.

Where PyTorch computes on several cores, its threads wait for each other many times in
each training step. On Linux, GNU's OpenMP library lets a waiting thread spin, which
keeps its core busy, for 300,000 turns before it sleeps. If another process needs a core
too, the thread that all wait for gets none meanwhile, and a step may take a hundred
times as long.

Importing this module limits the turns, by the environment variable ``GOMP_SPINCOUNT``,
unless that or ``OMP_WAIT_POLICY`` is set. The library reads it once, when PyTorch is
loaded, so ``import torchcourse`` must come before ``import torch``; processes started
later inherit it. Item 8 of docs/benchmarks.md measures what it is worth.

PyTorch's builds for macOS and Windows bring other OpenMP libraries, LLVM's and Intel's,
which do not read this variable: nothing changes there, and nothing was measured.
"""

import os

SPINS = 2_000  # turns: with fewer, a quiet machine slows down as well

if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", str(SPINS))
