"""`files.write_whole`: a whole file or none, and a message that says why not."""

import errno
import functools
import io
import os
import sys

import pytest

from torchcourse import files


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_folder_is_made_and_the_parts_are_joined(tmp_path):
    path = tmp_path / "new" / "folder" / "file"
    files.write_whole(str(path), b"one ", memoryview(b"two"))
    assert path.read_bytes() == b"one two"
    files.write_whole(path, b"three")
    assert path.read_bytes() == b"three"
    assert names(path.parent) == ["file"]


def test_the_longest_part_of_a_path_that_is_taken_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    for path in (tmp_path / "file" / "x", tmp_path / "file" / "x" / "y"):
        with pytest.raises(OSError, match="a file stands where its folder") as caught:
            files.write_whole(path, b"")
        assert str(path) in str(caught.value)
    assert names(tmp_path) == ["file"]


def refuse(code):
    def fail(*_):
        raise OSError(code, os.strerror(code), "file.0123.part")

    return fail


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EACCES, "the folder is read-only"),
        (errno.EROFS, "the folder is read-only"),
        (errno.ENOENT, "its folder is missing"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_failure_names_target_and_cause_and_leaves_the_old_file(
    code, cause, step, monkeypatch, tmp_path
):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    where = files if step == "open" else files.os
    monkeypatch.setattr(where, step, refuse(code), raising=False)
    with pytest.raises(OSError, match=r"file cannot be written: ") as caught:
        files.write_whole(path, b"new")
    assert caught.value.errno == code
    assert cause in str(caught.value)
    assert ".part" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_a_disk_that_is_really_full_is_told(monkeypatch, tmp_path):
    full = functools.partial(io.FileIO, "/dev/full")
    monkeypatch.setattr(files, "open", lambda _, mode: full("wb"), raising=False)
    with pytest.raises(OSError, match="the disk is full"):
        files.write_whole(tmp_path / "file", b"new")
    assert names(tmp_path) == []


def test_a_folder_or_a_name_that_cannot_be_a_file_is_told(tmp_path):
    with pytest.raises(OSError, match="it is a folder; name a file in it"):
        files.write_whole(tmp_path, b"")
    with pytest.raises(OSError, match="its name is too long"):
        files.write_whole(tmp_path / ("x" * 5_000), b"")


def test_an_interrupt_leaves_nothing(monkeypatch, tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(tmp_path / "file", b"new")
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="folders in use stay there")
def test_a_working_folder_that_was_deleted_is_told(monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(
        OSError, match=r"^\[Errno 2\] run\.pt cannot be written: its folder"
    ):
        files.write_whole("run.pt", b"")
