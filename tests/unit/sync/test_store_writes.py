from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import ParamSpec, TypeVar

import pytest

from mmstui.sync.store_writes import Offload, wait_despite_cancel

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """One thread, as the store has."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self.pool.submit(fn, *args, **kwargs)


async def test_a_cancelled_wait_does_not_take_the_write_back() -> None:
    writer, go, written = Writer(), Event(), list[str]()
    writer.submit(go.wait)
    waiting = asyncio.ensure_future(Offload(writer)(written.append, "kept"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    writer.pool.shutdown(wait=True)
    assert written == ["kept"]


async def test_until_committed_is_cancelled_only_after_the_write() -> None:
    writer, go, written = Writer(), Event(), list[str]()
    writer.submit(go.wait)
    waiting = asyncio.ensure_future(Offload(writer).until_committed(written.append, "kept"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert written == ["kept"]
    writer.pool.shutdown()


async def test_what_the_write_raises_is_raised() -> None:
    writer = Writer()
    with pytest.raises(ValueError, match="no number"):
        await Offload(writer).until_committed(_refuse)
    assert await wait_despite_cancel(Offload(writer).submit(_refuse)) is None
    writer.pool.shutdown()


def _refuse() -> int:
    raise ValueError("no number")
