"""Searches, one at a time, on a thread of their own: keys never wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from textual.dom import DOMNode

from mmstui.tui import jobs

T = TypeVar("T")
#: Whether nobody waits for the answer any more.
Stop = Callable[[], bool]


class Looking:
    """A search that is asked for ends the one before, whose answer is never given."""

    def __init__(self, owner: DOMNode) -> None:
        """`owner` is told what could not be searched."""
        self.owner = owner
        self._turn = 0
        self._pool: ThreadPoolExecutor | None = None
        self._pending = False

    @property
    def pending(self) -> bool:
        """Whether an answer is still to come."""
        return self._pending

    def ask(self, search: Callable[[Stop], T], answer: Callable[[T], None]) -> None:
        """Search on the thread, then answer on the event loop, unless something else is asked."""
        self._turn += 1
        turn = self._turn
        if self._pool is None:
            # One thread: it has its connection, and what that knows of the index, only once.
            self._pool = ThreadPoolExecutor(1, "search")
        self._pending = True
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, search, lambda: turn != self._turn)
        self._answer(turn, future, answer)

    def _no_answer(self, turn: int, *_: object) -> None:
        if turn == self._turn:
            self._pending = False

    @jobs.task("Nothing was searched: change a letter to try again.", recover=_no_answer)
    async def _answer(
        self, turn: int, search: asyncio.Future[T], answer: Callable[[T], None]
    ) -> None:
        await asyncio.wait([search])
        if turn == self._turn and not search.cancelled():
            self._pending = False
            answer(search.result())

    def forget(self) -> None:
        """Nobody waits any more."""
        self._turn += 1
        self._pending = False

    def close(self) -> None:
        """End the thread, soon."""
        self.forget()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
