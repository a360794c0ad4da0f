"""Tests that must fail: each leaves this machine. 192.0.2.1 belongs to nobody."""

import contextlib
import socket
import subprocess
import sys
import urllib.request


def test_connects():
    socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_swallows_the_refusal():
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_looks_a_name_up():
    with contextlib.suppress(OSError):
        socket.getaddrinfo("nowhere.example", 443)


def test_sends_a_datagram():
    with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("192.0.2.1", 9))


def test_avoids_the_proxy():
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError):
        direct.open("http://192.0.2.1/", timeout=1)


def test_lets_a_child_do_it():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    subprocess.run([sys.executable, "-c", code], capture_output=True)


def test_stays_here():
    """The one that must pass: a server on this machine answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=1).close()
