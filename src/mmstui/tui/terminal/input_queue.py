"""A queue of keys that arrive faster than they are handled, over a slow line.

Textual gives a key to the widget that has the focus when the key is read. Of `enter r O K` in one
read, all four would go to the list. Here each key is given only after the effects of the key before
it are complete: panes changed, dialogs opened, the focus moved. A single key is not delayed, except
the first one on another screen: a dialog that is still opening would lose it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event
from textual.screen import Screen

from mmstui.tui import jobs

#: Seconds after the last key from which on a key counts as a single key.
SINGLE_KEY: Final = 0.03
#: Seconds to wait at most for the effects of a key.
PATIENCE: Final = 0.5


class InputQueue:
    """Passes keys and pastes to `handle`, one after the other."""

    def __init__(
        self,
        app: App[Any],
        handle: Callable[[Event], Awaitable[None]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner = app
        self._handle = handle
        self._monotonic = monotonic
        self._waiting: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None
        self._last = float("-inf")
        self._screen: Screen[Any] | None = None

    async def take(self, event: Event) -> None:
        """Handle an event, now or after those in the queue."""
        now = self._monotonic()
        if self._task is None and now - self._last >= SINGLE_KEY and not self._is_other_screen:
            self._last = now
            await self._handle(event)
            self._last = self._monotonic()
            return
        self._waiting.append(event)
        if self._task is None:
            self._task = self._run()

    def _clear(self) -> None:
        """Clear the queue, so that the next key starts again."""
        self._waiting.clear()
        self._task = None

    @jobs.task("The last keys were not heard: press them again.", recover=_clear)
    async def _run(self) -> None:
        try:
            while self._waiting and self.owner.is_running:
                await self._settled()
                event = self._waiting.popleft()
                try:
                    await self._handle(event)
                except Exception as error:  # as the app's own message loop does
                    self.owner._handle_exception(error)
                    return
        finally:
            self._last = self._monotonic()
            self._task = None

    async def _settled(self) -> None:
        """Wait until the effects of the last key are complete, as far as that can be known."""
        deadline = self._monotonic() + PATIENCE
        if not self.owner.screen_stack:
            return
        await self._queues_processed(deadline)
        if self._opening:
            # There is no event for a dialog that got the keys.
            while self._opening and self._monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
            # Then the dialog sets the focus, by a message to the app.
            await self._queues_processed(deadline)
        self._screen = self.owner.screen

    async def _queues_processed(self, deadline: float) -> None:
        """Wait until the nodes that handle the key have processed their message queues."""
        focused = self.owner.focused
        chain: list[DOMNode] = [self.owner.screen, self.owner]
        if focused is not None:
            # The key itself, then the messages that it posted up to the screen and the app.
            chain = [focused, *focused.ancestors_with_self, self.owner]
        for node in chain:
            await self._queue_processed(node, deadline)

    async def _queue_processed(self, node: DOMNode, deadline: float) -> None:
        """Wait until a node has processed its message queue."""
        done = asyncio.Event()
        if node.is_running and node.call_later(done.set):
            try:
                async with asyncio.timeout(max(0.0, deadline - self._monotonic())):
                    await done.wait()
            except TimeoutError:
                return

    @property
    def _is_other_screen(self) -> bool:
        """Whether the keys go, or will go, to another screen than the last key."""
        return bool(self.owner.screen_stack) and (
            self.owner.screen is not self._screen or self._opening
        )

    @property
    def _opening(self) -> bool:
        """Whether a dialog is opening and does not have the keys yet."""
        app = self.owner
        if len(app.screen_stack) > 1:
            return app.screen.focused is None and not app.screen.is_mounted
        return any(w.group == "dialog" and not w.is_finished for w in app.workers)
