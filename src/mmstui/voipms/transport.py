"""HTTP transport: client pool, timeouts, proxies, and the errors of an exchange.

Reads share one pooled client. Each send has a connection of its own, so that it never waits behind
a poll, and never uses a kept-alive connection that the server is closing. Nothing is retried here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from mmstui.domain import limits
from mmstui.voipms.failed_exchange import ProxyUnreached, Trouble, proxy_failure, trouble_of
from mmstui.voipms.proxies import Exceptions, Proxy, ProxyProblem, proxy_of

#: Both log requests at INFO and DEBUG, with addresses of files, which need no password.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

# Seconds. Shorter than any server's, so that no server closes a connection while it is reused.
_KEEP_ALIVE = 4.0
_READ_CONNECTIONS = 6


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts in seconds. The totals also end an answer that trickles for ever."""

    connect: float = limits.CONNECT_TIMEOUT.total_seconds()
    silence: float = limits.READ_TIMEOUT.total_seconds()  #: between two bytes
    read: float = 180.0  #: total of a read
    send: float = 60.0  #: total of a send, and
    upload_rate: float = 50_000.0  #: one second more for so many bytes

    def for_send(self, size: int) -> float:
        """Return the total timeout of a send of `size` bytes."""
        return self.send + size / self.upload_rate


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. `body` is decoded from any transfer or content coding.

    `took`: duration of the request by the wall clock, which includes sleep of the machine.
    """

    http_status: int
    # Not in tracebacks: a server may send anything.
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    took: timedelta = timedelta(0)


class _SharedTransport(httpx.AsyncBaseTransport):
    """A transport that outlives its client: closing a send's client does not close it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)


class _Tunnel:
    """Tracks how far a request came through a proxy (httpcore's extension `trace`)."""

    def __init__(self, *, over_tls: bool, silence: float) -> None:
        self.reached = not over_tls  #: whether TLS with the proxy, if any, succeeded
        self.made = False  #: whether anything of the request may have left
        self.limit = asyncio.timeout(None)
        self._silence = silence

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            self.reached = True
            self.made = info["request"].method != b"CONNECT"
        # httpcore waits for ever for a SOCKS proxy: findings/httpcore-socks-errors.sh.
        elif event.endswith("setup_socks5_connection.started"):
            self.limit.reschedule(asyncio.get_running_loop().time() + self._silence)
        elif event.endswith("setup_socks5_connection.complete"):
            self.limit.reschedule(None)


class _ProxyRouting(httpx.AsyncBaseTransport):
    """A transport that connects directly, or through the proxy for hosts that need it."""

    def __init__(
        self, tls: ssl.SSLContext, pool: httpx.Limits, proxy: Proxy, silence: float
    ) -> None:
        own = tls if proxy.url.startswith("https:") else None
        through = httpx.Proxy(proxy.url, auth=proxy.auth, ssl_context=own)
        self._proxy = proxy
        self._silence = silence
        self._exceptions = Exceptions.of(os.environ)
        self._direct = httpx.AsyncHTTPTransport(verify=tls, limits=pool)
        self._proxied = httpx.AsyncHTTPTransport(verify=tls, limits=pool, proxy=through)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        # Plain http is not encrypted: it never goes through a proxy.
        if url.scheme != "https" or self._exceptions.have(url.host, url.port or 443):
            return await self._direct.handle_async_request(request)
        over_tls = self._proxy.url.startswith("https:")
        tunnel = _Tunnel(over_tls=over_tls, silence=self._silence)
        request.extensions = {**request.extensions, "trace": tunnel}
        try:
            async with tunnel.limit:
                return await self._proxied.handle_async_request(request)
        except Exception as error:  # Includes errors of socksio, which httpcore passes on.
            reason = None if tunnel.made else proxy_failure(error, reached=tunnel.reached)
            if reason is None:
                raise
        # There was no tunnel, so no byte of the request left.
        raise ProxyUnreached(str(self._proxy.setting), reason)

    async def aclose(self) -> None:
        await self._direct.aclose()
        await self._proxied.aclose()


