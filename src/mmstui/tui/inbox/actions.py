"""Actions of the inbox's own keys: move between panes and conversations, mark, check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.message import Message

from mmstui.domain.messages import Conversation, Direction
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job, written

if TYPE_CHECKING:
    from concurrent.futures import Future


class InboxActions(InboxDialogs):
    """Actions of `InboxScreen`."""

    class CheckWanted(Message):
        """The user wants a poll now, also if the engine has stopped."""

    if TYPE_CHECKING:

        @property
        def in_thread(self) -> bool: ...
        async def open(self, conversation: Conversation, *, focus: bool = True) -> None: ...
        def to_list(self) -> None: ...

    def action_next_pane(self) -> None:
        """Focus the next pane."""
        self.focus_next()

    def action_previous_pane(self) -> None:
        """Focus the previous pane."""
        self.focus_previous()

    async def action_next_conversation(self) -> None:
        """Open the conversation below the open one."""
        await self._open_neighbour(1)

    async def action_previous_conversation(self) -> None:
        """Open the conversation above the open one."""
        await self._open_neighbour(-1)

    async def _open_neighbour(self, step: int) -> None:
        row = self.list.neighbour(self.opened.id if self.opened else None, step)
        if row is not None:
            await self.open(row, focus=not self.list.has_focus)

    async def action_next_unread(self) -> None:
        """Open the next unread conversation of the list, wrapping around."""
        unread = await self.list.read_unread()
        if self.opened is not None and self.opened.id in unread and len(unread) == 1:
            unread = []
        if not unread:
            self.notify("Nothing unread.", markup=False, timeout=3)
            return
        wanted = _next_after(self.list.ids, self.opened.id if self.opened else None, set(unread))
        rows = self.center.inbox.conversations([wanted if wanted is not None else unread[0]])
        for row in rows.values():
            await self.open(row)

    def action_check_now(self) -> None:
        """Poll VoIP.ms now."""
        self.center.sync.check_now()
        self.post_message(self.CheckWanted())

    async def action_unread_only(self) -> None:
        """Toggle the filter for unread conversations."""
        filters = self.list.filters
        await self.set_filters(filters.changed(unread_only=not filters.unread_only))

    def action_mark(self) -> None:
        """Mark the conversation as read if it is unread, else as unread."""
        in_thread = self.in_thread
        row = self.opened if in_thread else self.list.target
        if row is None:
            return
        row = self.center.inbox.conversations([row.id]).get(row.id, row)
        if row.unread:
            page = self.center.inbox.thread(row.id, limit=max(200, row.unread * 2))
            new = [m.id for m in page if m.unread and m.direction is Direction.IN]
            self._await_write(self.center.inbox.mark_read(new))
            return
        if in_thread:
            # An open thread would mark it as read again at once.
            self.to_list()
        self._await_write(self.center.inbox.mark_unread(row.id))

    @job("Perhaps not marked: look at the row, then press the key again.", group="store")
    async def _await_write(self, future: Future[Any]) -> None:
        """Wait until a write is done."""
        await written(future)


def _next_after(order: Sequence[int], current: int | None, wanted: set[int]) -> int | None:
    """Return the first of `wanted` after `current` in an order, wrapping around; None if none."""
    start = order.index(current) + 1 if current is not None and current in order else 0
    for number in (*order[start:], *order[:start]):
        if number in wanted and number != current:
            return number
    return None
