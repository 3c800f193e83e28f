"""Await store writes from an event loop: they run on the store's thread, and always complete."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Submits(Protocol):
    """An object with a writer thread: the store."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` on the writer thread."""
        ...


class Offload:
    """Runs store writes: `await offload(store.part.method, ...)` returns after the commit."""

    def __init__(self, store: Submits) -> None:
        self._store = store

    async def __call__(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing method and return its result. Raises what the method raises.

        Cancelling the wait does not cancel the write: it is in the writer's queue, and runs in its
        turn.
        """
        return await asyncio.shield(self.submit(fn, *args, **kwargs))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Queue a writing method. Shield the future, or await it with `wait_despite_cancel`."""
        return asyncio.wrap_future(self._store.submit(fn, *args, **kwargs))

    async def until_committed(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing method; a cancellation takes effect only after the commit."""
        future = self.submit(fn, *args, **kwargs)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await wait_despite_cancel(future)
            raise


async def wait_despite_cancel(future: asyncio.Future[T]) -> T | None:
    """Wait for a write to end, ignoring cancellation. The caller raises CancelledError afterwards.

    Return its result; None if it failed. The exception is retrieved, as asyncio would warn
    otherwise.
    """
    while not future.done():
        try:
            await asyncio.wait({future})
        except asyncio.CancelledError:
            continue
    return None if future.cancelled() or future.exception() else future.result()
