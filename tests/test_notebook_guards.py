"""Every guard of ``tests/guards.py`` is shown a notebook that it must fail."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
FOLDER = HERE / "broken_notebooks"
REASONS = {
    "magic_fails": "the kernel reports an error that no output shows|Unexpected output",
    "magic_fails_ignored": "the kernel reports an error that no output shows",
    "magic_fails_expected": "the kernel reports an error that no output shows",
    "shell_command_fails": "returned non-zero exit status 3",
    "shell_command_fails_first": "returned non-zero exit status 3",
    "kernel_dies": "the kernel died in this cell",
    "never_executed": "stored without having been executed",
    "raises_nothing": "tagged raises-exception, but nothing was raised",
    "trailing_semicolon": "a trailing ';' prints an address",
    "trailing_semicolon_and_comment": "a trailing ';' prints an address",
    "two_failures": "name 'missing' is not defined",
    "decimal_changed": "Cell outputs differ",
    "integer_changed": "Cell outputs differ",
    "text_changed": "Cell outputs differ",
    "error_changed": "Cell outputs differ",
    "number_missing": "Cell outputs differ",
    "stray_output": "Unexpected output fields",
    "goes_online": "left this machine: socket.getaddrinfo '192.0.2.1'",
    "warns_ignored": "stray output: output on stderr",
    "address_ignored": "stray output: a memory address in its output",
    "timing_compared": "stray output: a timing in its output",
}


def run_pytest(*arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return re.sub(r"\x1b\[\d+m", "", done.stdout), done.returncode


@pytest.fixture(scope="module")
def report():
    """Run pytest once over all broken notebooks and the good one, strictly."""
    output, _ = run_pytest(*map(str, sorted(FOLDER.glob("*.ipynb"))))
    return output


def result_of(report, name, cell=0):
    results = re.findall(rf"^(\w+) \S*/{name}\.ipynb::Cell {cell}\b", report, re.M)
    return results[-1] if results else "none"


def section_of(report, name):
    """Return what pytest says of a notebook's first cell, or of its kernel."""
    section = report[report.find(f"{name}.ipynb::Cell 0 _") :]
    return re.split(r"\n_{10,} ", section)[0]


def test_every_broken_notebook_has_a_reason():
    names = {path.stem for path in FOLDER.glob("*.ipynb")} - {"good"}
    assert names == set(REASONS)


def test_the_good_notebook_passes(report):
    results = [result_of(report, "good", cell) for cell in range(4)]
    assert results == ["PASSED"] * 4, report


@pytest.mark.parametrize("name", REASONS)
def test_the_broken_notebook_fails_for_its_reason(report, name):
    section = section_of(report, name)
    assert result_of(report, name) == "FAILED", section
    assert re.search(REASONS[name], section), section


def test_a_notebook_over_its_budget_fails():
    output, _ = run_pytest("-o", "budget_limit=0", str(FOLDER / "good.ipynb"))
    said = r"too expensive: \d+ CPU seconds so far, and 0 are too many"
    assert re.search(said, section_of(output, "good")), output


def test_what_a_notebook_costs_is_printed(report):
    line = re.search(r"good\.ipynb +([\d.]+) +([\d.]+) +(\d+)\n", report)
    assert [float(number) > 0.1 for number in line.groups()] == [True] * 3


def test_whatever_leaves_this_machine_fails_its_test():
    output, _ = run_pytest(str(HERE / "broken_tests" / "goes_online.py"))
    failed = re.findall(r"^FAILED \S*goes_online\.py::test_(\w+)", output, re.M)
    assert failed == [
        "connects",
        "swallows_the_refusal",
        "looks_a_name_up",
        "sends_a_datagram",
        "avoids_the_proxy",
        "lets_a_child_do_it",
    ], output
    assert re.findall(r"^PASSED \S*::test_(\w+)", output, re.M) == ["stays_here"]
    assert output.count("left this machine: ") >= 5


def test_what_a_failed_program_said_is_shown():
    output, _ = run_pytest(str(HERE / "broken_tests" / "child_fails.py"))
    for said in ("half done", "no room"):
        assert len(re.findall(rf"^E +{said}$", output, re.M)) == 2, output


def test_later_cells_of_a_failed_notebook_are_skipped(report):
    assert result_of(report, "two_failures", 1) == "none"
    assert re.search(
        r"^SKIPPED \[2\].*an earlier cell of this notebook failed", report, re.M
    )


def test_an_expected_error_that_never_comes_fails_in_lax_mode_too():
    path = str(FOLDER / "raises_nothing.ipynb")
    output, code = run_pytest("-o", "addopts=--nbval-lax --nbval-current-env", path)
    assert (code, "nothing was raised" in output) == (1, True), output


def test_broken_notebooks_are_left_out_of_an_ordinary_run():
    output, _ = run_pytest("--collect-only", "-q", str(HERE / "broken_notebooks"))
    assert "Cell" not in output
