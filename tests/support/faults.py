"""Faults of the proxy, and canned answers."""

from dataclasses import dataclass


class Fault:
    """No fault: all bytes pass. The base of the other faults."""


@dataclass(frozen=True)
class Refuse(Fault):
    """New connections are refused. Open connections stay as they are."""


@dataclass(frozen=True)
class AcceptThenDrop(Fault):
    """A connection is accepted, then reset before any byte was read."""


@dataclass(frozen=True)
class CutRequest(Fault):
    """The line is cut after `after` bytes from the client to the server."""

    after: int
    reset: bool = True
    """With a RST, as when a network dies; else with an orderly end."""


@dataclass(frozen=True)
class CutReply(Fault):
    """The line is cut when `after` bytes have come from the server to the client.

    With `after=0` the server has done its work and not a byte of the answer arrives.
    """

    after: int
    reset: bool = True
    """With a RST, as when a network dies; else with an orderly end."""


@dataclass(frozen=True)
class Stall(Fault):
    """The request passes, the answer stops after `after` bytes and the line stays open."""

    after: int = 0


@dataclass(frozen=True)
class StallRequest(Fault):
    """The request stops after `after` bytes and the line stays open."""

    after: int = 0


@dataclass(frozen=True)
class Drip(Fault):
    """The answer comes `size` bytes at a time, `pause` seconds apart."""

    size: int = 1
    pause: float = 0.01


@dataclass(frozen=True)
class Replace(Fault):
    """The server does its work, and these bytes come instead of its answer; then the line ends."""

    reply: bytes


def canned(status: str, body: bytes, content_type: str = "text/html") -> Replace:
    """Return a Replace with a whole HTTP answer, such as `canned("200 OK", b"")`."""
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return Replace(head.encode("ascii") + body)


PAGE_522 = canned("522 Origin Connection Time-out", b"error code: 522", "text/plain")
PAGE_502 = canned("502 Bad Gateway", b"<html><body><h1>502 Bad Gateway</h1></body></html>")
HTML_200 = canned("200 OK", b"<!DOCTYPE html><html><body>Just a moment...</body></html>")
EMPTY_200 = canned("200 OK", b"", "application/json")
TRUNCATED_JSON = canned("200 OK", b'{"status":"success","sms":1123', "application/json")
EMPTY_LINE = Replace(b"")
