"""Search of messages and conversations, fast enough for every key at a million messages.

Words are searched by prefix. The index stores prefixes of one and two letters like whole words (see
`search_index`), and yields their matches from the newest on, no further than the wanted number. For
a longer prefix FTS5 collects all matches before it yields the first. So few words with that prefix
are searched by name instead; where the words are many, each of them is rare and collecting is fast.

Messages in the old index are searched there, and its matches are checked again, because it treats
some different texts as equal. Matches that only the new index finds appear as messages move.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from mmstui.domain.messages import Message
from mmstui.domain.problems import StoreProblem
from mmstui.domain.searching.search_operators import Search
from mmstui.domain.searching.search_query import Query, Term
from mmstui.domain.searching.search_tokens import is_unspaced
from mmstui.domain.times.days import Span
from mmstui.domain.views import MOST_FOUND
from mmstui.store.reading import status_counts
from mmstui.store.reading.inbox import Inbox, Key
from mmstui.store.reading.thread_pages import folded_ids
from mmstui.store.searching.filtered_search import Names, Plan, register
from mmstui.store.searching.search_index import (
    DAY_BITS,
    ID_BITS,
    ID_MASK,
    conversation_sign,
    did_sign,
    first_rowid,
    old_index_up_to,
)
from mmstui.store.searching.search_names import Named, SearchNames
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.problems import explained

#: The longest prefix that the index stores like a word: the `prefix` option of its table.
KNOWN_BEGINNING: Final = 2
#: Up to this many words with one prefix are searched by name; finding them takes 2 ms at most.
MOST_WORDS: Final = 32
#: With more DIDs than this the index is not narrowed: they have most of all messages.
MOST_DIDS: Final = 8
#: SQLite instructions between two checks whether the search is still wanted: about a millisecond.
STEPS: Final = 10_000

#: Returns whether the search is no longer wanted.
Stop = Callable[[], bool]

# Sorts between a word and any longer word with that prefix.
_AFTER = "\x01"
_LAST = "\U0010ffff"


def _never() -> bool:
    return False


class Searching:
    """Searches of one store. A stopped search returns nothing."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._database = database
        self._inbox = inbox
        self._names = SearchNames(database)

    def newest(
        self,
        query: Query,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        limit: int = 50,
        stop: Stop = _never,
    ) -> list[Message]:
        """Return messages of which a row contains every term of a query, newest first.

        `dids`: only messages of these DIDs. `during`: only messages in one of these spans.
        """
        if not query or (dids is not None and not dids):
            return []
        return self._shown(lambda wanted: self._newest(query, dids, during, wanted), limit, stop)

    def _shown(self, newest: Callable[[int], list[Key]], limit: int, stop: Stop) -> list[Message]:
        """Return messages as shown. `newest` returns at most so many keys of rows that match."""
        wanted = limit
        with self._stoppable(stop):
            while not stop():
                keys = newest(wanted)
                messages = self._inbox.shown([number for *_, number in keys])
                if len(messages) >= limit or len(keys) < wanted:
                    return messages[:limit]
                # Rows that are one message leave room for as many further ones.
                wanted += limit
        return []

    def _newest(
        self,
        query: Query,
        dids: frozenset[str] | None,
        during: Sequence[Span] | None,
        limit: int,
    ) -> list[Key]:
        conditions: list[str] = []
        values: list[Any] = []
        if dids is not None:
            conditions.append(f"c.did IN ({', '.join('?' * len(dids))})")
            values.extend(sorted(dids))
        if during is not None:
            within, bounds = _in_spans(during)
            conditions.append(within)
            values.extend(bounds)
        found: list[Key] = []
        expression = self._expression(query)
        with self._database.reading() as connection:
            for rows in _matches(connection, query, expression, _in_dids(dids), conditions, values):
                found.extend(_newest_of(rows, limit))
        return sorted(found, reverse=True)[:limit]

    def find(
        self,
        search: Search,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        limit: int = 50,
        stop: Stop = _never,
    ) -> list[Message]:
        """Return messages of which a row matches a search with operators. See `newest`."""
        if search.plain:
            return self.newest(search.words, dids=dids, during=during, limit=limit, stop=stop)
        if dids is not None and not dids:
            return []
        names = Names(self._names.of_contacts, self._names.dids, self._expression)

        def newest(wanted: int) -> list[Key]:
            found: set[Key] = set()
            with self._database.reading() as connection:
                register(connection)
                for alternative in search.alternatives:
                    plan = Plan(alternative, names, self._database.now_ms())
                    found.update(plan.keys(connection, dids, during, wanted))
            return sorted(found, reverse=True)[:wanted]

        return self._shown(newest, limit, stop)

    def conversations(
        self,
        search: Search,
        *,
        dids: frozenset[str] | None = None,
        during: Sequence[Span] | None = None,
        blocked: bool = True,
        stop: Stop = _never,
    ) -> list[int]:
        """Return the conversations with a message that matches, or, without operators, so called.

        At most `MOST_FOUND`, those with the newest matches first. Without `blocked`, none that is
        blocked has its messages searched.
        """
        found: dict[int, None] = {}
        names = Names(self._names.of_contacts, self._names.dids, self._expression)
        with self._stoppable(stop), self._database.reading() as connection:
            register(connection)
            for alternative in search.alternatives:
                plan = Plan(alternative, names, self._database.now_ms())
                ids = plan.conversations(connection, dids, during, MOST_FOUND, blocked=blocked)
                found |= dict.fromkeys(ids)
        if search.plain and not stop():
            found |= dict.fromkeys(self.called(search.words, stop=stop))
        return [*itertools.islice(found, MOST_FOUND)] if not stop() else []

    def in_thread(self, conversation_id: int, query: Query, *, stop: Stop = _never) -> list[Key]:
        """Return the keys of a conversation's messages with a matching row, newest first."""
        if not query:
            return []
        with self._stoppable(stop):
            sign = f'"{conversation_sign(conversation_id)}" AND '
            here = ["m.conversation_id = ?"]
            expression = self._expression(query)
            with self._database.reading() as connection:
                keys = {
                    number: (at, tie, number)
                    for rows in _matches(
                        connection, query, expression, sign, here, [conversation_id]
                    )
                    for _, at, tie, number in rows
                }
                for number in folded_ids(connection, list(keys)):
                    message = self._inbox.containing(number)
                    if message is None or stop():
                        break
                    del keys[number]
                    keys[message.id] = message.key
                return sorted(keys.values(), reverse=True)
        return []

    def indexed_anew(self) -> float | None:
        """Return how much of an older index has moved, 0 to 1; None when all has.

        Until then searches may miss messages that only the new index finds.
        """
        with self._database.reading() as connection:
            return status_counts.indexed_anew(connection)

    def listed(self, query: Query, *, stop: Stop = _never) -> frozenset[int]:
        """Return the listed conversations that match a query by name, number, DID or last message.

        Each term may match another of these.
        """
        return self._called(query, lambda named: f"{named.words}{named.preview}", stop)

    def called(self, query: Query, *, stop: Stop = _never) -> frozenset[int]:
        """Return the listed conversations that match a query by name, number or DID."""
        return self._called(query, lambda named: named.words, stop)

    def _called(self, query: Query, words: Callable[[Named], str], stop: Stop) -> frozenset[int]:
        if not query and not query.digits:
            return frozenset()
        with self._stoppable(stop):
            is_called = query.calls()
            return frozenset(
                named.id for named in self._names.all() if is_called(words(named), named.number)
            )
        return frozenset()

    # The index

    def _expression(self, query: Query) -> str:
        """Return a query in FTS5's syntax, in brackets."""
        terms = " AND ".join(map(self._term, query.terms))
        return f"(({terms}) OR {self._term(query.number)})" if query.number else f"({terms})"

    def _term(self, term: Term) -> str:
        ways: list[str] = []
        for (*before, last), whole in term.ways:
            words = [] if whole else self._words(last)
            ways.extend(_phrase(*before, word) for word in words)
            if not words:
                ways.append(_phrase(*before, last) + ("" if whole else "*"))
        return f"({' OR '.join(ways)})"

    def _words(self, first: str) -> list[str]:
        """Return indexed words with a prefix; none if there are many or the prefix is indexed."""
        if len(first) <= KNOWN_BEGINNING:
            return []
        at = first
        connection = self._connection_with_words()
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

    def _connection_with_words(self) -> sqlite3.Connection:
        """Return the thread's connection with a table of the index's words."""
        connection = self._database.reader()
        found = connection.execute(
            "SELECT 1 FROM temp.sqlite_master WHERE name = 'message_word'"
        ).fetchall()
        if not found:
            # A temporary table of this connection: nothing is written to the store.
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
        """Stop the search without an error when its result is no longer wanted."""
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


