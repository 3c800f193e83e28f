"""Runs searches on a thread, where the latest request wins; keys never wait for a search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from textual.dom import DOMNode

from mmstui.tui import jobs

T = TypeVar("T")
#: Returns True once nobody waits for the result any more.
Stop = Callable[[], bool]


class SearchRunner:
    """Runs one search at a time; a new request cancels the previous one and drops its result."""

    def __init__(self, owner: DOMNode) -> None:
        """`owner` shows the errors of searches."""
        self.owner = owner
        self._request = 0
        self._pool: ThreadPoolExecutor | None = None
        self._pending = False

    @property
    def pending(self) -> bool:
        """Whether a search is running."""
        return self._pending

    def run(self, search: Callable[[Stop], T], on_result: Callable[[T], None]) -> None:
        """Run `search` on the thread, then call `on_result` on the event loop unless superseded."""
        self._request += 1
        request = self._request
        if self._pool is None:
            # One worker: it has one connection, with its own cache of the index.
            self._pool = ThreadPoolExecutor(1, "search")
        self._pending = True
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, search, lambda: request != self._request)
        self._deliver(request, future, on_result)

    def _failed(self, request: int, *_: object) -> None:
        if request == self._request:
            self._pending = False

    @jobs.task("Nothing was searched: change a letter to try again.", recover=_failed)
    async def _deliver(
        self, request: int, search: asyncio.Future[T], on_result: Callable[[T], None]
    ) -> None:
        await asyncio.wait([search])
        if request == self._request and not search.cancelled():
            self._pending = False
            on_result(search.result())

    def cancel(self) -> None:
        """Cancel the current search."""
        self._request += 1
        self._pending = False

    def close(self) -> None:
        """Cancel the current search, and shut the thread down without waiting for it."""
        self.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
