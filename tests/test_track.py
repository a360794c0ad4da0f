"""`track`: a text bar on standard output, silent where outputs are stored."""

import io
import sys

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


@pytest.mark.usefixtures("_shown")
def test_prints_of_the_loop_stand_on_lines_of_their_own(capsys):
    for i in track(range(3), "epoch"):
        print("loss", i, end="\n" if i else "")
    shown = [line.split("\r")[-1] for line in capsys.readouterr().out.split("\n")]
    assert [line for line in shown if "loss" in line] == ["loss 0", "loss 1", "loss 2"]
    bars = [line for line in shown if line.startswith("epoch")]
    assert [bar[-3:] for bar in bars] == ["0/3", "1/3", "2/3", "3/3"]
    assert shown[-1] == ""


@pytest.mark.usefixtures("_shown")
def test_a_loop_that_is_left_ends_the_line_and_gives_the_output_back(capsys):
    output = sys.stdout
    for _ in track(range(3)):
        assert sys.stdout is not output
        break
    assert sys.stdout is output
    assert capsys.readouterr().out.endswith("0/3\n")

    def fail():
        for _ in track(range(3)):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert sys.stdout is output


@pytest.mark.usefixtures("_shown")
def test_what_has_no_length_is_counted(capsys):
    assert list(track(enumerate("ab"), "batch")) == [(0, "a"), (1, "b")]
    states = capsys.readouterr().out.split("\r")
    assert states == ["", "batch 0", "batch 1", "batch 2\n"]
    assert list(track(iter([]))) == []
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("_shown")
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_output_without_blocks_gets_signs(encoding, monkeypatch):
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding, newline="")
    monkeypatch.setattr(sys, "stdout", stream)
    for i in track(range(2), "epoch"):
        print("loss", i)
    stream.flush()
    text = written.getvalue().decode(encoding)
    assert "##########.......... 1/2\nloss 1\n" in text
    assert text.endswith("#################### 2/2\n")


def test_it_is_silent_where_outputs_are_stored(capsys, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    output = sys.stdout
    for _ in track(range(3), "epoch"):
        assert sys.stdout is output
    assert list(track(enumerate("ab"))) == [(0, "a"), (1, "b")]
    assert capsys.readouterr().out == ""
