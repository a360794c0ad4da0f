"""Get a small file from the web in bounded time, or the cause in plain words."""

import contextlib
import queue
import socket
import ssl
import threading
import time
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from torchcourse.data.idx import BadFile

STALL_SECONDS = 10.0  # without a byte
TOTAL_SECONDS = 90.0  # for one file, however steadily it drips: 0.9 Mbit/s suffice

_CHUNK = 1 << 16
_CAUSES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (socket.gaierror, "no internet (name lookup failed)"),
    (
        ssl.SSLCertVerificationError,
        "certificate error (on macOS, run 'Install Certificates.command')",
    ),
    (TimeoutError, "the server stalled"),
    (ConnectionRefusedError, "the server refused the connection"),
    ((ConnectionError, HTTPException), "the connection was cut"),
)


def get(url: str, limit: int) -> bytes:
    """Download a file into memory.

    The work is done in a thread that can be left behind, because a name lookup knows
    no timeout and a server that drips its headers never meets the socket's.

    Args:
        url: Address; https certificates are always verified.
        limit: Most bytes to accept.

    Returns:
        The body of the answer, as sent.

    Raises:
        BadFile: If there is no complete answer with status 200 in ``TOTAL_SECONDS``,
            if nothing arrives for ``STALL_SECONDS``, or if the body passes the limit.
    """
    answer: queue.SimpleQueue[bytes | BadFile] = queue.SimpleQueue()
    deadline = time.monotonic() + TOTAL_SECONDS
    threading.Thread(
        target=lambda: answer.put(_try(url, limit, deadline)), name=url, daemon=True
    ).start()
    try:
        result = answer.get(timeout=TOTAL_SECONDS)
    except queue.Empty:
        result = BadFile("the server is too slow")
    if isinstance(result, BadFile):
        raise result
    return result


def _try(url: str, limit: int, deadline: float) -> bytes | BadFile:
    request = Request(url, headers={"User-Agent": "torchcourse"})
    try:
        with urlopen(request, timeout=STALL_SECONDS) as response:
            return _body(response, limit, deadline)
    except BadFile as error:
        return error
    except Exception as error:  # whatever fails, the learner reads one line
        return BadFile(_cause(error))


def _body(response: HTTPResponse, limit: int, deadline: float) -> bytes:
    expected, body = response.length, bytearray()
    with contextlib.suppress(ConnectionError, HTTPException):  # told from the length
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise BadFile(f"the server sent more than {limit:,} bytes")
            if time.monotonic() > deadline:  # so that a thread left behind ends
                raise BadFile("the server is too slow")
    if expected is not None and len(body) < expected:
        cut = f"{len(body):,} of {expected:,} bytes"
        raise BadFile(f"the connection was cut at {cut}")
    return bytes(body)


def _cause(error: Exception) -> str:
    if isinstance(error, HTTPError):
        error.close()  # from Python 3.13 on it warns if left open
        return f"the server answered {error.code}"
    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        error = error.reason
    for kinds, words in _CAUSES:
        if isinstance(error, kinds):
            return words
    return f"no connection ({getattr(error, 'strerror', None) or type(error).__name__})"
