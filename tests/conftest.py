"""Fixtures that several files of tests use."""

import matplotlib
import matplotlib.pyplot as plt
import pytest


@pytest.fixture
def clean_matplotlib():
    """Leave neither settings nor open figures behind."""
    with matplotlib.rc_context():
        yield
    plt.close("all")
