"""The download: every fault of a server, a network and a disk; no internet needed."""

import errno
import io
import os
import socket
import subprocess
import sys
import threading
import time
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import faulty_server as faults
import pytest
import tiny_mnist
from faulty_server import FaultyServer, always
from patience import ended
from tiny_mnist import CONTENT, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, ZIPPED

from torchcourse import files
from torchcourse.data import download, idx, load_mnist, web

VERIFIED = "MNIST: 60,000 training and 10,000 test images, verified."
MIRRORS, WAITS = download.MIRRORS, download.WAITS  # before any test replaces them


@pytest.fixture
def world(monkeypatch, tmp_path):
    return tiny_mnist.install(monkeypatch, tmp_path)


@pytest.fixture
def serve(monkeypatch):
    """Start servers as the mirrors; a test passes one series of answers for each."""
    running = []

    def start(*series, tls=False):
        servers = [FaultyServer(ZIPPED, answers) for answers in series or ((),)]
        for server in servers:
            if tls:
                server.use_tls()
            running.append(server.__enter__())
        monkeypatch.setattr(download, "MIRRORS", tuple(s.url for s in servers))
        return servers[0] if len(servers) == 1 else servers

    yield start
    for server in running:
        server.__exit__()


def cause_of_failure(world, capsys):
    """Load; return the cause that the only line before the stand-in's line names."""
    assert not load_mnist().is_mnist
    output = capsys.readouterr()
    assert output.err == ""
    first, second = output.out.splitlines()
    start, end = "No MNIST from a verified download: ", "; trying the next source."
    assert first.startswith(start)
    assert first.endswith(end)
    assert second.startswith("MNIST is out of reach")
    assert not world.raw.exists()  # nothing half-written, nothing temporary
    return first[len(start) : -len(end)]


def test_downloads_once_and_keeps_it_decompressed(world, serve, capsys):
    server = serve()
    mnist = load_mnist()
    assert mnist.source == "a verified download"
    assert mnist.is_mnist
    assert capsys.readouterr().out.splitlines() == [VERIFIED]
    assert {p.name: p.read_bytes() for p in world.raw.iterdir()} == CONTENT
    assert load_mnist().source == "the project's data folder"
    assert server.requests == list(ZIPPED)


FAULTS = {
    "403": (faults.status(403), "the server answered 403"),
    "404": (faults.status(404), "the server answered 404"),
    "503": (faults.status(503), "the server answered 503"),
    "web-page": (
        faults.web_page,
        f"{TRAIN_IMAGES} is a web page, not data (a login page?)",
    ),
    "truncated": (
        faults.instead(ZIPPED[f"{TRAIN_IMAGES}.gz"][:-9]),
        f"{TRAIN_IMAGES} is truncated (its gzip ends early)",
    ),
    "wrong-file": (
        faults.instead(ZIPPED[f"{TRAIN_LABELS}.gz"]),
        f"{TRAIN_IMAGES} is not an MNIST file (wrong magic number or sizes)",
    ),
    "hang-up": (faults.hang_up, "the connection was cut"),
    "endless": (faults.endless, "the server sent more than 70,256 bytes"),
}


@pytest.mark.parametrize(("fault", "cause"), FAULTS.values(), ids=FAULTS)
def test_fault_gives_one_line_and_the_stand_in(fault, cause, world, serve, capsys):
    server = serve(always(fault))
    assert cause_of_failure(world, capsys) == cause
    assert server.requests == 3 * [f"{TRAIN_IMAGES}.gz"]  # three tries, then no more


def test_cut_connection_tells_how_far_it_came(world, serve, capsys):
    serve(always(faults.cut))
    size = len(ZIPPED[f"{TRAIN_IMAGES}.gz"])
    expected = f"the connection was cut at {size // 2:,} of {size:,} bytes"
    assert cause_of_failure(world, capsys) == expected


@pytest.mark.parametrize("fault", [faults.stall, faults.stall_midway])
def test_stalled_server_is_left_alone(fault, world, serve, monkeypatch, capsys):
    real = web.STALL_SECONDS
    monkeypatch.setattr(web, "STALL_SECONDS", 0.2)
    serve(always(fault))
    start = time.monotonic()
    assert cause_of_failure(world, capsys) == "the server stalled"
    assert time.monotonic() - start < 3 * real


@pytest.mark.parametrize("fault", [faults.drip, faults.drip_header])
def test_slow_drip_ends_at_the_deadline(fault, world, serve, monkeypatch, capsys):
    real = web.TOTAL_SECONDS
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.3)
    serve(always(fault))
    start = time.monotonic()
    assert cause_of_failure(world, capsys) == "the server is too slow"
    assert time.monotonic() - start < real


def test_a_thread_left_behind_ends(world, serve, monkeypatch):
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.2)
    url = f"{serve([faults.drip]).url}{TRAIN_IMAGES}.gz"
    with pytest.raises(idx.BadFile, match="too slow"):
        web.get(url, 10_000)
    for thread in threading.enumerate():
        if thread.name == url:
            assert thread.daemon  # closing the notebook does not wait for it
            thread.join(60)
            assert not thread.is_alive()


def test_answer_with_an_error_is_closed():
    body = io.BytesIO()
    error = HTTPError("https://mnist.invalid", 503, "busy", Message(), body)
    assert web._cause(error) == "the server answered 503"
    assert body.closed


def test_no_name_lookup(world, monkeypatch, capsys):
    def fail(*arguments, **options):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(download, "MIRRORS", ("https://mnist.invalid/",))
    assert cause_of_failure(world, capsys) == "no internet (name lookup failed)"