class ClientPool:
    """Creates httpx clients. Cheap to construct: certificates are loaded once, on first use."""

    def __init__(
        self, user_agent: str, timeouts: Timeouts, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self.timeouts = timeouts
        self._user_agent = user_agent
        self._transport = transport
        self._pools: dict[bool, httpx.AsyncClient] = {}
        self._tls: ssl.SSLContext | None = None
        self._lock = asyncio.Lock()
        self._closed = False

    async def shared(self, *, plain: bool) -> httpx.AsyncClient | Trouble:
        """Return the shared client for reads and files. `plain`: for http to this machine."""
        async with self._lock:
            if self._closed:
                return Trouble("client_closed")
            if plain not in self._pools:
                keep = httpx.Limits(max_connections=_READ_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE)
                made = await self._client(plain, keep, self.timeouts.silence)
                if isinstance(made, Trouble):
                    return made
                self._pools[plain] = made
            return self._pools[plain]

    async def single_use(self, *, plain: bool, seconds: float) -> httpx.AsyncClient | Trouble:
        """Return a new client for one send. The caller closes it."""
        async with self._lock:
            if self._closed:
                return Trouble("client_closed")
            once = httpx.Limits(max_connections=1, max_keepalive_connections=0)
            return await self._client(plain, once, seconds)

    async def aclose(self) -> None:
        """Close the shared clients. Later calls return the trouble `client_closed`."""
        self._closed = True
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    async def _client(
        self, plain: bool, pool: httpx.Limits, write: float
    ) -> httpx.AsyncClient | Trouble:
        times = self.timeouts
        timeout = httpx.Timeout(times.silence, connect=times.connect, write=write, pool=times.read)
        headers = {"User-Agent": self._user_agent}
        if self._transport is not None:
            shared = _SharedTransport(self._transport)
            return httpx.AsyncClient(
                transport=shared, timeout=timeout, headers=headers, trust_env=False
            )
        tls = _plain_http_context() if plain else await self._tls_context()
        if isinstance(tls, Trouble):
            return tls
        routing = proxy = None
        try:
            # httpx's own reading of the environment raises on a network in NO_PROXY.
            proxy = None if plain else proxy_of(os.environ)
            if proxy is not None:
                routing = _ProxyRouting(tls, pool, proxy, times.silence)
        except ProxyProblem as problem:
            return Trouble("proxy_unusable", str(problem))
        except (ImportError, ValueError, httpx.InvalidURL):
            return Trouble("proxy_unusable", f"{proxy and proxy.setting} is no address of a proxy.")
        return httpx.AsyncClient(
            verify=tls, limits=pool, timeout=timeout, headers=headers, trust_env=False,
            transport=routing,
        )  # fmt: skip

    async def _tls_context(self) -> ssl.SSLContext | Trouble:
        """Return the TLS context, created once in a thread: it takes 40 to 110 ms."""
        if self._tls is None:
            try:
                self._tls = await asyncio.to_thread(httpx.create_ssl_context)
            except (OSError, ssl.SSLError):
                return Trouble("tls_setup")
        return self._tls


def _plain_http_context() -> ssl.SSLContext:
    """Return a context for plain http: it costs nothing and refuses every certificate."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def exchange(
    client: httpx.AsyncClient,
    build: Callable[[httpx.AsyncClient], httpx.Request],
    *,
    seconds: float,
    cap: int = limits.ANSWER_BYTES,
) -> Answer | Trouble:
    """Send the request of `build` and read the complete answer. Raises only CancelledError.

    Errors are returned as values: an httpx exception has the request in its traceback, and the
    request has the password in its body.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _receive(client, build(client), cap)
    except asyncio.CancelledError as cancelled:
        cancelled.__context__ = None
        raise cancelled.with_traceback(None) from None
    except TimeoutError:
        return Trouble("no_answer_in_time")
    except Exception as error:  # Any error becomes a value.
        return trouble_of(error)


async def exchange_once(
    made: httpx.AsyncClient,
    build: Callable[[httpx.AsyncClient], httpx.Request],
    *,
    seconds: float,
) -> Answer | Trouble:
    """Call `exchange` on a single-use client, then close the client."""
    try:
        return await exchange(made, build, seconds=seconds)
    finally:
        # The answer is complete: an error while closing does not matter.
        with contextlib.suppress(Exception):
            await made.aclose()


async def _receive(client: httpx.AsyncClient, request: httpx.Request, cap: int) -> Answer | Trouble:
    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > cap:
                return Trouble("answer_too_big")
        return Answer(response.status_code, response.headers, bytes(body))
    finally:
        await response.aclose()
