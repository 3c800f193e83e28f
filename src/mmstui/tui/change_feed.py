"""The change feed: tells the screen what was written to the store, at most ten times a second."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Callable, Sequence
from typing import Final

from textual.dom import DOMNode
from textual.timer import Timer

from mmstui.center import MessageCenter
from mmstui.domain.problems import StoreProblem

#: Minimum seconds between two reads of what changed.
MIN_INTERVAL: Final = 0.1
#: Seconds between two cheap checks whether another process has written.
CHECK_INTERVAL: Final = 0.25


class ChangeFeed:
    """Calls back on the event loop after writes of this or another process, with the changes.

    `on_failure` is called instead if the store could not be read.
    """

    def __init__(
        self,
        owner: DOMNode,
        source: MessageCenter,
        on_change: Callable[[Sequence[int], bool], None],
        on_failure: Callable[[StoreProblem], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._owner = owner
        self._source = source
        self._on_change = on_change
        self._on_failure = on_failure
        self._monotonic = monotonic
        self._rev = 0
        self._version = 0
        self._read_at = float("-inf")
        self._timer: Timer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._checking: asyncio.TimerHandle | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._context = contextvars.copy_context()

    def start(self) -> None:
        """Subscribe to changes after the current revision of the store."""
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._version = self._source.data_version()
        self._rev = self._source.changes(0).rev
        self._unsubscribe = self._source.on_write(self._written)
        self._check_later()

    def stop(self) -> None:
        """Unsubscribe when the screen is closed."""
        self._loop = None
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._checking is not None:
            self._checking.cancel()

    def _check_later(self) -> None:
        # Not a Textual timer, whose message goes through two queues, four times a second.
        if self._loop is not None:
            self._checking = self._loop.call_later(CHECK_INTERVAL, self._check)

    def _written(self) -> None:
        # On the writer's thread.
        loop = self._loop
        if loop is not None and not loop.is_closed():
            # In the screen's context, not this thread's: timers made there need the active app.
            loop.call_soon_threadsafe(self._schedule_read, context=self._context)

    def _check(self) -> None:
        self._check_later()
        try:
            written = self._source.data_version() != self._version
        except StoreProblem:
            return  # the next read of the store reports it
        if written and self._timer is None:
            self._schedule_read()

    def _schedule_read(self) -> None:
        if self._timer is not None or self._loop is None or not self._owner.is_attached:
            return
        wait = self._read_at + MIN_INTERVAL - self._monotonic()
        if wait <= 0:
            self._read_changes()
        else:
            self._timer = self._owner.set_timer(wait, self._read_changes)

    def _read_changes(self) -> None:
        self._timer = None
        self._read_at = self._monotonic()
        try:
            self._version = self._source.data_version()
            changes = self._source.changes(self._rev)
            self._rev = changes.rev
            self._on_change(changes.conversation_ids, changes.everything)
        except StoreProblem as problem:
            self._on_failure(problem)
