"""A web server on this machine that answers wrongly on request."""

import itertools
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("self_signed.pem")

Answer = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.server.requests.append(name)
        answer = next(self.server.answers, correct)
        answer(self, self.server.files[name])

    def start(self, code=200, length=None):
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *args):
        pass


def correct(handler: Handler, body: bytes) -> None:
    handler.start(length=len(body))
    handler.wfile.write(body)


def status(code: int) -> Answer:
    def answer(handler, body):
        handler.start(code, length=0)

    return answer


def instead(other: bytes) -> Answer:
    return lambda handler, body: correct(handler, other)


def web_page(handler: Handler, body: bytes) -> None:
    correct(handler, b"\n<!DOCTYPE html><title>Sign in to the campus network</title>")


def cut(handler: Handler, body: bytes) -> None:
    handler.start(length=len(body))
    handler.wfile.write(body[: len(body) // 2])


def hang_up(handler: Handler, body: bytes) -> None:
    handler.close_connection = True


def stall(handler: Handler, body: bytes) -> None:
    handler.server.closing.wait(10)


def stall_midway(handler: Handler, body: bytes) -> None:
    cut(handler, body)
    handler.server.closing.wait(10)


def drip(handler: Handler, body: bytes) -> None:
    handler.start(length=len(body))
    _drip(handler, body)


def drip_header(handler: Handler, body: bytes) -> None:
    _drip(handler, b"HTTP/1.0 200 OK\r\nX-Padding: " + bytes(1000))


def endless(handler: Handler, body: bytes) -> None:
    handler.start()
    while not handler.server.closing.is_set():
        handler.wfile.write(bytes(1 << 16))


def _drip(handler: Handler, content: bytes) -> None:
    for byte in content:
        if handler.server.closing.is_set():
            return
        handler.wfile.write(bytes([byte]))
        time.sleep(0.02)


class FaultyServer(ThreadingHTTPServer):
    """Serve files; the first requests get the given answers, the others correct ones.

    Use it in a `with` statement; `requests` lists the names that were asked for.
    """

    daemon_threads = True

    def __init__(self, files: dict[str, bytes], answers: Iterable[Answer] = ()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.answers = files, iter(answers)
        self.requests: list[str] = []
        self.closing = threading.Event()
        self.scheme = "http"

    def use_tls(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/mnist/"

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what many tests expect

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.closing.set()
        self.shutdown()
        self.thread.join()
        self.server_close()


def always(answer: Answer) -> Iterable[Answer]:
    return itertools.repeat(answer)
