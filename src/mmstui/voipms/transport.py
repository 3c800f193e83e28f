"""The lines to the server: how bytes leave and come back, and what their failures mean.

Reads share one pooled client. Each send has a connection of its own, so that it never waits behind
a poll and never meets a kept-alive connection that dies under it. Nothing is retried here.
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

import httpx

from mmstui.domain import limits
from mmstui.voipms.proxies import Exceptions, Proxy, ProxyProblem, proxy_of
from mmstui.voipms.troubles import ProxyUnreached, Trouble, proxy_failure, trouble_of

#: Both tell what they do at INFO and DEBUG: addresses of files, which are open to who has them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

#: Bytes of an answer; a page of history is some megabytes at most.
ANSWER_BYTES = 50_000_000

# Shorter than any server's, so that none hangs up on a connection at the moment it is used again.
_KEEP_ALIVE = 4.0
_READ_CONNECTIONS = 6


@dataclass(frozen=True, slots=True)
class Timeouts:
    """All in seconds. The totals end an answer that drips for ever."""

    connect: float = limits.CONNECT_TIMEOUT.total_seconds()
    silence: float = limits.READ_TIMEOUT.total_seconds()  #: between two bytes
    read: float = 180.0  #: a read in all
    send: float = 60.0  #: a send in all, and
    upload_rate: float = 50_000.0  #: a second more for so many bytes

    def for_send(self, size: int) -> float:
        """How long a send of that many bytes may take."""
        return self.send + size / self.upload_rate


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `body` is decoded from any transfer or content coding.

    `took`: until it was here, by the wall clock, which goes on while a machine sleeps.
    """

    http_status: int
    # Out of sight of tracebacks: nobody knows what a server sends back.
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    took: timedelta = timedelta(0)


class _SharedTransport(httpx.AsyncBaseTransport):
    """A transport that somebody else closes: a send's client must not close it for the next."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)


class _ProxyRouting(httpx.AsyncBaseTransport):
    """Straight on, or through the proxy for hosts that have no exception from it."""

    def __init__(self, tls: ssl.SSLContext, pool: httpx.Limits, proxy: Proxy) -> None:
        own = tls if proxy.url.startswith("https:") else None
        through = httpx.Proxy(proxy.url, auth=proxy.auth, ssl_context=own)
        self._proxy = proxy
        self._exceptions = Exceptions.of(os.environ)
        self._direct = httpx.AsyncHTTPTransport(verify=tls, limits=pool)
        self._proxied = httpx.AsyncHTTPTransport(verify=tls, limits=pool, proxy=through)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        # Plain http carries what it has openly: no proxy ever sees it.
        if url.scheme != "https" or self._exceptions.have(url.host, url.port or 443):
            return await self._direct.handle_async_request(request)
        try:
            return await self._proxied.handle_async_request(request)
        except (httpx.ProxyError, httpx.ConnectError, httpx.ConnectTimeout) as error:
            reason = proxy_failure(error)
            if reason is None:
                raise
        # Its tunnel was never there: no byte of the request left.
        raise ProxyUnreached(str(self._proxy.setting), reason)

    async def aclose(self) -> None:
        await self._direct.aclose()
        await self._proxied.aclose()


class ClientPool:
    """Makes httpx clients. Cheap to construct: certificates are loaded once, when first needed."""

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
        """The shared client for reads and files; `plain` for http to this machine."""
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
        """A client for one send; the caller closes it."""
        async with self._lock:
            if self._closed:
                return Trouble("client_closed")
            once = httpx.Limits(max_connections=1, max_keepalive_connections=0)
            return await self._client(plain, once, seconds)

    async def aclose(self) -> None:
        """Close the pools; every call after it is not connected."""
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
            # What httpx itself makes of the environment ends with an exception for a network.
            proxy = None if plain else proxy_of(os.environ)
            if proxy is not None:
                routing = _ProxyRouting(tls, pool, proxy)
        except ProxyProblem as problem:
            return Trouble("proxy_unusable", str(problem))
        except (ImportError, ValueError, httpx.InvalidURL):
            return Trouble("proxy_unusable", f"{proxy and proxy.setting} is no address of a proxy.")
        return httpx.AsyncClient(
            verify=tls, limits=pool, timeout=timeout, headers=headers, trust_env=False,
            transport=routing,
        )  # fmt: skip

    async def _tls_context(self) -> ssl.SSLContext | Trouble:
        """The one TLS context: 40 to 110 ms of work, so in a thread and only once."""
        if self._tls is None:
            try:
                self._tls = await asyncio.to_thread(httpx.create_ssl_context)
            except (OSError, ssl.SSLError):
                return Trouble("tls_setup")
        return self._tls


def _plain_http_context() -> ssl.SSLContext:
    """For a client that speaks plain http: free of cost, and refuses every certificate."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def exchange(
    client: httpx.AsyncClient,
    build: Callable[[httpx.AsyncClient], httpx.Request],
    *,
    seconds: float,
    cap: int = ANSWER_BYTES,
) -> Answer | Trouble:
    """Send the request that `build` makes, and read its answer whole. Raises only CancelledError.

    What goes wrong comes back as a value: an exception from below has the request in its
    traceback, and the request has the password in its body.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _receive(client, build(client), cap)
    except asyncio.CancelledError as cancelled:
        cancelled.__context__ = None
        raise cancelled.with_traceback(None) from None
    except TimeoutError:
        return Trouble("no_answer_in_time")
    except Exception as error:  # whatever it is, the request is accounted for
        return trouble_of(error)


async def exchange_once(
    made: httpx.AsyncClient,
    build: Callable[[httpx.AsyncClient], httpx.Request],
    *,
    seconds: float,
) -> Answer | Trouble:
    """`exchange` on a fresh client, closed after it."""
    try:
        return await exchange(made, build, seconds=seconds)
    finally:
        # The answer is in hand: how the line ends is no news.
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
