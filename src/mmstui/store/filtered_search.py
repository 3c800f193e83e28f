"""Search with operators: each alternative is read from the newest message on.

What leads the reading is the index that has the fewest messages to offer: that of words and of the
marker characters of few conversations; those of unread and of open messages; that of MMS, which
alone have files. Otherwise every message is in the index of words, by the marker of its DID. The
rest of the filters are conditions on the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, NamedTuple

from mmstui.domain.days import Span
from mmstui.domain.links import first_link
from mmstui.domain.messages import NEEDS_USER
from mmstui.domain.sanitise import display
from mmstui.domain.search_operators import Alternative, Filter, Operator
from mmstui.domain.search_query import Query
from mmstui.store import search_index
from mmstui.store.codec import file_kind, id_list, to_ms
from mmstui.store.search_index import DAY_BITS, ID_BITS, ID_MASK, first_rowid

#: Up to this many conversations are looked up by their markers.
MOST_MARKERS: Final = 200
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


class Plan:
    """The SQL of an alternative."""

    def __init__(self, alternative: Alternative, names: Names, now_ms: int) -> None:
        self._names = names
        self._place = 0
        self.values: dict[str, Any] = {"now": now_ms}
        self.conditions: list[str] = ["m.dropped = 0"]
        self._conversations: set[int] | None = None
        self._with_link = False
        self._spans: list[Sequence[Span]] = []  #: all of which a message must be in
        self._alternative = alternative
        for each in alternative.filters:
            self._add(each)

    def keys(
        self,
        connection: sqlite3.Connection,
        dids: frozenset[str] | None,
        during: Sequence[Span] | None,
        limit: int,
    ) -> list[Key]:
        """Return the keys of the newest messages that match, newest first."""
        if self._conversations is not None and not self._conversations:
            return []
        if dids is not None:
            self.conditions.append(f"c.did IN ({self._value(sorted(dids))})")
        if during is not None:
            self.conditions.append(self._within(during))
            self._spans.append(during)
        if self._alternative.words or self._with_link or self._has_markers():
            return self._by_words(connection, self._expression(), limit)
        positive = {each.value for each in self._alternative.filters if not each.negated}
        if "unread" in positive:
            return self._by_time(connection, "message_unread", "m.unread = 1", limit)
        if "failed" in positive:
            return self._by_time(
                connection, "message_open", "m.state NOT IN ('received', 'sent')", limit
            )
        if positive & _FILES.keys():
            return self._by_time(connection, "message_mms", "m.kind = 'mms'", limit)
        everything = " OR ".join(
            f'"{search_index.did_sign(did)}"'
            for (did,) in connection.execute("SELECT DISTINCT did FROM conversation").fetchall()
        )
        return self._by_words(connection, self._expression(everything), limit) if everything else []

    # Conditions.

    def _value(self, values: Sequence[Any]) -> str:
        names = [f"v{self._place + place}" for place in range(len(values))]
        self._place += len(values)
        self.values |= dict(zip(names, values, strict=True))
        return ", ".join(f":{name}" for name in names)

    def _within(self, during: Sequence[Span]) -> str:
        each = (
            f"(m.at >= {self._value([to_ms(since)])} AND m.at < {self._value([to_ms(until)])})"
            for since, until in during
        )
        return f"({' OR '.join(each) or '0'})"

    def _add(self, each: Filter) -> None:
        condition = self._condition(each)
        self.conditions.append(f"NOT ({condition})" if each.negated else condition)

    def _condition(self, each: Filter) -> str:
        match each.operator:
            case Operator.IS:
                return _IS[each.value]
            case Operator.HAS if each.value == "link":
                self._with_link |= not each.negated
                return "has_link(m.text)"
            case Operator.HAS:
                return (
                    "m.kind = 'mms' AND EXISTS (SELECT 1 FROM media AS f WHERE f.message_id = m.id "
                    f"AND file_kind(f.type, f.name_shown) {_FILES[each.value]})"
                )
            case Operator.BEFORE | Operator.AFTER | Operator.ON:
                if not each.negated:
                    self._spans.append(each.during or ())
                return self._within(each.during or ())
            case _:
                return self._of_people(each)

    def _of_people(self, each: Filter) -> str:
        words = each.words
        if words is None:
            return "0"
        ours = f"c.did IN ({self._value(sorted(self._names.dids(words)))})"
        if each.operator is Operator.DID:
            return ours
        ids = set(self._names.conversations(words))
        theirs = (
            f"m.conversation_id IN (SELECT value FROM json_each({self._value([id_list(ids)])}))"
        )
        came, went = ("in", "out") if each.operator is Operator.FROM else ("out", "in")
        if not each.negated and not self._names.dids(words):
            self._conversations = ids & (
                ids if self._conversations is None else self._conversations
            )
        return f"((m.direction = '{came}' AND {theirs}) OR (m.direction = '{went}' AND {ours}))"

    # The index of words.

    def _has_markers(self) -> bool:
        return self._conversations is not None and len(self._conversations) <= MOST_MARKERS

    def _expression(self, everything: str = "") -> str:
        """Return what must match in FTS5's syntax; "" for nothing."""
        parts = [f"({everything})"] if everything else []
        if self._alternative.words:
            parts.append(self._names.expression(self._alternative.words))
        if self._with_link:
            parts.append(_LINK)
        if self._conversations is not None and self._has_markers():
            signs = (search_index.conversation_sign(number) for number in self._conversations)
            parts.append("({})".format(" OR ".join(f'"{sign}"' for sign in signs)))
        without = "".join(
            f" NOT {self._names.expression(query)}" for query in self._alternative.without
        )
        return f"({' AND '.join(parts)}){without}"

    def _by_words(self, connection: sqlite3.Connection, expression: str, limit: int) -> list[Key]:
        found: list[tuple[int, Key]] = []
        bounds = self._rowids()
        rows = connection.execute(
            "SELECT f.rowid, m.at, m.tie, m.id FROM message_fts AS f "
            f"CROSS JOIN message AS m ON m.id = f.rowid & {ID_MASK} "
            "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
            f"WHERE f.message_fts MATCH :match{bounds} AND {' AND '.join(self.conditions)} "
            "ORDER BY f.rowid DESC",
            {**self.values, "match": expression},
        )
        for rowid, at, tie, number in rows:
            # Within a day rowids do not follow time, so the last day is read to its end.
            if len(found) >= limit and rowid >> ID_BITS < found[-1][0]:
                break
            found.append((rowid >> ID_BITS, (at, tie, number)))
        rows.close()
        return sorted((key for _, key in found), reverse=True)[:limit]

    def _rowids(self) -> str:
        """Return the condition for rowids that the days allow."""
        bounds = ""
        for during in filter(None, self._spans):
            least = first_rowid(to_ms(during[0].since) // 1000)
            most = first_rowid(to_ms(during[-1].until) // 1000 + (1 << DAY_BITS))
            bounds += f" AND f.rowid >= {least} AND f.rowid < {most}"
        return bounds

    # Other indexes.

    def _by_time(
        self, connection: sqlite3.Connection, index: str, leading: str, limit: int
    ) -> list[Key]:
        rows = connection.execute(
            f"SELECT m.at, m.tie, m.id, m.text FROM message AS m INDEXED BY {index} "
            "CROSS JOIN conversation AS c ON c.id = m.conversation_id "
            f"WHERE {leading} AND {' AND '.join(self.conditions)} ORDER BY m.at DESC",
            self.values,
        )
        found: list[Key] = []
        for at, tie, number, text in rows:
            if len(found) >= limit and at < found[-1][0]:
                break
            if not any(query.matches(text) for query in self._alternative.without):
                found.append((at, tie, number))
        rows.close()
        return sorted(found, reverse=True)[:limit]


def register(connection: sqlite3.Connection) -> None:
    """Register the SQL functions that the conditions use."""
    connection.create_function("has_link", 1, has_link, deterministic=True)
    connection.create_function(
        "file_kind", 2, lambda mime, name: file_kind(mime, name).value, deterministic=True
    )


def has_link(text: str) -> bool:
    """Return whether a text has a link that can be opened."""
    return first_link(display(text)) is not None
