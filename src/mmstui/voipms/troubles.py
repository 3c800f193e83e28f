"""What a failed exchange was, and whether any of it can have reached the server."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from mmstui.domain import sanitise


@dataclass(frozen=True, slots=True)
class Trouble:
    """An exchange without an answer: a code of the table in `mmstui.voipms.statuses`.

    `detail` is a sentence or name for its words, ready to paint, where they have a place for it.
    """

    code: str
    detail: str = ""


class ProxyUnreached(httpx.ConnectError):
    """There was no way through the proxy: it was not reached, or would not pass anything on."""

    def __init__(self, setting: str, reason: str) -> None:
        """`setting` is the variable with its value, `reason` what happened; ready to paint."""
        super().__init__(reason)
        self.detail = f"{setting}: {reason}"


#: Raised while connecting, the TLS handshake included, before a request is written. Everything
#: else counts as sent: a write that failed may have reached the server in part, or in whole.
_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def trouble_of(error: Exception) -> Trouble:
    """What an exception of httpx, or any other, means."""
    if isinstance(error, ProxyUnreached):
        return Trouble("proxy_unreached", error.detail)
    if isinstance(error, _NOTHING_LEFT):
        return Trouble(_before(error))
    if isinstance(error, httpx.TimeoutException):
        return Trouble("no_answer_in_time")
    if isinstance(error, httpx.ProxyError):
        return Trouble("proxy_error")
    if isinstance(error, httpx.DecodingError):
        return Trouble("not_json")
    if isinstance(error, httpx.TransportError | httpx.StreamError | OSError):
        return Trouble("line_cut")
    return Trouble("unexpected")


def proxy_failure(error: Exception) -> str | None:
    """Why there is no tunnel, for an error in making one; None when TLS at its far end failed."""
    if isinstance(error, httpx.ProxyError):
        # A proxy's own words, such as "407 Proxy Authentication Required".
        return f'it answered "{sanitise.line(str(error))[:80]}"'
    return {
        "connect_timeout": "it cannot be reached in time",
        "name_not_found": "its name cannot be resolved",
        "connection_refused": "it refuses connections",
        "not_connected": "it cannot be reached",
    }.get(_before(error))


def _before(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "connect_timeout"
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate_refused"
        if isinstance(cause, ssl.SSLError):
            return "tls_failed"
        if isinstance(cause, socket.gaierror):
            return "name_not_found"
        if isinstance(cause, ConnectionRefusedError):
            return "connection_refused"
    return "not_connected"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and all that led to it, each once; several tried addresses come as a group."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.extend(e for e in (one.__cause__, one.__context__) if e is not None)
