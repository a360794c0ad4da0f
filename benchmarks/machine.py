"""Say on what the figures were taken: processor, memory, versions; no name, no path."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

import torch


def processor() -> str:
    """Return the processor's model as the system names it."""
    try:
        if platform.system() == "Darwin":
            command = ["sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.check_output(command, text=True).strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except (OSError, subprocess.CalledProcessError):
        pass
    return platform.processor() or platform.machine()


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> str:
    """Return the memory in GB, or nothing where the system does not tell."""
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return ""
    return f"{size / 1e9:.0f} GB of memory"


def load() -> str:
    """Return how many processes wanted to run in the last minute, if it is known."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"load before the start: {os.getloadavg()[0]:.1f}"


def name(accelerators: list[str]) -> str:
    """Name the machine by its processor, cores and accelerators."""
    return ", ".join([processor(), f"{cores()} cores", *accelerators])


def details() -> str:
    """Describe system, versions and threads in one line."""
    versions = [f"Python {platform.python_version()}"]
    versions += [f"{p} {metadata.version(p)}" for p in ("torch", "torchvision")]
    chip = f"{platform.machine()} with {torch.backends.cpu.get_cpu_capability()}"
    threads = f"threads: {torch.get_num_threads()}"
    system = f"{platform.system()} on {chip}"
    return ", ".join(p for p in (system, memory(), *versions, threads, load()) if p)
