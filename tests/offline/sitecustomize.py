"""Refuse every connection that leaves this machine, and write it down.

``guards.py`` puts this folder on PYTHONPATH, so Python loads it at the start of every
kernel and subprocess of a test. An audit hook cannot be removed or worked around by
Python code, and a refusal that the caller swallows is still in the log. Sockets of C++
code, such as torch.distributed's, are not seen: they stay on this machine by the
addresses that the course gives them.
"""

import errno
import ipaddress
import os
import socket
import sys

LOG = "TORCHCOURSE_OFFLINE_LOG"  # environment variable: the file to write to
ADDRESS_AT = {  # where each audited call holds its address
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def stays_here(host: object) -> bool:
    """Tell whether a host, by name or number, is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host or ""
    name = str(name).partition("%")[0].lower()
    if name in ("", "localhost", socket.gethostname().lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(event: str, arguments: tuple) -> None:
    """Audit hook: raise what a machine without a network raises."""
    at = ADDRESS_AT.get(event)
    if at is None:
        return
    address = arguments[at]
    if at == 1:  # a socket and its address: (host, port, ...) if it is the internet's
        internet = arguments[0].family in (socket.AF_INET, socket.AF_INET6)
        address = address[0] if internet and address else None
    if stays_here(address):
        return
    with open(os.environ[LOG], "a", encoding="utf-8") as log:
        log.write(f"{event} {address!r}\n")
    if at == 0:
        raise socket.gaierror(socket.EAI_AGAIN, "refused: the tests run offline")
    raise OSError(errno.ENETUNREACH, "refused: the tests run offline")


if os.environ.get(LOG):
    sys.addaudithook(refuse)
