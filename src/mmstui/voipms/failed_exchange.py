"""Classify a failed exchange, and whether any byte of it may have reached the server."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from mmstui.domain.text import sanitise


@dataclass(frozen=True, slots=True)
class Trouble:
    """An exchange without an answer: a code of the table in `mmstui.voipms.statuses`.

    `detail` is a sentence or name, ready to paint, for texts with a place for it.
    """

    code: str
    detail: str = ""


class ProxyUnreached(httpx.ConnectError):
    """The proxy could not be reached, or refused to open a tunnel."""

    def __init__(self, setting: str, reason: str) -> None:
        """`setting` is the variable with its value, `reason` what happened; both ready to paint."""
        super().__init__(reason)
        self.detail = f"{setting}: {reason}"


#: Raised while connecting, including the TLS handshake, before the request is written. Any other
#: error counts as sent: a failed write may have reached the server in part or as a whole.
_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def trouble_of(error: Exception) -> Trouble:
    """Return the trouble of an exception of httpx, or of any other."""
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


def proxy_failure(error: Exception, *, reached: bool) -> str | None:
    """Return why there is no tunnel; None when the proxy did not cause the error.

    `reached`: whether TLS with the proxy itself succeeded; TLS with the server may still fail.
    """
    if isinstance(error, httpx.PoolTimeout):
        return None
    if isinstance(error, httpx.ProxyError):
        # The proxy's status line, such as "407 Proxy Authentication Required".
        return f'it answered "{sanitise.line(str(error))[:80]}"'
    if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout | TimeoutError):
        return "it does not answer"
    if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "it hung up, or is a proxy of another kind"
    reason = _before(error)
    if reason in {"tls_failed", "certificate_refused"}:
        return None if reached else "it makes no secure connection; perhaps it is an http:// proxy"
    return {
        "connect_timeout": "it cannot be reached in time",
        "name_not_found": "its name cannot be resolved",
        "connection_refused": "it refuses connections",
    }.get(reason, "it cannot be reached")


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
    """Yield `error` and its causes, each once. Several tried addresses are an exception group."""
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
