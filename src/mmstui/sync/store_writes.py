"""Writing to the store from an event loop: on the store's own thread, and never half."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Submits(Protocol):
    """What has a writer thread: the store."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` on that thread."""
        ...


class Offload:
    """`await offload(store.part.method, ...)`: done when the store has committed."""

    def __init__(self, store: Submits) -> None:
        self._store = store

    async def __call__(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing method. Raises what it raises.

        Cancelling the wait does not take the write back: it is in the writer's queue, in its
        turn, and a half-told story is worse than one that nobody waited for.
        """
        return await asyncio.shield(self.submit(fn, *args, **kwargs))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Put a writing method into the writer's queue. To be awaited shielded, or `outlasted`."""
        return asyncio.wrap_future(self._store.submit(fn, *args, **kwargs))

    async def until_committed(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As calling it, but a cancellation waits for the commit before it goes on."""
        future = self.submit(fn, *args, **kwargs)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await wait_despite_cancel(future)
            raise


async def wait_despite_cancel(future: asyncio.Future[T]) -> T | None:
    """Wait for the end of a write whatever cancels us: for those who raise CancelledError after it.

    Its result; None when it failed, which is then looked at (the loop would complain) and no more.
    """
    while not future.done():
        try:
            await asyncio.wait({future})
        except asyncio.CancelledError:
            continue
    return None if future.cancelled() or future.exception() else future.result()
