"""`mmstui read --follow`: print new messages of conversations, whichever process fetches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from mmstui.center import MessageCenter
from mmstui.cli import streams
from mmstui.cli.events import LOOK
from mmstui.domain.events import MessagesArrived, StatesChanged
from mmstui.domain.messages import Message
from mmstui.notices.new_messages import new_messages


class Follower:
    """Finds the messages that come after those that were printed."""

    def __init__(self, center: MessageCenter) -> None:
        """What comes from now on is new: make it before reading what there is."""
        self._center = center
        self._version = center.data_version()
        self._cursor = center.event_log.cursor()

    def follow(
        self,
        conversations: Collection[int],
        shown: Collection[int],
        show: Callable[[Message], None],
    ) -> None:
        """Call `show` for each new message of these conversations, without end.

        `shown`: ids of messages that were read, and may have come, since this was made. Raises
        OutputLost when the reader is gone.
        """
        while True:
            if streams.reader_has_left():
                raise streams.OutputLost("")
            if (version := self._center.data_version()) != self._version:
                self._version = version
                for message in self._new():
                    if message.conversation_id in conversations and message.id not in shown:
                        show(message)
                streams.flush()
            # Another process writes the store, and tells none that only reads it: look again.
            time.sleep(LOOK)

    def _new(self) -> list[Message]:
        before = self._cursor
        batch, self._cursor = self._center.event_log.since(before)
        found = {
            message_id
            for event in batch.of(MessagesArrived)
            if event.polled_first
            for message_id in event.message_ids
        }
        for event in batch.of(StatesChanged):
            found |= {each for each in event.message_ids if each > before.message_id}
        return [new.message for new in new_messages(self._center.inbox, sorted(found))]
