"""Virtual time, and an event loop for each process in it.

A loop here runs nothing by itself: the world takes one callback of one process after the other, in
an order that a seed decides. Within a process callbacks keep their order, as asyncio promises.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any


class Timeline:
    """Seconds since the world began, and the events to come. Only `advance` moves the time."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Call `what` at a time, at once if that is past."""
        self._count += 1
        heapq.heappush(self._due, (max(when, self.now), self._count, what))

    def after(self, seconds: float, what: Callable[[], None]) -> None:
        """Call `what` so many seconds from now."""
        self.at(self.now + seconds, what)

    def advance(self) -> bool:
        """Go to the next event and run it; return False if there is none."""
        if not self._due:
            return False
        when, _, what = heapq.heappop(self._due)
        self.now = max(self.now, when)
        what()
        return True


class ProcessLoop(asyncio.AbstractEventLoop):
    """The event loop of one process: callbacks wait in `ready` until the world takes one."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._tasks: list[asyncio.Task[Any]] = []
        self.ready: deque[asyncio.Handle] = deque()
        self.dead = False
        self.faults: list[str] = []
        """What the loop was told of that nobody handled: a fault of the program."""

    def take_turn(self) -> None:
        """Run the oldest callback."""
        handle = self.ready.popleft()
        if handle.cancelled():
            return
        asyncio._set_running_loop(self)
        try:
            handle._run()
        finally:
            asyncio._set_running_loop(None)

    def kill(self) -> None:
        """Kill the process: none of its callbacks runs any more."""
        self.dead = True
        self.ready.clear()
        for task in self._tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                _bury(task.get_coro())
        self._tasks.clear()

    # What asyncio asks of a loop.

    def time(self) -> float:
        return self._timeline.now

    def call_soon(  # type: ignore[override]
        self,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        if not self.dead:
            self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(when, callback, args, self, context)

        def due() -> None:
            if not self.dead and not handle.cancelled():
                self.ready.append(handle)

        self._timeline.at(when, due)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        pass

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, context: Any = None
    ) -> asyncio.Task[Any]:
        task = asyncio.Task(coro, loop=self, name=name or "task", context=context)
        if len(self._tasks) > 200:
            self._tasks = [each for each in self._tasks if not each.done()]
        self._tasks.append(task)
        return task

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return self.dead

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if not self.dead:
            self.faults.append(f"{context.get('message')}: {context.get('exception')!r}")


def _bury(coroutine: Any) -> None:
    """Close a coroutine. Its `finally` blocks run, unlike in a killed process, but do no harm."""
    for _ in range(20):
        with contextlib.suppress(BaseException):
            coroutine.close()
            return
