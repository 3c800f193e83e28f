"""Search with operators: each alternative is read from the newest message on.

What leads the reading has the fewest messages to offer. Unread messages, open ones, and MMS, which
alone have files, have partial indexes. Words lead where there are any, narrowed by the marker
characters of few conversations. Without words, conversations are read by falling last times, until
none can have a newer message. Otherwise every message is in the index of words, by the marker of
its DID. The rest of the filters are conditions on the rows.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, NamedTuple

from mmstui.domain.messages import NEEDS_USER
from mmstui.domain.searching.search_operators import Alternative, Filter, Operator
from mmstui.domain.searching.search_query import Query, parse
from mmstui.domain.text.links import first_link
from mmstui.domain.text.sanitise import display
from mmstui.domain.times.days import Span
from mmstui.store.searching import search_index
from mmstui.store.searching.search_index import DAY_BITS, ID_BITS, ID_MASK, first_rowid
from mmstui.store.sqlite.codec import file_kind, id_list, to_ms

#: Up to this many conversations are looked up by their markers.
MOST_MARKERS: Final = 200
#: Up to this many messages, their texts are looked at instead of the index of words.
FEW: Final = 500
NO_WORDS: Final = parse("")
_LINK: Final = '("http" OR "https" OR "www")'
_FILES: Final = {
    "photo": "= 'photo'", "sound": "= 'sound'", "video": "= 'video'", "file": "IS NOT NULL",
}  # fmt: skip
_NEEDS_USER: Final = ", ".join(f"'{state}'" for state in NEEDS_USER)
#: Conditions of `is:`, on the message and its conversation.
_IS: Final = {
    "unread": "m.unread = 1",
    "done": "c.done = 1",
    "snoozed": "coalesce(c.snoozed_until > :now, 0)",
    "failed": f"m.state IN ({_NEEDS_USER})",
    "sent": "m.direction = 'out' AND m.state = 'sent'",
    "mine": "m.direction = 'out'",
}

#: Time, tie and id of a message.
Key = tuple[int, int, int]


class Names(NamedTuple):
    """How words of names are looked up: conversations by their contact, and DIDs."""

    conversations: Callable[[Query], Collection[int]]
    dids: Callable[[Query], Collection[str]]
    expression: Callable[[Query], str]  #: words in FTS5's syntax, in brackets


class _Lead(NamedTuple):
    """A partial index of messages, and the condition that it has."""

    name: str
    condition: str


_UNREAD: Final = _Lead("message_unread", "m.unread = 1")
_OPEN: Final = _Lead("message_open", "m.state NOT IN ('received', 'sent')")
_MMS: Final = _Lead("message_mms", "m.kind = 'mms'")


class Plan:
    """The SQL of an alternative. Used once."""

    def __init__(self, alternative: Alternative, names: Names, now_ms: int) -> None:
        self._names = names
        self._place = 0
        self._values: dict[str, Any] = {"now": now_ms}
        self._conditions: list[str] = ["m.dropped = 0"]
        self._among: list[str] = []  #: conditions on conversations, all of which are listed
        self._dids: frozenset[str] | None = None  #: the only ones, if not None
        self._spans: list[Sequence[Span]] = []  #: all of which a message must be in
        self._lead: _Lead | None = None
        self._with_link = False
        self._alternative = alternative
        for each in alternative.filters:
            condition = self._condition(each)
            self._conditions.append(f"NOT ({condition})" if each.negated else condition)

    def keys(
        self,
        connection: sqlite3.Connection,
        dids: frozenset[str] | None,
        during: Sequence[Span] | None,
        limit: int,
    ) -> list[Key]:
        """Return the keys of the newest messages that match, newest first."""
        self._narrow(dids, during)
        if self._lead is not None:
            count = self._count(connection, self._lead)
            if not count or not self._has_words or count <= FEW:
                return self._by_time(connection, self._lead, limit) if count else []
        conversations = self._conversations(connection) if self._among else None
        if conversations is not None and not conversations:
            return []
        if self._has_words:
            return self._by_words(connection, _markers(conversations), limit)
        if conversations is not None:
            return self._by_conversations(connection, conversations, limit)
        found = connection.execute("SELECT DISTINCT did FROM conversation").fetchall()
        markers = [
            search_index.did_sign(did)
            for (did,) in found
            if self._dids is None or did in self._dids
        ]
        return self._by_words(connection, markers, limit) if markers else []

    def conversations(
        self,
        connection: sqlite3.Connection,
        dids: frozenset[str] | None,
        during: Sequence[Span] | None,
        limit: int,
        *,
        blocked: bool,
    ) -> list[int]:
        """Return conversations with a message that matches, without `blocked` no blocked ones.

        If there are more than `limit`, those that have the newest matches, or messages.
        """
        self._narrow(dids, during)
        self._conditions += ["c.listed = 1"] if blocked else ["c.listed = 1", "c.blocked = 0"]
        connection.create_function("has_words", 1, self._matches, deterministic=True)
        lead, match = self._lead, ""
        if lead is not None:
            count = self._count(connection, lead)
            if not count:
                return []
            lead = lead if not self._has_words or count <= FEW else None
        if lead is None and self._has_words:
            conversations = self._conversations(connection) if self._among else None
            if conversations is not None and not conversations:
                return []
            match = self._expression(_markers(conversations))
        if not match and (self._alternative.words or self._alternative.without):
            self._conditions.append("has_words(m.text)")
        where = " AND ".join(self._conditions)
        if match:
            sql = (
                "SELECT DISTINCT m.conversation_id FROM message_fts AS f "
                f"CROSS JOIN message AS m ON m.id = f.rowid & {ID_MASK} "
                "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
                f"WHERE f.message_fts MATCH :match{self._rowids()}{self._led()} AND {where} "
                "ORDER BY f.rowid DESC"
            )
        elif lead is not None:
            sql = (
                f"SELECT DISTINCT m.conversation_id FROM message AS m INDEXED BY {lead.name} "
                "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
                f"WHERE {lead.condition} AND {where} ORDER BY m.at DESC"
            )
        else:
            # Each conversation is read until a message matches; that is mostly one of the first.
            among = "".join(f" AND {condition}" for condition in self._among)
            sql = (
                f"SELECT c.id FROM conversation AS c WHERE c.listed = 1{among} AND EXISTS ("
                f"SELECT 1 FROM message AS m WHERE m.conversation_id = c.id AND {where}) "
                "ORDER BY c.last_at DESC, c.id DESC"
            )
        values = {**self._values, "match": match, "limit": limit}
        rows = connection.execute(f"{sql} LIMIT :limit", values).fetchall()
        return [number for (number,) in rows]

    def _narrow(self, dids: frozenset[str] | None, during: Sequence[Span] | None) -> None:
        if dids is not None:
            self._conditions.append(self._of_dids(dids))
        if during is not None:
            self._conditions.append(self._within(during))
            self._spans.append(during)

    @property
    def _has_words(self) -> bool:
        return bool(self._alternative.words) or self._with_link

    # Conditions.

    def _value(self, value: Any) -> str:
        self._place += 1
        self._values[f"v{self._place}"] = value
        return f":v{self._place}"

    def _within(self, during: Sequence[Span]) -> str:
        each = (
            f"(m.at >= {self._value(to_ms(since))} AND m.at < {self._value(to_ms(until))})"
            for since, until in during
        )
        return f"({' OR '.join(each) or '0'})"

    def _of_dids(self, dids: Collection[str]) -> str:
        self._dids = frozenset(dids) if self._dids is None else self._dids & frozenset(dids)
        return self._sent_by(dids)

    def _sent_by(self, dids: Collection[str]) -> str:
        return f"c.did IN (SELECT value FROM json_each({self._value(json.dumps(sorted(dids)))}))"

    def _condition(self, each: Filter) -> str:
        match each.operator:
            case Operator.IS:
                return self._is(each)
            case Operator.HAS if each.value == "link":
                self._with_link |= not each.negated
                return "has_link(m.text)"
            case Operator.HAS:
                self._lead = self._lead if each.negated else self._lead or _MMS
                return (
                    "m.kind = 'mms' AND EXISTS (SELECT 1 FROM media AS f WHERE f.message_id = m.id "
                    f"AND file_kind(f.type, f.name_shown) {_FILES[each.value]})"
                )
            case Operator.BEFORE | Operator.AFTER | Operator.ON:
                if not each.negated:
                    self._spans.append(each.during or ())
                return self._within(each.during or ())
            case Operator.DID if each.negated:
                return self._sent_by(self._names.dids(each.words or NO_WORDS))
            case Operator.DID:
                return self._of_dids(self._names.dids(each.words or NO_WORDS))
            case _:
                return self._of_people(each)

    def _is(self, each: Filter) -> str:
        condition = _IS[each.value]
        if each.value in ("done", "snoozed"):
            self._among.append(f"NOT ({condition})" if each.negated else condition)
        elif each.value == "unread" and not each.negated:
            self._lead = _UNREAD
        elif each.value == "failed" and not each.negated:
            self._lead = _OPEN
        return condition

    def _of_people(self, each: Filter) -> str:
        words = each.words or NO_WORDS
        dids = self._names.dids(words)
        ids = self._value(id_list(set(self._names.conversations(words))))
        theirs = f"c.id IN (SELECT value FROM json_each({ids}))"
        if not each.negated and not dids:
            self._among.append(theirs)
        came, went = ("in", "out") if each.operator is Operator.FROM else ("out", "in")
        return (
            f"((m.direction = '{came}' AND {theirs}) OR "
            f"(m.direction = '{went}' AND {self._sent_by(dids)}))"
        )

    # Which messages to look at.

    def _count(self, connection: sqlite3.Connection, lead: _Lead) -> int:
        (count,) = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM message AS m INDEXED BY {lead.name} "
            f"WHERE {lead.condition} LIMIT {FEW + 1})"
        ).fetchone()
        return int(count)

    def _conversations(self, connection: sqlite3.Connection) -> list[tuple[int, int]]:
        """Return the conversations to look at, those with the latest messages first: id, time."""
        return connection.execute(
            "SELECT c.id, c.last_at FROM conversation AS c WHERE c.listed = 1 "
            f"AND {' AND '.join(self._among)} ORDER BY c.last_at DESC, c.id DESC",
            self._values,
        ).fetchall()

    def _by_conversations(
        self, connection: sqlite3.Connection, conversations: Sequence[tuple[int, int]], limit: int
    ) -> list[Key]:
        found: list[Key] = []
        for number, last_at in conversations:
            least = found[limit - 1][0] if len(found) >= limit else 0
            if last_at < least:
                break
            rows = connection.execute(
                "SELECT m.at, m.tie, m.id, m.text FROM message AS m "
                "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
                f"WHERE m.conversation_id = {number} AND m.at >= {least} "
                f"AND {' AND '.join(self._conditions)} "
                "ORDER BY m.at DESC, m.tie DESC, m.id DESC",
                self._values,
            )
            found = sorted((*found, *self._newest(rows, limit)), reverse=True)[:limit]
        return found

    def _by_time(self, connection: sqlite3.Connection, lead: _Lead, limit: int) -> list[Key]:
        rows = connection.execute(
            f"SELECT m.at, m.tie, m.id, m.text FROM message AS m INDEXED BY {lead.name} "
            "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
            f"WHERE {lead.condition} AND {' AND '.join(self._conditions)} "
            "ORDER BY m.at DESC, m.tie DESC, m.id DESC",
            self._values,
        )
        return self._newest(rows, limit)

    def _newest(self, rows: sqlite3.Cursor, limit: int) -> list[Key]:
        """Return the newest rows whose text matches. Closed: an open cursor blocks checkpoints."""
        matching = ((at, tie, number) for at, tie, number, text in rows if self._matches(text))
        found = list(itertools.islice(matching, limit))
        rows.close()
        return found

    def _matches(self, text: str) -> bool:
        words, without = self._alternative.words, self._alternative.without
        return (not words or words.matches(text)) and not any(
            query.matches(text) for query in without
        )

    def _by_words(
        self, connection: sqlite3.Connection, markers: Sequence[str], limit: int
    ) -> list[Key]:
        found: list[tuple[int, Key]] = []
        rows = connection.execute(
            "SELECT f.rowid, m.at, m.tie, m.id FROM message_fts AS f "
            f"CROSS JOIN message AS m ON m.id = f.rowid & {ID_MASK} "
            "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
            f"WHERE f.message_fts MATCH :match{self._rowids()}{self._led()} "
            f"AND {' AND '.join(self._conditions)} ORDER BY f.rowid DESC",
            {**self._values, "match": self._expression(markers)},
        )
        for rowid, at, tie, number in rows:
            # Within a day rowids do not follow time, so the last day is read to its end.
            if len(found) >= limit and rowid >> ID_BITS < found[-1][0]:
                break
            found.append((rowid >> ID_BITS, (at, tie, number)))
        rows.close()
        return sorted((key for _, key in found), reverse=True)[:limit]

    def _expression(self, markers: Sequence[str]) -> str:
        """Return what must match in FTS5's syntax. `markers`: characters, one of which must be."""
        parts = ["({})".format(" OR ".join(f'"{each}"' for each in markers))] if markers else []
        if self._alternative.words:
            parts.append(self._names.expression(self._alternative.words))
        if self._with_link:
            parts.append(_LINK)
        without = "".join(
            f" NOT {self._names.expression(query)}" for query in self._alternative.without
        )
        return f"({' AND '.join(parts)}){without}"

    def _led(self) -> str:
        """Return the condition for rowids of messages in the leading index."""
        if self._lead is None:
            return ""
        return (
            f" AND f.rowid & {ID_MASK} IN (SELECT m.id FROM message AS m "
            f"INDEXED BY {self._lead.name} WHERE {self._lead.condition})"
        )

    def _rowids(self) -> str:
        """Return the condition for rowids that the days allow."""
        bounds = ""
        for during in filter(None, self._spans):
            least = first_rowid(to_ms(during[0].since) // 1000)
            most = first_rowid(to_ms(during[-1].until) // 1000 + (1 << DAY_BITS))
            bounds += f" AND f.rowid >= {least} AND f.rowid < {most}"
        return bounds


def _markers(conversations: Sequence[tuple[int, int]] | None) -> list[str]:
    """Return the marker characters of conversations, if there are few; [] for any."""
    if conversations is None or len(conversations) > MOST_MARKERS:
        return []
    return [search_index.conversation_sign(number) for number, _ in conversations]


def register(connection: sqlite3.Connection) -> None:
    """Register the SQL functions that the conditions use."""
    connection.create_function("has_link", 1, has_link, deterministic=True)
    connection.create_function(
        "file_kind", 2, lambda mime, name: file_kind(mime, name).value, deterministic=True
    )


def has_link(text: str) -> bool:
    """Return whether a text has a link that can be opened."""
    return first_link(display(text)) is not None