def _phrase(*words: str) -> str:
    """Return words as an FTS5 phrase, quoted, so that nothing in them is an operator."""
    return f'"{" ".join(words).replace(chr(34), chr(34) * 2)}"'


def _old_expression(query: Query) -> str:
    """Return a query for the old index, which folds text itself and has no marker characters."""
    phrases = (
        _phrase(term.raw) + ("" if term.whole and not is_unspaced(term.words[-1]) else "*")
        for term in query.terms
    )
    return f"({' AND '.join(phrases)})"


def _in_dids(dids: frozenset[str] | None) -> str:
    """Return an FTS5 expression that narrows a search to some DIDs; empty for many DIDs."""
    if dids is None or len(dids) > MOST_DIDS:
        return ""
    signs = " OR ".join(f'"{did_sign(did)}"' for did in sorted(dids))
    return f"({signs}) AND "


def _matches(
    connection: sqlite3.Connection,
    query: Query,
    expression: str,
    signs: str,
    conditions: Sequence[str],
    values: Sequence[Any],
) -> Iterator[Iterator[tuple[int, int, int, int]]]:
    """Yield each index's matches: (rowid, parts of the key), by falling rowid."""
    where = "".join(f" AND {condition}" for condition in conditions)
    joined = "CROSS JOIN conversation AS c ON c.id = m.conversation_id " if "c.did" in where else ""

    def ask(index: str, columns: str, expression: str, which: str) -> sqlite3.Cursor:
        return connection.execute(
            f"SELECT f.rowid, m.at, m.tie, m.id{columns} FROM {index} AS f "
            f"CROSS JOIN message AS m ON m.id = f.rowid & {ID_MASK} {joined}"
            f"WHERE f.{index} MATCH ? AND m.dropped = 0{where}{which} ORDER BY f.rowid DESC",
            (signs + expression, *values),
        )

    # Read as far as needed and closed here: an open cursor blocks checkpoints.
    rows = ask("message_fts", "", expression, "")
    yield rows
    rows.close()
    if up_to := old_index_up_to(connection):
        # Moved messages are in both indexes.
        rows = ask("message_fts_old", ", m.text", _old_expression(query), f" AND m.id <= {up_to}")
        yield (row[:4] for row in rows if query.matches(row[4]))
        rows.close()


def _newest_of(rows: Iterator[tuple[int, int, int, int]], limit: int) -> list[Key]:
    """Return the newest matches."""
    found: list[tuple[int, Key]] = []
    for rowid, *key in rows:
        day = rowid >> ID_BITS
        # Within a day rowids do not follow time, so the last day is read to its end.
        if len(found) >= limit and day < found[-1][0]:
            break
        found.append((day, (key[0], key[1], key[2])))
    return [key for _, key in found]


def _in_spans(during: Sequence[Span]) -> tuple[str, list[Any]]:
    """Return an SQL condition for messages in some spans, and its values."""
    if not during:
        return "0", []
    bounds = [(to_ms(span.since), to_ms(span.until)) for span in during]
    values = [each for pair in bounds for each in pair]
    first, last = min(since for since, _ in bounds), max(until for _, until in bounds)
    return (
        f"({' OR '.join(['m.at >= ? AND m.at < ?'] * len(bounds))}) "
        "AND f.rowid >= ? AND f.rowid < ?",
        [*values, first_rowid(first // 1000), first_rowid((last // 1000) + (1 << DAY_BITS))],
    )
