"""Looking for messages and conversations: within a frame at a million messages, as one types.

A word is looked for from its beginning. The index knows beginnings of one letter and of two as it
knows whole words (see `search_index`), and gives what it finds from the newest message on, no
further than the hits that are wanted. Of a longer beginning FTS5 collects every message before it
gives the first one, so the words that begin so are asked for and looked for instead, where they are
few; where they are many, each is rare, and collecting them is quick.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from mmstui.domain.days import Span
from mmstui.domain.messages import Message
from mmstui.domain.problems import StoreProblem
from mmstui.domain.searching import Query, Term, fold, words_of
from mmstui.store.codec import did_label, to_ms
from mmstui.store.database import Database
from mmstui.store.inbox import Inbox, Key
from mmstui.store.problems import explained
from mmstui.store.search_index import (
    DAY_BITS,
    ID_BITS,
    ID_MASK,
    conversation_sign,
    did_sign,
    first_rowid,
)

#: Letters of a beginning that the index knows as it knows words: the `prefix` of its table.
KNOWN_BEGINNING: Final = 2
#: More words with one beginning than this are not asked for by name: 2 ms at the most.
MOST_WORDS: Final = 32
#: With more DIDs than this the index is not asked for them: their messages are most of all.
MOST_DIDS: Final = 8
#: Steps of SQLite between two looks whether the search is still wanted: about a millisecond.
STEPS: Final = 10_000

#: Whether nobody waits for the answer any more.
Stop = Callable[[], bool]

# Between a word and any longer one that begins like it.
_AFTER = "\x01"
_LAST = "\U0010ffff"


def _never() -> bool:
    return False


class _Named(NamedTuple):
    """What a conversation can be found by in the list."""

    id: int
    number: str
    folded: tuple[tuple[str, str], tuple[str, str]]  #: its names and its preview, with their words

    @property
    def words(self) -> str:
        """The words of its names."""
        return self.folded[0][1]

    @property
    def preview(self) -> str:
        """The words of its last message."""
        return self.folded[1][1]


class Searching:
    """Searches of one store. A search that was stopped gives nothing."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._database = database
        self._inbox = inbox
        self._names: tuple[int, list[_Named]] = (-1, [])

    def newest(
        self,
        query: Query,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        limit: int = 50,
        stop: Stop = _never,
    ) -> list[Message]:
        """Messages with every term of a query, the newest first.

        `dids`: only those of these DIDs; `during`: only those in one of these spans.
        """
        if not query or (dids is not None and not dids):
            return []
        with self._stoppable(stop):
            keys = self._newest(query, dids, during, limit)
            messages = self._inbox.messages([number for *_, number in keys])
            return [] if stop() else messages
        return []

    def _newest(
        self,
        query: Query,
        dids: frozenset[str] | None,
        during: Sequence[Span] | None,
        limit: int,
    ) -> list[Key]:
        sql = [
            "SELECT message_fts.rowid, m.at, m.tie, m.id FROM message_fts "
            f"CROSS JOIN message AS m ON m.id = message_fts.rowid & {ID_MASK}"
        ]
        where, values = ["message_fts MATCH ? AND m.dropped = 0"], [self._expression(query, dids)]
        if dids is not None:
            sql.append("CROSS JOIN conversation AS c ON c.id = m.conversation_id")
            where.append(f"c.did IN ({', '.join('?' * len(dids))})")
            values.extend(sorted(dids))
        if during is not None:
            conditions, bounds = _in_spans(during)
            where.append(conditions)
            values.extend(bounds)
        found: list[tuple[int, Key]] = []
        with self._database.reading() as connection:
            # Read as far as is needed and closed here: no cursor stays open.
            rows = connection.execute(
                f"{' '.join(sql)} WHERE {' AND '.join(where)} ORDER BY message_fts.rowid DESC",
                values,
            )
            for rowid, *key in rows:
                day = rowid >> ID_BITS
                # Within a day rowids do not rise with time: the last one is seen to its end.
                if len(found) >= limit and day < found[-1][0]:
                    break
                found.append((day, (key[0], key[1], key[2])))
            rows.close()
        return sorted((key for _, key in found), reverse=True)[:limit]

    def in_thread(self, conversation_id: int, query: Query, *, stop: Stop = _never) -> list[Key]:
        """Keys of the messages of a conversation that a query finds, the newest first."""
        if not query:
            return []
        with self._stoppable(stop):
            keys = self._database.read(
                "SELECT m.at, m.tie, m.id FROM message_fts "
                f"CROSS JOIN message AS m ON m.id = message_fts.rowid & {ID_MASK} "
                "WHERE message_fts MATCH ? AND m.conversation_id = ? AND m.dropped = 0",
                (
                    f'"{conversation_sign(conversation_id)}" AND {self._terms(query)}',
                    conversation_id,
                ),
            )
            return sorted(keys, reverse=True)
        return []

    def listed(self, query: Query, *, stop: Stop = _never) -> frozenset[int]:
        """Conversations of the list that have a query in their name, number, DID or last message,
        each term in one or another of these.
        """
        return self._called(query, lambda named: f"{named.words}{named.preview}", stop)

    def called(self, query: Query, *, stop: Stop = _never) -> frozenset[int]:
        """Conversations of the list that have a query in their name, number or DID."""
        return self._called(query, lambda named: named.words, stop)

    def _called(self, query: Query, words: Callable[[_Named], str], stop: Stop) -> frozenset[int]:
        if not query and not query.digits:
            return frozenset()
        with self._stoppable(stop):
            return frozenset(
                named.id
                for named in self._named()
                if query.in_words(words(named)) or query.in_number(named.number)
            )
        return frozenset()

    def _named(self) -> list[_Named]:
        """How each conversation in the list is called; read again after any write."""
        version = self._database.data_version()
        if version != self._names[0]:
            rows = self._database.read(
                "SELECT c.id, c.contact, c.title_shown, c.did, d.note_shown, d.city_shown, "
                "c.preview_shown FROM conversation AS c LEFT JOIN did AS d ON d.number = c.did "
                "WHERE c.listed = 1"
            )
            # Most are called as before: folding 10,000 texts again would take a tenth of a second.
            known = {text: words for n in self._names[1] for text, words in n.folded}

            def folded(text: str) -> tuple[str, str]:
                return text, known.get(text) or words_of(text)

            self._names = (
                version,
                [
                    _Named(
                        number,
                        contact,
                        (folded(f"{title} {did_label(did, note, city)}"), folded(preview)),
                    )
                    for number, contact, title, did, note, city, preview in rows
                ],
            )
        return self._names[1]

    # The index.

    def _expression(self, query: Query, dids: frozenset[str] | None) -> str:
        terms = self._terms(query)
        if dids is None or len(dids) > MOST_DIDS:
            return terms
        signs = " OR ".join(f'"{did_sign(did)}"' for did in sorted(dids))
        return f"({signs}) AND {terms}"

    def _terms(self, query: Query) -> str:
        """The terms of a query for FTS5."""
        return " AND ".join(self._term(term) for term in query.terms)

    def _term(self, term: Term) -> str:
        words = self._words(term)
        if not words:
            return term.expression()
        *before, _ = term.raw
        each = (f'"{" ".join((*before, word))}"' for word in words)
        return f"({' OR '.join(each)})"

    def _words(self, term: Term) -> list[str]:
        """Words of the index that begin as the last one of a term; none if they are many."""
        first = at = fold(term.raw[-1])
        if term.whole or len(first) <= KNOWN_BEGINNING:
            return []
        connection = self._with_vocabulary()
        words: list[str] = []
        while len(words) <= MOST_WORDS:
            rows = connection.execute(
                "SELECT term FROM temp.message_word WHERE term >= ? AND term <= ? LIMIT 1",
                (at, first + _LAST),
            ).fetchall()
            if not rows:
                return words
            words.append(rows[0][0])
            at = rows[0][0] + _AFTER
        return []

    def _with_vocabulary(self) -> sqlite3.Connection:
        """The thread's connection, with a view on the words of the index."""
        connection = self._database.reader()
        found = connection.execute(
            "SELECT 1 FROM temp.sqlite_master WHERE name = 'message_word'"
        ).fetchall()
        if not found:
            # A name for this connection alone: nothing is written to the store.
            connection.execute("PRAGMA query_only = OFF")
            try:
                connection.execute(
                    "CREATE VIRTUAL TABLE temp.message_word "
                    "USING fts5vocab ('main', 'message_fts', 'instance')"
                )
            finally:
                connection.execute("PRAGMA query_only = ON")
        return connection

    @contextmanager
    def _stoppable(self, stop: Stop) -> Iterator[None]:
        """End the search when nobody wants it any more, and not with an error."""
        connection = self._database.reader()
        connection.set_progress_handler(stop, STEPS)
        try:
            yield
        except (StoreProblem, sqlite3.Error) as error:
            if stop():
                return
            if isinstance(error, sqlite3.Error):
                raise explained(error, self._database.path) from error
            raise
        finally:
            connection.set_progress_handler(None, STEPS)


def _in_spans(during: Sequence[Span]) -> tuple[str, list[Any]]:
    """SQL for the messages of some spans, and its values."""
    if not during:
        return "0", []
    bounds = [(to_ms(span.since), to_ms(span.until)) for span in during]
    values = [each for pair in bounds for each in pair]
    first, last = min(since for since, _ in bounds), max(until for _, until in bounds)
    return (
        f"({' OR '.join(['m.at >= ? AND m.at < ?'] * len(bounds))}) "
        "AND message_fts.rowid >= ? AND message_fts.rowid < ?",
        [*values, first_rowid(first // 1000), first_rowid((last // 1000) + (1 << DAY_BITS))],
    )
