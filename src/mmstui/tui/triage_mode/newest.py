"""The newest messages of the conversation on the screen, among which a new one is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Direction, Message
from mmstui.tui.thread.view import ThreadView

#: How many messages are looked at.
RECENT: Final = 50


class NewestMessages:
    """The rows of the newest incoming messages, found once for each revision of a conversation.

    They are found when the frame has been drawn: a key reads them only if there are others since.
    """

    def __init__(self, view: ThreadView, source: Inbox) -> None:
        self._view, self._source = view, source
        self._found_for: tuple[int, int] | None = None
        self._rows: Sequence[set[int]] = ()

    def of(self, row: Conversation) -> Sequence[set[int]]:
        """Return the rows of each message. A further leg of a group text is nothing new."""
        if (row.id, row.rev) != self._found_for:
            self._found_for = row.id, row.rev
            self._rows = [
                set(message.row_ids) - {leg.id for leg in message.legs}
                for message in self._messages(row)
                if message.direction is Direction.IN
            ]
        return self._rows

    def _messages(self, row: Conversation) -> Sequence[Message]:
        """Return the newest messages: those on the screen, if the row has not changed since."""
        viewport = self._view.viewport
        if viewport is not None and viewport.window.shows_end_of(row):
            return viewport.window.messages[-RECENT:]
        return self._source.thread(row.id, limit=RECENT)
