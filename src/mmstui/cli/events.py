"""`sync --watch --json`: print a line for each event, whichever process caused it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any, Final

from mmstui.center import MessageCenter
from mmstui.cli import streams
from mmstui.cli.json_output import message_json
from mmstui.cli.output import iso, write_json
from mmstui.domain.events import MessagesArrived, StatesChanged
from mmstui.domain.messages import Message, Status
from mmstui.domain.problems import StoreProblem
from mmstui.notices.new_messages import new_messages

Event = dict[str, Any]

#: Seconds between two checks of the store.
LOOK: Final = 0.25


class Events:
    """Compares the store with its last state, and prints the changes."""

    def __init__(self, center: MessageCenter) -> None:
        self._center = center
        self._version = center.data_version()
        self._cursor = center.event_log.cursor()
        self._unsettled = center.news.unsettled()
        self._status: Status | None = None
        self._trouble = ""

    def use(self, center: MessageCenter) -> None:
        """Go on with the same account, opened again."""
        self._center = center
        self.look()

    async def run(self) -> None:
        """Print events until cancelled. Raises OutputLost when the reader is gone."""
        self.look(first=True)
        while True:
            await asyncio.sleep(LOOK)
            if streams.reader_has_left():
                raise streams.OutputLost("")
            if self._center.data_version() != self._version:
                self.look()

    def look(self, *, first: bool = False) -> None:
        """Print the changes since the last call."""
        try:
            self._version = self._center.data_version()
            events = [*self._of_the_line(), *self._of_messages()]
        except StoreProblem as problem:
            events = [*self._troubled(problem.what)]
        if first:
            told = {"unread": self._status.unread if self._status else 0}
            events.insert(0, {"event": "watching", "pid": os.getpid(), **told})
        for event in events:
            write_json({"at": iso(self._center.now()), **event})
        streams.flush()

    def _of_messages(self) -> Iterator[Event]:
        for new in new_messages(self._center.inbox, self._new_ids()):
            yield {"event": "message", "message": message_json(new.message, new.name)}
        before, self._unsettled = self._unsettled, self._center.news.unsettled()
        changed = [key for key, state in before.items() if self._unsettled.get(key) is not state]
        there = {message.id: message for message in self._center.inbox.messages(changed)}
        for key in changed:
            if key in there:
                yield self._told("state", there[key])
            else:
                yield {"event": "taken_back", "id": key}

    def _new_ids(self) -> list[int]:
        """Return the messages that a poll was the first to see, and those that were queued."""
        before = self._cursor
        batch, self._cursor = self._center.event_log.since(before)
        polled = (event for event in batch.of(MessagesArrived) if event.polled_first)
        found = [message_id for event in polled for message_id in event.message_ids]
        for event in batch.of(StatesChanged):
            found += (each for each in event.message_ids if each > before.message_id)
        return sorted(found)

    def _told(self, event: str, message: Message) -> Event:
        rows = self._center.inbox.conversations([message.conversation_id])
        row = rows.get(message.conversation_id)
        name = row.title if row is not None and row.named else None
        return {"event": event, "message": message_json(message, name)}

    def _of_the_line(self) -> Iterator[Event]:
        before, self._status = self._status or Status(0, 0, 0, 0), self._center.status()
        now = self._status
        if now.refused and now.refused != before.refused:
            yield {"event": "refused", "code": now.refused, "since": iso(now.refused_at)}
        if now.offline_since and not before.offline_since:
            yield {"event": "offline", "since": iso(now.offline_since)}
        if (before.refused or before.offline_since) and not (now.refused or now.offline_since):
            yield {"event": "back"}
        if now.limit_reached and not before.limit_reached:
            yield {"event": "limit", "sent_today": now.sends_today}
        if now.leader_silent_since and not before.leader_silent_since:
            words = f"process {now.leader_pid} holds the account and is silent"
            yield {"event": "trouble", "words": words}
        yield from self._troubled(now.trouble)

    def _troubled(self, words: str) -> Iterator[Event]:
        before, self._trouble = self._trouble, words
        if words and words != before:
            yield {"event": "trouble", "words": words}
