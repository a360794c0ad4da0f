"""`torchcourse.threads`: a limit for waiting threads, only where nobody has set one."""

import os
import subprocess
import sys

import pytest

from torchcourse import launch, threads

UNSET = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"}


def said(code, **environment):
    """Return what a fresh Python prints in which only these variables are set."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


SPINS = str(threads.SPINS)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, SPINS),
        ({"GOMP_SPINCOUNT": "infinity"}, "infinity"),
        ({"OMP_WAIT_POLICY": "ACTIVE"}, "None"),
    ],
)
def test_the_limit_is_set_before_pytorch_and_only_where_nobody_has(
    environment, expected
):
    watch = (
        "import os, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'torch':\n"
        "            print(os.environ.get('GOMP_SPINCOUNT'), flush=True)\n"
        "            os._exit(0)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "import torchcourse"
    )
    assert said(watch, **environment) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's OpenMP library says so")
def test_pytorchs_library_has_read_the_limit():
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    for code, expected in (("import torchcourse", True), ("import torch", False)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=kept | {"OMP_DISPLAY_ENV": "VERBOSE"},
            capture_output=True,
            text=True,
            check=True,
        )
        if "GOMP_SPINCOUNT" not in done.stderr:
            pytest.skip("this PyTorch brings another OpenMP library")
        assert (f"GOMP_SPINCOUNT = '{SPINS}'" in done.stderr) is expected


def tell():
    import os
    import sys

    sys.stdout.write(f"{os.environ['GOMP_SPINCOUNT']} {'torch' in sys.modules}\n")


def test_workers_have_it_before_they_import_anything(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")  # one by one, which is quicker
    monkeypatch.setenv("GOMP_SPINCOUNT", SPINS)
    done = launch.torchrun(tell, seconds=600)
    assert done.output == 2 * f"{SPINS} False\n", done.errors


def test_tests_have_it():
    assert os.environ.get("GOMP_SPINCOUNT") or os.environ.get("OMP_WAIT_POLICY")
