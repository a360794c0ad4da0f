"""`track`: a text bar on standard output, silent where outputs are stored."""

import pytest

from torchcourse import track


@pytest.fixture
def _shown(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)


@pytest.mark.usefixtures("_shown")
def test_it_yields_every_item_and_ends_its_line(capsys):
    assert list(track(range(4), "epoch")) == [0, 1, 2, 3]
    output = capsys.readouterr()
    states = output.out.split("\r")
    assert [state.split()[-1] for state in states[1:]] == [f"{i}/4" for i in range(5)]
    assert all(state.startswith("epoch ") for state in states[1:])
    assert [state.count("█") for state in states[1:]] == [0, 5, 10, 15, 20]
    assert output.out.endswith("4/4\n")
    assert output.err == ""


@pytest.mark.usefixtures("_shown")
def test_nothing_to_do_shows_nothing(capsys):
    assert list(track([])) == []
    assert capsys.readouterr().out == ""


def test_it_is_silent_where_outputs_are_stored(capsys, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(track(range(3), "epoch")) == [0, 1, 2]
    assert capsys.readouterr().out == ""
