"""Looking for messages and conversations: quick at a million messages, whatever was typed.

A word is looked for from its beginning. FTS5 answers that by collecting every message that has a
word with that beginning before it gives the first one: 70 ms for a common letter. So the words of
the index that begin so are asked for first, which are few as soon as some letters are typed, and
those are looked for, which FTS5 does from the newest message on. Where they are many, the newest
messages are read instead; and where these do not have enough of them, collecting them is quick.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from mmstui.domain.messages import Message
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import display
from mmstui.domain.searching import Query, Term, fold, words_of
from mmstui.store.codec import did_label, id_list
from mmstui.store.database import Database
from mmstui.store.inbox import Inbox, Key
from mmstui.store.problems import explained
from mmstui.store.search_index import ID_MASK

#: More words with one beginning than this are not asked for by name: 3 ms at the most.
MOST_WORDS: Final = 64
#: Messages read when a beginning has more words, newest first: some 20 ms at the most.
NEWEST: Final = 1_500
#: Messages read in one go.
CHUNK: Final = 250
#: Steps of SQLite between two looks whether the search is still wanted: about a millisecond.
STEPS: Final = 10_000

#: Whether nobody waits for the answer any more.
Stop = Callable[[], bool]

_HITS = (
    f"message_fts CROSS JOIN message AS m ON m.id = message_fts.rowid & {ID_MASK} "
    "WHERE m.dropped = 0"
)
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
        limit: int = 50,
        stop: Stop = _never,
    ) -> list[Message]:
        """Messages with every term of a query, the newest first."""
        ids: list[int] = []
        with self._stoppable(stop):
            ids = self._newest_ids(query, dids, limit)
        messages = self._inbox.messages(ids)
        return sorted(messages, key=lambda message: message.key, reverse=True)

    def in_thread(self, conversation_id: int, query: Query, *, stop: Stop = _never) -> list[Key]:
        """Keys of the messages of a conversation that a query finds, the newest first."""
        with self._stoppable(stop):
            if query:
                return self._database.read(
                    "SELECT at, tie, id FROM message WHERE conversation_id = ? AND dropped = 0 "
                    f"AND id IN (SELECT rowid & {ID_MASK} FROM message_fts "
                    "WHERE message_fts MATCH ?) ORDER BY at DESC, tie DESC, id DESC",
                    (conversation_id, self._expression(query)[0]),
                )
        return []

    def conversations(
        self, query: Query, *, newest: int | None = None, stop: Stop = _never
    ) -> dict[int, int | None]:
        """Conversations that a query finds, and in which message: None for one that is called so.

        Names, numbers and DIDs come before messages; of these the newest. With `newest` only so
        many messages are looked at.
        """
        found: dict[int, int | None] = {}
        if not query and not query.digits:
            return found
        with self._stoppable(stop):
            if query:
                found.update(self._in_conversations(query, newest))
            found.update(
                (named.id, None)
                for named in self._named()
                if query.in_words(named.words) or query.in_number(named.number)
            )
            return found
        return {}

    def _in_conversations(self, query: Query, newest: int | None) -> list[tuple[int, int]]:
        if newest is not None:
            ids = self._newest_ids(query, None, newest)
            rows = self._database.read(
                "SELECT conversation_id, id FROM message "
                "WHERE id IN (SELECT value FROM json_each(?))",
                (id_list(ids),),
            )
            order = {number: place for place, number in enumerate(ids)}
            return sorted(rows, key=lambda row: order[row[1]], reverse=True)
        rows = self._database.read(
            # Of a bare column beside max() SQLite gives the value in the row that has it.
            f"SELECT m.conversation_id, m.id, max(message_fts.rowid) FROM {_HITS} "
            "AND message_fts MATCH ? GROUP BY m.conversation_id",
            (self._expression(query)[0],),
        )
        return [(conversation, message) for conversation, message, _ in rows]

    def listed(self, query: Query, *, stop: Stop = _never) -> frozenset[int]:
        """Conversations of the list that have a query in their name, number, DID or last message,
        each term in one or another of these.
        """
        if not query and not query.digits:
            return frozenset()
        with self._stoppable(stop):
            return frozenset(
                named.id
                for named in self._named()
                if query.in_words(f"{named.words}{named.preview}")
                or query.in_number(named.number)
                or stop()
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

    def warm(self) -> None:
        """Do once what the first search on a thread would have to wait for."""
        with self._stoppable(_never):
            self._with_vocabulary().execute("SELECT term FROM temp.message_word LIMIT 1").fetchall()

    # The index.

    def _newest_ids(self, query: Query, dids: frozenset[str] | None, limit: int) -> list[int]:
        if not query:
            return []
        of_dids, values = "", []
        if dids is not None:
            of_dids = (
                "AND m.conversation_id IN (SELECT id FROM conversation WHERE did IN "
                f"({', '.join('?' * len(dids))}))"
            )
            values = sorted(dids)
        expression, quick = self._expression(query)
        if not quick and (ids := self._read_newest(query, of_dids, values, limit)) is not None:
            return ids
        rows = self._database.read(
            f"SELECT m.id FROM {_HITS} {of_dids} AND message_fts MATCH ? "
            "ORDER BY message_fts.rowid DESC LIMIT ?",
            (*values, expression, limit),
        )
        return [number for (number,) in rows]

    def _expression(self, query: Query) -> tuple[str, bool]:
        """The query for FTS5, and whether it is answered from the newest message on."""
        terms: list[str] = []
        quick = True
        for term in query.terms:
            words = self._words(term)
            if words is None:
                quick = False
                terms.append(term.expression())
            elif words:
                *before, _ = term.raw
                each = (f'"{" ".join((*before, word))}"' for word in words)
                terms.append(f"({' OR '.join(each)})")
            else:
                terms.append(term.expression())
        return " AND ".join(terms), quick

    def _words(self, term: Term) -> list[str] | None:
        """Words of the index that begin as the last one of a term; None if they are many."""
        if term.whole:
            return []
        connection = self._with_vocabulary()
        first = at = fold(term.raw[-1])
        words: list[str] = []
        while True:
            rows = connection.execute(
                "SELECT term FROM temp.message_word WHERE term >= ? AND term <= ? LIMIT 1",
                (at, first + _LAST),
            ).fetchall()
            if not rows:
                return words
            if len(words) == MOST_WORDS:
                return None
            words.append(rows[0][0])
            at = rows[0][0] + _AFTER

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

    def _read_newest(
        self, query: Query, of_dids: str, values: Sequence[str], limit: int
    ) -> list[int] | None:
        """What the newest messages have, if that is enough; None if it is not."""
        found: list[int] = []
        below = 1 << 62
        for read in range(CHUNK, NEWEST + 1, CHUNK):
            rows = self._database.read(
                f"SELECT message_fts.rowid, m.id, m.text FROM {_HITS} {of_dids} "
                "AND message_fts.rowid < ? ORDER BY message_fts.rowid DESC LIMIT ?",
                (*values, below, CHUNK),
            )
            found.extend(number for _, number, text in rows if query.matches(display(text)))
            if len(found) >= limit or len(rows) < CHUNK:
                return found[:limit]
            if len(found) * NEWEST < limit * read:
                return None  # it will not be enough: few messages have such words
            below = rows[-1][0]
        return None

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
