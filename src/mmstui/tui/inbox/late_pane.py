"""The thread's pane, which is made after the first frame.

Its widgets, a text area and others, would delay the first frame by a third of the time that
importing Textual takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import tzinfo
from importlib import import_module
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from mmstui.domain.messages import Status
from mmstui.tui import jobs
from mmstui.tui.inbox.list_commands import OPEN
from mmstui.tui.ui.formatting import history_words

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen
    from mmstui.tui.thread.contact_pane import ContactPane
    from mmstui.tui.thread.open_thread import OpenThread
    from mmstui.tui.thread.pane import ThreadPane


class LatePane:
    """Makes the pane once, and binds it to the state of the inbox."""

    def __init__(self, inbox: InboxScreen, when_ready: Callable[[], None], *, blink: bool) -> None:
        """`when_ready` is called when the pane is mounted, or cannot be made."""
        self._inbox = inbox
        self._when_ready = when_ready
        self._blink = blink
        self._task: asyncio.Task[None] | None = None
        self.pane: ThreadPane | None = None
        self._about: ContactPane | None = None

    @property
    def owner(self) -> DOMNode:
        """The node of the task."""
        return self._inbox

    async def ready(self) -> bool:
        """Wait for the pane; return False if the app exits first."""
        await asyncio.shield(self.start())
        return self.pane is not None

    def start(self) -> asyncio.Task[None]:
        """Begin to make the pane, if that is not done yet."""
        if self._task is None:
            self._task = self._make()
        return self._task

    def show_about(self, shown: bool) -> None:
        """Show or hide who the open conversation is with."""
        if self._about is not None:
            self._about.display = shown

    def read_about_again(self) -> None:
        """Show a note that was changed."""
        if self._about is not None:
            self._about.read_again()

    def close(self) -> None:
        """Stop making it."""
        if self._task is not None:
            self._task.cancel()

    def _failed(self) -> None:
        """Let the next opened conversation try again; the engine starts without a pane."""
        if self.pane is None:
            self._task = None
        self._call_when_ready()

    def _call_when_ready(self) -> None:
        when_ready, self._when_ready = self._when_ready, lambda: None
        when_ready()

    @jobs.task(f"No conversation can be shown: press {OPEN.key} to try again.", recover=_failed)
    async def _make(self) -> None:
        module = await asyncio.to_thread(import_module, "mmstui.tui.thread.pane")
        inbox, settings = self._inbox, self._inbox.center.settings
        pane: ThreadPane = module.ThreadPane(
            inbox.center, inbox.clock, inbox.zone, read_again=inbox.read_thread_again,
            blink=self._blink, pictures=settings.thumbnails, open_with=settings.open_command,
            warnings_off=settings.warnings_off,
        )  # fmt: skip
        if not inbox.is_attached:
            return
        await inbox.query_one("#right").mount(pane)
        from mmstui.tui.thread.contact_pane import ContactPane

        about = ContactPane(inbox.center, inbox.clock, inbox.zone)
        await inbox.query_one("#panes").mount(about)
        self.pane = pane
        self._about = about

        def show_thread(thread: OpenThread | None) -> None:
            pane.thread = about.thread = thread

        def show_status(status: Status | None) -> None:
            if status is not None:
                pane.view.set_history(history_words(status))
                pane.writing.box.sends_left = status.sends_left

        pane.watch(inbox, "thread", show_thread)
        pane.watch(inbox, "status", show_status)

        def show_zone(zone: tzinfo) -> None:
            pane.writing.zone = zone
            pane.view.set_zone(zone)
            about.zone = zone

        pane.watch(inbox, "zone", show_zone, init=False)
        inbox.call_after_refresh(self._call_when_ready)
        inbox.places.restore()
