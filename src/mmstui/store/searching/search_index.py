"""The full-text index of messages: words, prefixes, phrases and marker characters.

Texts are split and folded before they are indexed (`domain.searching.search_tokens`); the index's
own tokenizer splits at blanks and changes nothing. Messages that an older version indexed stay in
the old index (`message_fts_old`), which folds text itself, until `reindexing` moves them here.

The index stores no texts (it is contentless), so removing a message needs the exact text that was
indexed. A rowid is made of a message's day and id. So rowids rise with time, in whatever order
history came, and the newest of 300,000 matches come first. Days, not seconds, keep the steps
between rowids small: a step takes a byte or two instead of five, which halves the index and the
time to read it. A day here lasts 18 hours. The column `indexed` keeps the second that the rowid was
computed from.

Besides its words a message has two marker characters in the index, which no text contains: one for
its conversation and one for its DID. Several conversations or DIDs may share a marker, so markers
only narrow a search.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.records import NamedTuple
from mmstui.domain.searching.search_tokens import index_text, index_texts
from mmstui.domain.text import sanitise
from mmstui.store.sqlite.codec import id_list

#: Bits of a rowid that hold the message's id: up to 268 million ids.
ID_BITS: Final = 28
ID_MASK: Final = (1 << ID_BITS) - 1
#: A day is the second since the epoch without this many low bits.
DAY_BITS: Final = 16

# Private-use characters: the index treats them as parts of words, and no text of ours has them.
_PRIVATE: Final = lazy_pattern("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_DID_SIGNS: Final = range(0xE000, 0xF900)
_CONVERSATION_SIGNS: Final = range(0xF0000, 0xFFFFE)

#: Selects the fields of `IndexEntry`.
_ENTRY: Final = (
    "SELECT m.id, m.indexed, m.conversation_id, c.did, m.text "
    "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
    "WHERE m.indexed > 0 AND m.id IN (SELECT value FROM json_each(?))"
)


class IndexEntry(NamedTuple):
    """A message to index, with its raw text. `second`: the column `indexed`, at least 1."""

    id: int
    second: int
    conversation_id: int
    did: str
    text: str


def first_rowid(second: int) -> int:
    """Return the lowest rowid of the day of a second since the epoch.

    Seconds before 1970 count as the first day; seconds after the last day give the highest rowid.
    """
    return min(max(second, 1) >> DAY_BITS << ID_BITS, (1 << 63) - 1)


@lru_cache(1024)
def did_sign(did: str) -> str:
    """Return the marker character of a DID's messages."""
    return chr(_DID_SIGNS[zlib.crc32(did.encode()) % len(_DID_SIGNS)])


def conversation_sign(conversation_id: int) -> str:
    """Return the marker character of a conversation's messages."""
    return chr(_CONVERSATION_SIGNS[conversation_id % len(_CONVERSATION_SIGNS)])


def indexed_text(text: str, conversation_id: int, did: str) -> str:
    """Return the text that is indexed for a message."""
    keys = index_text(sanitise.display(text))
    return f"{conversation_sign(conversation_id)} {did_sign(did)} {keys}"


def old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """Return the text that the old index has for a message."""
    shown = sanitise.display(text)
    if not shown.isprintable():
        shown = _PRIVATE.sub(" ", shown)
    return f"{conversation_sign(conversation_id)} {did_sign(did)} {shown}"


def old_index_up_to(connection: sqlite3.Connection) -> int:
    """Return the highest message id in the old index, 0 when it is empty."""
    found = connection.execute(
        "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'old_index_up_to'"
    ).fetchone()
    return int(found[0]) if found else 0


def present(connection: sqlite3.Connection) -> list[str]:
    """Return the full-text tables in use: the new one, and the old one while it has messages."""
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE name = 'meta' OR name = 'message_fts_old'"
    ).fetchall()
    old = len(found) == 2 and old_index_up_to(connection) > 0
    return ["message_fts", "message_fts_old"] if old else ["message_fts"]


def index(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Index stored messages that are not indexed yet."""
    connection.execute(
        "UPDATE message SET indexed = max(at / 1000, 1) "
        "WHERE indexed = 0 AND id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    )
    old, new = _by_index(connection, message_ids)
    put(connection, new)
    if old:
        connection.executemany(
            "INSERT INTO message_fts_old (rowid, text) VALUES (?, ?)",
            sorted(_rows(old, old_indexed_text)),
        )


def put(connection: sqlite3.Connection, entries: Sequence[IndexEntry]) -> None:
    """Add messages to the new index whose column `indexed` is set.

    They must not be in the old index, as new messages never are.
    """
    connection.executemany(
        "INSERT INTO message_fts (rowid, text) VALUES (?, ?)",
        # In rising order: FTS5 flushes its buffer whenever rowids fall.
        sorted(_new_rows(entries)),
    )


def unindex(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Remove stored messages from the index; to be called before their text changes."""
    old, new = _by_index(connection, message_ids)
    connection.executemany(
        "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
        _new_rows(new),
    )
    if old:
        connection.executemany(
            "INSERT INTO message_fts_old (message_fts_old, rowid, text) VALUES ('delete', ?, ?)",
            _rows(old, old_indexed_text),
        )
    connection.execute(
        "UPDATE message SET indexed = 0 WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    )


def follow(connection: sqlite3.Connection, message_id: int) -> None:
    """Reindex a message whose time has changed to another day."""
    moved = connection.execute(
        "SELECT 1 FROM message "
        "WHERE id = ?1 AND indexed > 0 AND indexed >> ?2 <> max(at / 1000, 1) >> ?2",
        (message_id, DAY_BITS),
    ).fetchall()
    if moved:
        unindex(connection, [message_id])
        index(connection, [message_id])


def _by_index(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> tuple[list[IndexEntry], list[IndexEntry]]:
    """Return the messages whose place is the old index, and those of the new one."""
    found = connection.execute(_ENTRY, (id_list(message_ids),)).fetchall()
    entries = [IndexEntry(*row) for row in found]
    up_to = old_index_up_to(connection)
    if all(entry.id > up_to for entry in entries):
        return [], entries
    return (
        [entry for entry in entries if entry.id <= up_to],
        [entry for entry in entries if entry.id > up_to],
    )


def _rows(
    entries: Sequence[IndexEntry], made: Callable[[str, int, str], str]
) -> list[tuple[int, str]]:
    return [
        (first_rowid(second) | number, made(text, conversation_id, did))
        for number, second, conversation_id, did, text in entries
    ]


def _new_rows(entries: Sequence[IndexEntry]) -> list[tuple[int, str]]:
    """Return rows as `_rows` with `indexed_text` does, with all texts split in one call."""
    texts = index_texts([sanitise.display(entry[4]) for entry in entries])
    return [
        (
            first_rowid(second) | number,
            f"{conversation_sign(conversation_id)} {did_sign(did)} {keys}",
        )
        for (number, second, conversation_id, did, _), keys in zip(entries, texts, strict=True)
    ]
