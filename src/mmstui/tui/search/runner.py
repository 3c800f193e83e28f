"""Searches, one at a time, on a thread of their own: keys never wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mmstui.domain.problems import StoreProblem

T = TypeVar("T")
#: Whether nobody waits for the answer any more.
Stop = Callable[[], bool]


class Looking:
    """A search that is asked for ends the one before, whose answer is never given."""

    def __init__(self, trouble: Callable[[StoreProblem], None]) -> None:
        """`trouble` is told of a store that could not be read."""
        self._trouble = trouble
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

        def done(future: asyncio.Future[T]) -> None:
            if turn != self._turn or future.cancelled():
                return
            self._pending = False
            problem = future.exception()
            if isinstance(problem, StoreProblem):
                self._trouble(problem)
            else:
                answer(future.result())

        self._pending = True
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, search, lambda: turn != self._turn)
        future.add_done_callback(done)

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
