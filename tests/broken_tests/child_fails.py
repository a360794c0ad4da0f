"""Run by test_notebook_guards: the report must show what each program said."""

import subprocess
import sys

import pytest


def fail(**options):
    code = "import sys; print('half done'); sys.exit('no ' + 'room')"
    subprocess.run([sys.executable, "-c", code], check=True, **options)


def test_fails():
    fail(capture_output=True)


@pytest.fixture
def prepared():
    fail(capture_output=True, text=True)


def test_fails_before_it_begins(prepared):
    pass
