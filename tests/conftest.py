"""Fixtures that several files of tests use."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
from alone import Site, make_machine, make_site


@pytest.fixture
def clean_matplotlib():
    """Leave neither settings nor open figures behind."""
    with matplotlib.rc_context():
        yield
    plt.close("all")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """GitHub and the package index, on this machine."""
    folder = tmp_path_factory.mktemp("site")
    make_site(folder)
    with Site(folder) as server:
        yield server


@pytest.fixture
def machine(tmp_path):
    """A Python with everything but the helpers."""
    return make_machine(tmp_path / "machine")
