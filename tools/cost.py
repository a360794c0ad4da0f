"""What a running process has cost: seconds and memory, its children included."""

import re
import time
from pathlib import Path
from typing import NamedTuple

import psutil


class Cost(NamedTuple):
    """What a kernel has cost: seconds of wall clock and CPU, peak memory in MB."""

    seconds: float
    cpu: float
    memory: float


def cost_of(pid: int) -> Cost:
    """Measure a running process, its children included."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    cpu, memory = 0.0, 0.0
    for member in family:
        try:
            cpu += sum(member.cpu_times()[:4])  # user, system, and ended children's
            memory = max(memory, _peak(member))
        except psutil.Error:  # it ended while we looked
            continue
    return Cost(time.time() - process.create_time(), cpu, memory / 1e6)


def _peak(process: psutil.Process) -> int:
    """Return the peak of the resident set in bytes; on macOS the present one."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return 1024 * int(re.search(r"^VmHWM:\s*(\d+) kB", status, re.M)[1])
    except (OSError, TypeError):
        memory = process.memory_info()
        return getattr(memory, "peak_wset", memory.rss)
