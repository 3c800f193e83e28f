"""Reads of whole conversations, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mmstui.domain.messages import Message
from mmstui.domain.records import replace
from mmstui.domain.times.days import Span
from mmstui.store.reading.inbox import Inbox
from mmstui.store.sqlite.codec import id_list, to_ms
from mmstui.store.sqlite.database import Database

_READ_AT_ONCE = 500


class Transcripts:
    """Reads for the export of messages. Each page is a snapshot of its own."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._database = database
        self._inbox = inbox

    def count(self, conversation_ids: Sequence[int], during: Sequence[Span] | None) -> int:
        """Return the number of rows of messages."""
        conditions = ["conversation_id IN (SELECT value FROM json_each(?))", "dropped = 0"]
        values: list[Any] = [id_list(conversation_ids)]
        if during is not None:
            conditions.append(f"({' OR '.join(['at >= ? AND at < ?'] * len(during)) or '0'})")
            values += [to_ms(instant) for span in during for instant in span]
        ((count,),) = self._database.read(
            f"SELECT count(*) FROM message WHERE {' AND '.join(conditions)}", values
        )
        return int(count)

    def messages(
        self,
        conversation_id: int,
        during: Sequence[Span] | None = None,
        *,
        signs: bool = True,
    ) -> Iterator[Message]:
        """Yield the messages of a conversation, oldest first; only those within the spans.

        Without `signs`, texts about reactions are messages.
        """
        spans = [(None, None)] if during is None else during
        for since, until in spans:
            yield from self._from(conversation_id, since, until, signs)

    def _from(
        self, conversation_id: int, since: datetime | None, until: datetime | None, signs: bool
    ) -> Iterator[Message]:
        after = (-(1 << 62) if since is None else to_ms(since), -1, -1)
        while page := self._inbox.thread(
            conversation_id, after=after, limit=_READ_AT_ONCE, signs=signs
        ):
            claims = self._claims([each.id for each in page if each.server_id is None])
            for message in page:
                if until is not None and message.at >= until:
                    return
                claim = claims.get(message.id)
                yield message if claim is None else replace(message, server_id=claim)
            after = page[-1].key

    def _claims(self, message_ids: Sequence[int]) -> dict[int, int]:
        """Return the ids that files gave to imported messages, which no list has shown yet."""
        if not message_ids:
            return {}
        found = self._database.read(
            "SELECT message_id, server_id FROM imported WHERE server_id IS NOT NULL "
            "AND message_id IN (SELECT value FROM json_each(?))",
            (id_list(message_ids),),
        )
        return dict(found)
