"""The notebooks as parameters: most are run by `make test-all` only, some always."""

from pathlib import Path

import pytest

PATHS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def legs(*always, paths=PATHS):
    """Return a parameter for each notebook, slow but for the numbers that are named."""
    return [
        pytest.param(
            path, id=path.stem, marks=[pytest.mark.slow] * (number not in always)
        )
        for path in paths
        for number in [path.name[:2]]
    ]
