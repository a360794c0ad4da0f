"""The guards hold for every run, whichever folder pytest is given."""

pytest_plugins = ["guards"]  # tests/guards.py
