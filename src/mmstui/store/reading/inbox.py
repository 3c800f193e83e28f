"""Reads of conversations, threads and the header's counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mmstui.domain import limits
from mmstui.domain.messages import Conversation, Media, Message, Status
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.domain.views import View, ViewCounts
from mmstui.store.reading.list_columns import CONVERSATION_COLUMNS, CONVERSATION_TABLES
from mmstui.store.sqlite.codec import (
    MEDIA_COLUMNS,
    MESSAGE_COLUMNS,
    Key,
    conversation_from_row,
    from_ms,
    id_list,
    media_from_row,
    message_from_row,
    to_ms,
)
from mmstui.store.sqlite.database import Database
from mmstui.store.triage import views

# What reads threads is imported with the first one: the list and the header need none of it.
if TYPE_CHECKING:
    from mmstui.domain.times.days import Span
    from mmstui.store.reading.thread_pages import ThreadReader

__all__ = ["Inbox", "Key"]


#: Messages whose files are listed at most.
FILES_LISTED = 1000

_MESSAGES = (
    f"SELECT {MESSAGE_COLUMNS} FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id"
)
#: Uses the index of batches: a plain `max(id)` would walk back through all messages.
LAST_BATCH = (
    "SELECT batch FROM message WHERE id = "
    "(SELECT max(id + 0) FROM message WHERE batch IS NOT NULL AND dropped = 0)"
)
_CONVERSATIONS = f"SELECT {CONVERSATION_COLUMNS} FROM {CONVERSATION_TABLES}"
#: Whether a conversation has a message in a span. The time of its last message mostly decides; the
#: thread is searched only if that message is later than the span. A draft is no message.
_HAS_MESSAGE = (
    "total > 0 AND last_at >= :since{0} AND (last_at < :until{0} OR EXISTS ("
    "SELECT 1 FROM message AS m WHERE m.conversation_id = conversation.id "
    "AND m.at >= :since{0} AND m.at < :until{0} AND m.dropped = 0))"
)


class Inbox:
    """Reads for the conversation list, threads and the header. Each call sees one snapshot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Conversations

    def conversation_ids(
        self,
        *,
        view: View = View.INBOX,
        dids: frozenset[str] | None = None,
        unread_only: bool = False,
        everything: bool = False,
        during: Sequence[Span] | None = None,
        among: Collection[int] | None = None,
        oldest_first: bool = False,
    ) -> list[int]:
        """Return the ids of the conversations of a view, in its order or the longest waiting first.

        `everything`: all that are listed, whatever the view. `during` keeps only conversations with
        a message in one of the spans; without it, those with only a draft are included. `among`
        keeps only these, without those that are blocked.
        """
        chosen = None if everything else View.UNREAD if unread_only else view
        with self._database.reading() as connection:
            (where, order), values = views.of(connection, chosen, self._database.now_ms())
            conditions = ["listed = 1", where]
            if unread_only and everything:
                conditions.append("unread > 0")
            if among is not None:
                values["among"] = id_list(list(among))
                conditions.append("blocked = 0 AND id IN (SELECT value FROM json_each(:among))")
            if during is not None:
                conditions.append(_in_spans(during, values))
            if dids is not None:
                conditions.append(_in_dids(dids, values))
            if oldest_first:
                order = views.OLDEST_FIRST
            # As one value: to fetch 10,000 rows takes twice as long. (An aggregate over a subquery
            # takes its rows in their order.)
            ((ids,),) = connection.execute(
                "SELECT json_group_array(id) FROM (SELECT id FROM conversation "
                f"WHERE {' AND '.join(conditions)} ORDER BY {order})",
                values,
            ).fetchall()
        import json  # Commands read only the first ids.

        found: list[int] = json.loads(ids)
        return found

    def view_counts(self, *, dids: frozenset[str] | None = None) -> ViewCounts:
        """Return the number of conversations in each view."""
        values: dict[str, Any] = {}
        among = "" if dids is None else f" AND {_in_dids(dids, values)}"
        with self._database.reading() as connection:
            return views.counts(connection, self._database.now_ms(), values, among)

    def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """Return conversations by id, in the given order, without ids that do not exist."""
        rows = self._database.read(
            f"{_CONVERSATIONS} WHERE c.id IN (SELECT value FROM json_each(?))", (id_list(ids),)
        )
        found = {row[0]: conversation_from_row(row) for row in rows}
        return {wanted: found[wanted] for wanted in ids if wanted in found}

    def first_ids(
        self,
        view: View,
        most: int,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
    ) -> tuple[list[int], int]:
        """Return the first of `conversation_ids`, at most so many, and how many more there are."""
        with self._database.reading() as connection:
            (where, order), values = views.of(connection, view, self._database.now_ms())
            if during is not None:
                where += f" AND {_in_spans(during, values)}"
            if dids is not None:
                where += f" AND {_in_dids(dids, values)}"
            chosen = f"FROM conversation WHERE listed = 1 AND {where}"
            rows = connection.execute(
                f"SELECT id {chosen} ORDER BY {order} LIMIT :most", values | {"most": most}
            ).fetchall()
            count = len(rows)
            if count == most:
                ((count,),) = connection.execute(f"SELECT count(*) {chosen}", values).fetchall()
        return [conversation_id for (conversation_id,) in rows], count - len(rows)

    def conversation(self, did: str, contact: str) -> Conversation | None:
        """Return the conversation between a DID and a contact; None when there is none."""
        rows = self._database.read(
            f"{_CONVERSATIONS} WHERE c.did = ? AND c.contact = ?",
            (without_surrogates(did), without_surrogates(contact)),
        )
        return conversation_from_row(rows[0]) if rows else None

    def conversations_with(self, contact: str) -> list[Conversation]:
        """Return every conversation with a contact, the most recent first."""
        rows = self._database.read(
            f"{_CONVERSATIONS} WHERE c.contact = ? AND c.listed = 1 "
            "ORDER BY c.last_at DESC, c.id DESC",
            (without_surrogates(contact),),
        )
        return [conversation_from_row(row) for row in rows]

    def totals(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the number of messages of conversations, as shown (`shown_counts`).

        Reads more than `Conversation.total`, which counts rows.
        """
        from mmstui.store.reading import shown_counts

        with self._database.reading() as connection:
            return shown_counts.totals(connection, ids)

    # Messages

    def newest_id(self) -> int:
        """Return the id of the row that came last; 0 for none."""
        ((newest,),) = self._database.read("SELECT max(id) FROM message")
        return newest or 0

    def new_since(self, message_id: int) -> int:
        """Return how many messages, as shown, have come since a row that was the newest."""
        from mmstui.store.reading import shown_counts

        with self._database.reading() as connection:
            return shown_counts.new_since(connection, message_id)

    def thread(
        self,
        conversation_id: int,
        *,
        before: Key | None = None,
        after: Key | None = None,
        limit: int = 200,
        signs: bool = True,
    ) -> list[Message]:
        """Return a page of a thread, oldest first: the newest `limit`, or those next to a key.

        Messages are folded (`domain.folding`), with `signs` or without. Keys are `Message.key`; a
        key's own message is left out. With both keys, the page has the newest messages between
        them.
        """
        with self._database.reading() as connection:
            reader = self._reader(connection, conversation_id, signs=signs)
            return reader.page(before, after, limit)

    def containing(self, message_id: int, *, signs: bool = True) -> Message | None:
        """Return the message as shown that a row is, or is folded into; None for no row.

        Without `signs` a reaction is a message of its own.
        """
        with self._database.reading() as connection:
            found = self.messages([message_id])
            if not found:
                return None
            reader = self._reader(connection, found[0].conversation_id, signs=signs)
            return reader.containing(found[0])

    def shown(self, ids: Sequence[int]) -> list[Message]:
        """Return the messages as shown that rows are, in that order, each once.

        Signs of reactions may be missing: `containing` looks for those too.
        """
        from mmstui.store.reading.thread_pages import folded_ids

        with self._database.reading() as connection:
            rows = self.messages(ids)
            folded = folded_ids(connection, ids)
            found: dict[int, Message] = {}
            for row in rows:
                message = row
                if row.id in folded:
                    message = self._reader(connection, row.conversation_id).containing(row)
                found.setdefault(message.id, message)
            return list(found.values())

    def _reader(
        self, connection: sqlite3.Connection, conversation_id: int, *, signs: bool = True
    ) -> ThreadReader:
        from mmstui.store.reading.thread_pages import ThreadReader

        return ThreadReader(connection, _MESSAGES, self._complete, conversation_id, signs=signs)

    def newest_between(
        self, conversation_id: int, since: datetime, until: datetime
    ) -> Message | None:
        """Return a conversation's newest message at or after `since` and before `until`."""
        page = self.thread(
            conversation_id, before=(to_ms(until), -1, -1), after=(to_ms(since), -1, -1), limit=1
        )
        return page[0] if page else None

    def message(self, message_id: int) -> Message | None:
        """Return one row; None when there is none or it was dropped."""
        found = self.messages((message_id,))
        return found[0] if found else None

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """Return rows in the given order, without those that are gone or were dropped."""
        found = self._messages("m.id IN (SELECT value FROM json_each(?))", (id_list(ids),))
        by_id = {message.id: message for message in found}
        return [by_id[wanted] for wanted in ids if wanted in by_id]

    def messages_of_batch(self, batch: str) -> list[Message]:
        """Return the messages of a batch, in the order of recipients."""
        return self._messages("m.batch = ? ORDER BY m.id", (without_surrogates(batch),))

    def messages_with_files(self, conversation_id: int, limit: int = FILES_LISTED) -> list[Message]:
        """Return a conversation's newest messages with files, newest first.

        Reads every message of the conversation.
        """
        rows = self._messages(
            "m.conversation_id = ? AND m.kind = 'mms' "
            "AND EXISTS (SELECT 1 FROM media AS f WHERE f.message_id = m.id) "
            "ORDER BY m.at DESC, m.tie DESC, m.id DESC LIMIT ?",
            (conversation_id, limit),
        )
        # A group text's files come once for each leg.
        from mmstui.domain.folding import folded

        return folded(rows[::-1])[::-1]

    def last_batch(self) -> str | None:
        """Return the batch that was queued last; None when there is none."""
        rows = self._database.read(LAST_BATCH)
        return str(rows[0][0]) if rows else None

    def _messages(self, conditions: str, values: Sequence[Any]) -> list[Message]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_MESSAGES} WHERE m.dropped = 0 AND {conditions}", values
            ).fetchall()
            return self._complete(connection, rows)

    def _complete(self, connection: sqlite3.Connection, rows: list[Any]) -> list[Message]:
        """Return messages from rows, with their files, attempts and deletions."""
        # Columns 0, 4, 20: id, kind, origin. Most pages hold only SMS from the server.
        media = self._media(connection, [row[0] for row in rows if row[4] == "mms"])
        attempts = _attempts(connection, [row[0] for row in rows if row[20] != "server"])
        from mmstui.store.deleting import deletion_notes

        leaving = deletion_notes.notes(connection, [row[0] for row in rows])
        return [
            message_from_row(
                row, media.get(row[0], ()), attempts.get(row[0], (0, 0)), leaving.get(row[0])
            )
            for row in rows
        ]

    def _media(self, connection: sqlite3.Connection, ids: list[int]) -> dict[int, list[Media]]:
        if not ids:
            return {}
        from mmstui.store.reading import cards

        media: dict[int, list[Media]] = {}
        for message_id, *row in connection.execute(
            f"SELECT message_id, {MEDIA_COLUMNS} FROM media "
            "WHERE message_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY message_id, position",
            (id_list(ids),),
        ).fetchall():
            media.setdefault(message_id, []).append(media_from_row(row, self._database.folder))
        return cards.with_names(connection, media)

    # The header

    def status(self, now: datetime, *, sends_limit: int = limits.SENDS_PER_DAY) -> Status:
        """Return the counts and states that the header shows."""
        from mmstui.store.reading import status_counts

        with self._database.reading() as connection:
            day = status_counts.eastern_day(now)
            return Status(
                **status_counts.fields(connection, now, day, sends_limit, self._has_leader)
            )

    def leader(self, now: datetime) -> tuple[int | None, datetime | None]:
        """Return the process that polls and sends, and since when it is silent, as in `status`."""
        from mmstui.store.reading import status_counts

        found = self._database.read("SELECT at, value FROM signal WHERE name = 'leader'")
        beat = next(((from_ms(at), value) for at, value in found), None)
        return status_counts.leader(beat, now, self._has_leader)

    def _has_leader(self) -> bool:
        from mmstui.store.account import leader_file

        return leader_file.is_held(self._database.folder)


def _in_spans(during: Sequence[Span], values: dict[str, Any]) -> str:
    """Return the condition for a message in one of these spans; add its values."""
    for place, span in enumerate(during):
        values |= {f"since{place}": to_ms(span.since), f"until{place}": to_ms(span.until)}
    return f"({' OR '.join(map(_HAS_MESSAGE.format, range(len(during)))) or '0'})"


def _in_dids(dids: frozenset[str], values: dict[str, Any]) -> str:
    """Return the condition for one of these DIDs; add its values."""
    named = {f"did{place}": did for place, did in enumerate(sorted(dids))}
    values |= named
    return f"+did IN ({', '.join(f':{name}' for name in named)})"


def _attempts(connection: sqlite3.Connection, ids: list[int]) -> dict[int, tuple[int, int]]:
    if not ids:
        return {}
    return {
        message_id: (count, near)
        for message_id, count, near in connection.execute(
            "SELECT message_id, count(*), "
            "sum(near_id IS NOT NULL AND state IN ('sending', 'unknown', 'unconfirmed')) "
            "FROM attempt WHERE message_id IN (SELECT value FROM json_each(?)) GROUP BY message_id",
            (id_list(ids),),
        ).fetchall()
    }
