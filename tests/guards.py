"""Guards for what nbval does not see, and its comparison made fit for numbers.

nbval runs each notebook and compares the fresh outputs with the stored ones. What it
misses is caught by guards 1 to 9 below; each is proven by a notebook that must fail, in
``tests/test_notebook_guards.py``. pytest loads this plugin by ``conftest.py``.
"""

import os
import random
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from queue import Empty
from tokenize import TokenError

import pytest
from budgets import LIMIT, overrun
from cost import cost_of
from equivalence import same_text
from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager
from patience import Patience, cpu_of
from stored_form import stray

try:
    import nbval.plugin as nbval
    from jupyter_client.manager import KernelManager
    from nbval.kernel import NbvalKernelspecManager, RunningKernel
except ImportError:  # the unit tests run without nbval
    nbval, RunningKernel = None, object

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = str(ROOT / "tests" / "offline")
STARTS = 3  # a kernel that ends at once gets another try
STRICT_SHELL = "get_ipython().system_raise_on_error = True"
NO_NETWORK = "http://127.0.0.1:9"  # a port where nothing answers
WENT_ONLINE = "TORCHCOURSE_OFFLINE_LOG"


def pytest_addoption(parser):
    text = "a notebook fails at so many times its budget"
    parser.addini("budget_limit", text, default=str(LIMIT))


