"""Patience: a starved program gets its time, an endless and a silent one do not."""

import subprocess
import sys

import guards
import pytest
from patience import Patience, ended


def looks(seconds, cpu, every=1.0):
    """Return at which look the limit is reached, given the CPU seconds of each."""
    times, spent = iter(range(99)), iter(cpu)
    patience = Patience(seconds, lambda: next(spent), lambda: every * next(times))
    return next((i for i, _ in enumerate(cpu[1:], 1) if patience.over()), None)


@pytest.mark.parametrize(
    ("cpu", "reached"),
    [
        ([float(i) for i in range(9)], 5),  # it computes alone on its core
        ([0.0] * 9, 5),  # it does nothing
        ([i / 1000 for i in range(9)], 5),  # or next to nothing
        ([i / 4 for i in range(20)], None),  # it computes, and others do, too
        ([i / 4 for i in range(30)], 20),
        ([0.0, 1.0, 2.0, *[2.0] * 9], 7),  # it stopped in the middle
    ],
)
def test_a_limit_of_five_seconds(cpu, reached):
    assert looks(5, cpu) == reached


def test_no_limit_is_never_reached():
    assert looks(None, [0.0] * 50) is None


def start(code):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", code], **pipes)


def test_what_a_process_says_is_returned_when_it_ends_and_told_when_it_does_not():
    assert ended(start("print(3)")) == ("3\n", "")
    waits = "import time; print('I wait', flush=True); time.sleep(600)"
    process = start(waits)
    with pytest.raises(AssertionError, match="says: I wait"):
        ended(process, seconds=5)
    assert process.poll() is not None


KERNEL = """
import pathlib, runpy, sys
tried = pathlib.Path(sys.argv.pop())
tried.write_text(tried.read_text() + ".")
if len(tried.read_text()) <= FAILURES:
    sys.exit("no port is free")
runpy.run_module("ipykernel_launcher", run_name="__main__")
"""


@pytest.fixture
def kernel_that_fails(monkeypatch, tmp_path):
    tried = tmp_path / "tried"
    tried.touch()

    def use(times):
        code = KERNEL.replace("FAILURES", str(times))
        argv = [sys.executable, "-c", code, "-f", "{connection_file}", str(tried)]
        spec = guards.NbvalKernelspecManager.kernel_spec_class.default_value(argv=argv)
        manager = guards.NbvalKernelspecManager
        monkeypatch.setattr(manager, "get_kernel_spec", lambda *_: spec)
        return tried

    return use


@pytest.mark.slow
def test_a_kernel_that_fails_at_its_start_is_started_again(kernel_that_fails):
    tried = kernel_that_fails(1)
    kernel = guards.WatchedKernel("python")
    kernel.stop()
    assert tried.read_text() == ".."


@pytest.mark.slow
def test_a_kernel_that_never_starts_says_why(kernel_that_fails):
    tried = kernel_that_fails(99)
    with pytest.raises(RuntimeError, match=r"no kernel in 3 starts: .*no port is free"):
        guards.WatchedKernel("python")
    assert tried.read_text() == "..."