def test_refused_connection(world, monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    monkeypatch.setattr(download, "MIRRORS", (f"http://127.0.0.1:{port}/",))
    assert cause_of_failure(world, capsys) == "the server refused the connection"


def test_unknown_certificate_is_refused(world, serve, monkeypatch, capsys):
    server = serve(tls=True)
    assert cause_of_failure(world, capsys).startswith("certificate error")
    assert server.requests == []
    monkeypatch.setenv("SSL_CERT_FILE", str(faults.CERTIFICATE))  # now it is trusted
    assert load_mnist().is_mnist


def test_real_mirrors_are_several_and_https():
    tries = [url for url, _ in zip(MIRRORS * 9, WAITS, strict=False)]
    assert len(set(tries)) >= 2
    assert all(url.startswith("https://") for url in tries)
    assert list(WAITS) == sorted(WAITS)
    assert WAITS[-1] > 0


def test_backs_off_and_succeeds(world, serve, monkeypatch, capsys):
    waits = []
    monkeypatch.setattr(download.time, "sleep", waits.append)
    busy = faults.status(503)
    server = serve([busy, busy])
    assert load_mnist().is_mnist
    assert capsys.readouterr().out.splitlines() == [VERIFIED]
    assert server.requests == 2 * [f"{TRAIN_IMAGES}.gz"] + list(ZIPPED)
    assert waits[:3] == list(download.WAITS)


def test_mirrors_take_turns_and_causes_are_listed_once(world, serve, capsys):
    first, second = serve(always(faults.status(403)), always(faults.web_page))
    cause = cause_of_failure(world, capsys)
    assert cause.startswith("the server answered 403, then train-images")
    assert cause.count("403") == 1
    assert (len(first.requests), len(second.requests)) == (2, 1)


def test_damage_after_verification_is_found_and_repaired(world, serve, capsys):
    server = serve()
    load_mnist()
    tiny_mnist.flip_bit(world.raw / TEST_LABELS)
    server.requests.clear()
    capsys.readouterr()
    assert load_mnist().test_labels.tolist() == [0, 1, 2, 3]
    line, success = capsys.readouterr().out.splitlines()
    assert "the project's data folder: t10k-labels-idx1-ubyte is damaged" in line
    assert success == VERIFIED
    assert server.requests == [f"{TEST_LABELS}.gz"]  # only the damaged one
    assert (world.raw / TEST_LABELS).read_bytes() == CONTENT[TEST_LABELS]
    assert world.files() == sorted(CONTENT)


def half_write(*arguments):
    class FullDisk(io.FileIO):
        def write(self, part):
            super().write(bytes(part)[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

    return FullDisk(*arguments)


def refuse(code):
    def fail(*arguments, **options):
        raise OSError(code, os.strerror(code))

    return fail


UNWRITABLE = {
    "full": (half_write, "the disk is full"),
    "read-only": (refuse(errno.EACCES), "the folder is read-only"),
    "read-only-disk": (refuse(errno.EROFS), "the folder is read-only"),
    "other": (
        refuse(errno.EIO),
        f"the disk reports an error ({os.strerror(errno.EIO)})",
    ),
}


@pytest.mark.parametrize(("fake", "cause"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_unwritable_folder_keeps_mnist_in_memory(
    fake, cause, world, serve, monkeypatch, capsys
):
    serve()
    monkeypatch.setattr(files, "open", fake, raising=False)
    assert load_mnist().train_images.shape == (6, 28, 28)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"MNIST is in memory only, because {cause}.", VERIFIED]
    assert world.files() == []


def test_a_file_in_the_folders_place(world, serve, capsys):
    world.data.write_text("not a folder")
    serve()
    assert load_mnist().is_mnist
    line, success = capsys.readouterr().out.splitlines()
    assert line.endswith("because a file stands where its folder should be.")
    assert success == VERIFIED


def test_interrupt_leaves_nothing(world, serve, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    serve()
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load_mnist()
    assert world.files() == []


def test_a_file_that_another_notebook_holds_open(world, serve, monkeypatch, capsys):
    """Windows refuses to replace it; it is good, for the other has just written it."""

    def refuse_but_find_it_written(source, target):
        Path(target).write_bytes(CONTENT[Path(target).name])
        raise PermissionError(errno.EACCES, "Access is denied")

    serve()
    monkeypatch.setattr(os, "replace", refuse_but_find_it_written)
    assert load_mnist().is_mnist
    assert capsys.readouterr().out.splitlines() == [VERIFIED]
    assert world.files() == sorted(CONTENT)


PROCESS = """
import sys, pathlib, pytest, tiny_mnist
from torchcourse.data import download, load_mnist, web
tiny_mnist.install(pytest.MonkeyPatch(), pathlib.Path(sys.argv[1]))
web.STALL_SECONDS = web.TOTAL_SECONDS = 600.0
download.MIRRORS = (sys.argv[2],)
print(load_mnist().source)
"""


def test_two_processes_at_once(world, serve, tmp_path):
    meet = threading.Barrier(2, timeout=600)

    def after_the_other_asked(handler, body):
        meet.wait()
        faults.correct(handler, body)

    server = serve(always(after_the_other_asked))
    command = [sys.executable, "-W", "error", "-c", PROCESS, str(tmp_path), server.url]
    started = [
        subprocess.Popen(
            command,
            cwd=Path(__file__).parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [ended(process)[0] for process in started]
    assert outputs == 2 * [f"{VERIFIED}\na verified download\n"]
    assert server.requests.count(f"{TRAIN_IMAGES}.gz") == 2  # they did overlap
    assert {p.name: p.read_bytes() for p in world.raw.iterdir()} == CONTENT
