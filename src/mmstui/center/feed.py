"""The feed: publishes what happened in the store, also by other processes, as `domain.events`."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mmstui.domain.events import EventBatch
from mmstui.domain.problems import StoreProblem

if TYPE_CHECKING:
    from mmstui.center.center import MessageCenter
    from mmstui.store.sqlite.event_log import Cursor

#: Minimum seconds between two batches.
MIN_INTERVAL: Final = 0.1
#: Seconds from a write of this process to its batch: whoever waits for the write goes on first, and
#: what he shows by himself is painted before all that others read. A frame may take 20 ms.
AFTER_WRITE: Final = 0.025
#: Seconds between two cheap checks whether another process has written.
CHECK_INTERVAL: Final = 0.25
#: The same while no other process writes: each check wakes a processor.
REST_INTERVAL: Final = 0.8
#: Seconds after its last write from which on no other process writes: a leader does every five.
REST_AFTER: Final = 10.0


class Feed:
    """Calls `publish` on the event loop with what happened, after commits of any process.

    Calls `unreadable` instead if the store could not be read; what happened is then in the batch
    after the next write. Neither may raise.
    """

    def __init__(
        self,
        center: MessageCenter,
        publish: Callable[[EventBatch], None],
        unreadable: Callable[[StoreProblem], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._center = center
        self._publish = publish
        self._unreadable = unreadable
        self._monotonic = monotonic
        self._cursor: Cursor | None = None
        self._version = 0
        self._read_at = self._found_at = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._check_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._context = contextvars.copy_context()

    @property
    def cursor(self) -> Cursor | None:
        """The point in time up to which everything was published; None before `start`."""
        return self._cursor

    def start(self, since: Cursor | None = None) -> None:
        """Publish what happens from now on, or since a cursor, in the context of the caller."""
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._version = self._center.data_version()
        self._found_at = self._monotonic()
        self._cursor = since or self._center.event_log.cursor()
        self._unsubscribe = self._center.on_write(self._written)
        self._check_later()
        if since is not None:
            self._schedule_read()

    def stop(self) -> None:
        """Publish nothing any more."""
        self._loop = None
        if self._unsubscribe is not None:
            self._unsubscribe()
        for timer in (self._check_timer, self._read_timer):
            if timer is not None:
                timer.cancel()
        self._check_timer = self._read_timer = None

    def _check_later(self) -> None:
        if self._loop is not None:
            rests = self._monotonic() - self._found_at > REST_AFTER
            interval = REST_INTERVAL if rests else CHECK_INTERVAL
            self._check_timer = self._loop.call_later(interval, self._check, context=self._context)

    def _check(self) -> None:
        try:
            written = self._center.data_version() != self._version
        except StoreProblem:
            written = False  # the next read of the store reports it
        if written:
            self._found_at = self._monotonic()
            self._schedule_read()
        self._check_later()

    def _written(self) -> None:
        # On the writer's thread, in its context; the listeners' timers need the active app.
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._schedule_read, AFTER_WRITE, context=self._context)

    def _schedule_read(self, least: float = 0.0) -> None:
        if self._loop is None or self._read_timer is not None:
            return
        wait = max(least, self._read_at + MIN_INTERVAL - self._monotonic())
        if wait <= 0:
            self._read()
        else:
            self._read_timer = self._loop.call_later(wait, self._read, context=self._context)

    def _read(self) -> None:
        self._read_timer = None
        if self._cursor is None:
            return
        self._read_at = self._monotonic()
        try:
            self._version = self._center.data_version()
            batch, self._cursor = self._center.event_log.since(self._cursor)
        except StoreProblem as problem:
            self._unreadable(problem)
        else:
            self._publish(batch)
