"""Keys that come faster than they can be obeyed, over a slow line: each waits for the one before.

Textual hands a key to whatever has the focus when it is read. Of `enter r O K` in one read, all
four would go to the list; here each is given only when what the one before it did is done: panes
have changed, dialogs have opened, the focus has moved. A key by itself is not held up, but for the
first one on another screen: a dialog that is still opening would lose it.
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

#: A key this many seconds after the one before it comes by itself.
BY_ITSELF: Final = 0.03
#: What a key did is never waited for longer than this, in seconds.
PATIENCE: Final = 0.5


class InputQueue:
    """Gives keys and pastes to `handle`, one after the other."""

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
        self._pump: asyncio.Task[None] | None = None
        self._last = float("-inf")
        self._screen: Screen[Any] | None = None

    async def take(self, event: Event) -> None:
        """A key was pressed."""
        now = self._monotonic()
        if self._pump is None and now - self._last >= BY_ITSELF and not self._elsewhere:
            self._last = now
            await self._handle(event)
            self._last = self._monotonic()
            return
        self._waiting.append(event)
        if self._pump is None:
            self._pump = self._run()

    def _lose(self) -> None:
        """What was waiting is gone: the next key begins anew."""
        self._waiting.clear()
        self._pump = None

    @jobs.task("The last keys were not heard: press them again.", recover=_lose)
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
            self._pump = None

    async def _settled(self) -> None:
        """What the last key did is done, as far as one can tell."""
        deadline = self._monotonic() + PATIENCE
        if not self.owner.screen_stack:
            return
        await self._done(deadline)
        if self._opening:
            # Nobody tells when a dialog has the keys.
            while self._opening and self._monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
            # Then it gives the focus away, by a message to the app.
            await self._done(deadline)
        self._screen = self.owner.screen

    async def _done(self, deadline: float) -> None:
        """Whatever has the keys has done what was in its queue."""
        focused = self.owner.focused
        chain: list[DOMNode] = [self.owner.screen, self.owner]
        if focused is not None:
            # The key itself, then what it posted, on its way up to the screen and the app.
            chain = [focused, *focused.ancestors_with_self, self.owner]
        for node in chain:
            await self._passed(node, deadline)

    async def _passed(self, node: DOMNode, deadline: float) -> None:
        """A node has done what was in its queue."""
        done = asyncio.Event()
        if node.is_running and node.call_later(done.set):
            try:
                async with asyncio.timeout(max(0.0, deadline - self._monotonic())):
                    await done.wait()
            except TimeoutError:
                return

    @property
    def _elsewhere(self) -> bool:
        """Whether the keys go, or are about to go, to another screen than the last one did."""
        return bool(self.owner.screen_stack) and (
            self.owner.screen is not self._screen or self._opening
        )

    @property
    def _opening(self) -> bool:
        """Whether a dialog was asked for that does not have the keys yet."""
        app = self.owner
        if len(app.screen_stack) > 1:
            return app.screen.focused is None and not app.screen.is_mounted
        return any(w.group == "dialog" and not w.is_finished for w in app.workers)