def pytest_configure(config):
    go_offline()
    os.environ["TORCHCOURSE_PROGRESS"] = os.devnull  # nobody has solved anything
    # Not the user's matplotlibrc; in a read-only home, matplotlib prints on stderr.
    os.environ.setdefault("MPLCONFIGDIR", str(ROOT / "build" / "matplotlib"))
    __import__("matplotlib.font_manager")  # builds its cache, or says so in some cell
    os.environ.setdefault("TORCHCOURSE_ORDER", str(random.randrange(10_000)))
    if hasattr(config, "workerinput"):  # workers that fight over cores are far slower
        count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        threads = max(1, (os.cpu_count() or 1) // count)
        os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    __import__("torchcourse.threads")  # before any test imports PyTorch
    if nbval is None or not (config.option.nbval or config.option.nbval_lax):
        return
    nbval.RunningKernel = WatchedKernel
    nbval.IPyNbCell.sanitize = lambda cell, text: Tolerant(text)
    # A notebook's kernel inherits these: no network, no progress bars, and a data
    # folder that is found from the notebook's own folder.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        os.environ[name] = NO_NETWORK
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    os.environ["TQDM_DISABLE"] = "1"
    if data := os.environ.get("TORCHCOURSE_DATA"):
        os.environ["TORCHCOURSE_DATA"] = os.path.abspath(os.path.expanduser(data))


def go_offline():
    """Refuse the network to this process, and to every Python that it starts."""
    handle, os.environ[WENT_ONLINE] = tempfile.mkstemp(prefix="went-online-")
    os.close(handle)
    paths = [OFFLINE, os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    sys.path.insert(0, OFFLINE)
    sys.modules.pop("sitecustomize", None)
    __import__("sitecustomize")


def errors_of_kernel():
    """Return the file of what the kernel that runs now writes for nobody to read."""
    return Path(f"{os.environ[WENT_ONLINE]}-kernel")


def pytest_report_header():
    return f"order of notebooks: TORCHCOURSE_ORDER={os.environ['TORCHCOURSE_ORDER']}"


def pytest_unconfigure():
    for path in (Path(os.environ[WENT_ONLINE]), errors_of_kernel()):
        path.unlink(missing_ok=True)


def pytest_ignore_collect(collection_path, config):
    """Collect broken notebooks only where one is named on the command line."""
    if collection_path.parent.name == "broken_notebooks":
        named = [Path(arg.split("::")[0]).resolve() for arg in config.args]
        return collection_path.resolve() not in named
    return None


class Tolerant(str):
    """Text that equals text of the same meaning: decimals within 1 %."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        return same_text(str(self), str(other))

    def __ne__(self, other):
        return not self == other


class WatchedKernel(RunningKernel):
    """A kernel whose death is noticed, and whose last reply is kept."""

    reply = None

    def __init__(self, kernel_name, cwd=None, startup_timeout=60):
        for left in reversed(range(STARTS)):
            try:
                self.start(kernel_name, cwd, startup_timeout)
                break
            except RuntimeError as error:
                self.stop()
                if left == 0:
                    told = f"no kernel in {STARTS} starts: {error}; {self.said()}"
                    raise RuntimeError(told) from None
        self.kc.execute(STRICT_SHELL, silent=True)  # guard 1, shell commands

    def start(self, name, cwd, seconds):
        specs = NbvalKernelspecManager()
        self.km = KernelManager(kernel_name=name, kernel_spec_manager=specs)
        with errors_of_kernel().open("w") as errors:
            self.km.start_kernel(stderr=errors, cwd=cwd)
        self.kc = self.km.client()
        self.kc.start_channels()
        patience = Patience(seconds, self.cpu)
        while True:
            try:
                self.kc.wait_for_ready(timeout=1)
                return
            except RuntimeError:
                if not self.is_alive() or patience.over():
                    raise

    def cpu(self):
        return cpu_of(self.km.provisioner.pid)

    def said(self):
        text = errors_of_kernel().read_text(encoding="utf-8", errors="replace")
        return text[-2000:].strip() or "it said nothing"

    def get_message(self, stream, timeout=None):
        patience = Patience(timeout, self.cpu)
        once = 1.0 if timeout is None else min(1.0, timeout)
        while True:
            try:
                return super().get_message(stream, timeout=once)
            except Empty:
                if not self.is_alive():  # guard 2
                    told = f"the kernel died in this cell; {self.said()}"
                    raise RuntimeError(told) from None
                if patience.over():
                    raise

    def await_reply(self, msg_id, timeout=None):
        while True:
            message = self.get_message("shell", timeout)
            if message["parent_header"].get("msg_id") == msg_id:
                self.reply = message["content"]
                return


def is_cell(item):
    return nbval is not None and isinstance(item, nbval.IPyNbCell)


def pytest_runtest_setup(item):
    if is_cell(item) and getattr(item.parent, "broken", False):  # guard 6
        pytest.skip("an earlier cell of this notebook failed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        if is_cell(item):
            before(item)
        result = yield
        stayed_offline()
        if is_cell(item):
            after(item)
    except Exception:
        item.parent.broken = True
        raise
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    stayed_offline()
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call):
    """Show what a program said that failed a test; Python tells its status only."""
    error = call.excinfo and call.excinfo.value
    if isinstance(error, subprocess.SubprocessError):
        for said in (error.stdout, error.stderr):
            text = said.decode(errors="replace") if isinstance(said, bytes) else said
            if text and text.strip():
                error.add_note(text.strip()[-3000:])


def stayed_offline():
    log = Path(os.environ[WENT_ONLINE])  # guard 7
    if attempts := log.read_text(encoding="utf-8"):
        log.write_text("", encoding="utf-8")
        raise AssertionError(f"left this machine: {attempts}")


def before(item):
    source = item.cell.source.strip()
    if source and item.cell.execution_count is None:  # guard 3
        item.raise_cell_error("stored without having been executed")
    if hides_value(source):  # guard 5
        item.raise_cell_error("a trailing ';' prints an address where history is off")


def hides_value(source):
    """Tell whether a ``;`` asks IPython to hide the cell's value, as IPython does."""
    code = TransformerManager().transform_cell(source)
    with suppress(SyntaxError, TokenError):
        return DisplayHook.semicolon_at_end_of_expression(code)
    return False


def after(item):
    raised = any(output.output_type == "error" for output in item.test_outputs)
    if item.parent.kernel.reply["status"] == "error" and not raised:  # guard 1, magics
        item.raise_cell_error("the kernel reports an error that no output shows")
    if item.options["check_exception"] and not raised:  # guard 4
        item.raise_cell_error("tagged raises-exception, but nothing was raised")
    for output in item.test_outputs:  # guard 8
        if problem := next(stray(item.cell, output), None):
            item.raise_cell_error(f"stray output: {problem}", output.get("text"))
    cost = cost_of(item.parent.kernel.km.provisioner.pid)
    item.user_properties.append(("cost", tuple(cost)))
    if problem := overrun(
        item.path.name, cost, float(item.config.getini("budget_limit"))
    ):
        item.raise_cell_error(f"too expensive: {problem}")  # guard 9


def pytest_terminal_summary(terminalreporter):
    """Print what each notebook cost."""
    costs = {}
    for report in terminalreporter.getreports(""):
        for name, cost in getattr(report, "user_properties", []):
            if name == "cost":
                costs[report.nodeid.split("::")[0]] = cost
    if costs:
        terminalreporter.section("seconds (wall clock and CPU) and peak memory in MB")
    for name, cost in sorted(costs.items()):
        terminalreporter.line("{:44s}{:8.1f}{:8.1f}{:8.0f}".format(name, *cost))
