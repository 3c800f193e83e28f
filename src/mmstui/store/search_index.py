"""The full-text index: what can be looked for in messages, by words, their beginnings, phrases,
signs.

What it is given is taken apart and folded already (`domain.search_tokens`); its own tokenizer
parts it at blanks and changes nothing. Messages that an older mmstui has indexed are in the old
index (`message_fts_old`), which folds by itself, until `reindexing` has brought them here.

The index keeps no text of its own (contentless), so that taking a message out of it needs the very
text that was put in. Its rowids are made of a message's day and its id: they rise with time,
whatever order history came in, so that the newest of 300,000 matches are the first to be met.
Within a day they rise by small steps, which take a byte or two where seconds took five: half the
size of the index, and half the way to go. A day here is 18 hours long; the column `indexed` keeps
the second that it was computed from.

Besides its words a message has two signs in the index, characters that no text has: one of its
conversation, one of its DID. Several may share one, so that they only narrow what is looked at.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mmstui.domain import sanitise
from mmstui.domain.search_tokens import index_text, index_texts
from mmstui.store.codec import id_list

#: Bits of a rowid that are the message's id: 268 million of them.
ID_BITS: Final = 28
ID_MASK: Final = (1 << ID_BITS) - 1
#: Bits of a second that are its place within the day.
DAY_BITS: Final = 16

# Characters for private use: to the index parts of words, to nobody else.
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_DID_SIGNS: Final = range(0xE000, 0xF900)
_CONVERSATION_SIGNS: Final = range(0xF0000, 0xFFFFE)

#: A message of `m` in `c`, as `put` takes it.
_ENTRY: Final = (
    "SELECT m.id, m.indexed, m.conversation_id, c.did, m.text "
    "FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
    "WHERE m.indexed > 0 AND m.id IN (SELECT value FROM json_each(?))"
)


class Entry(NamedTuple):
    """A message for the index, its text raw; `second`: the column `indexed`, at least 1."""

    id: int
    second: int
    conversation_id: int
    did: str
    text: str


def first_rowid(second: int) -> int:
    """The lowest rowid of the day of a second since the epoch; those before 1970 are in the first.

    Beyond the last second that has rowids, the highest of them.
    """
    return min(max(second, 1) >> DAY_BITS << ID_BITS, (1 << 63) - 1)


@lru_cache(1024)
def did_sign(did: str) -> str:
    """What every message of a DID has in the index."""
    return chr(_DID_SIGNS[zlib.crc32(did.encode()) % len(_DID_SIGNS)])


def conversation_sign(conversation_id: int) -> str:
    """What every message of a conversation has in the index."""
    return chr(_CONVERSATION_SIGNS[conversation_id % len(_CONVERSATION_SIGNS)])


def indexed_text(text: str, conversation_id: int, did: str) -> str:
    """What the index is given of a message."""
    keys = index_text(sanitise.display(text))
    return f"{conversation_sign(conversation_id)} {did_sign(did)} {keys}"


def old_indexed_text(text: str, conversation_id: int, did: str) -> str:
    """What the old index was given of a message."""
    shown = sanitise.display(text)
    if not shown.isprintable():
        shown = _PRIVATE.sub(" ", shown)
    return f"{conversation_sign(conversation_id)} {did_sign(did)} {shown}"


def old_index_up_to(connection: sqlite3.Connection) -> int:
    """The highest id of a message that is in the old index; 0: it has none any more."""
    found = connection.execute(
        "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'old_index_up_to'"
    ).fetchone()
    return int(found[0]) if found else 0


def present(connection: sqlite3.Connection) -> list[str]:
    """The tables that are full-text indexes: the new one, and the old one while it is in use."""
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE name = 'meta' OR name = 'message_fts_old'"
    ).fetchall()
    old = len(found) == 2 and old_index_up_to(connection) > 0
    return ["message_fts", "message_fts_old"] if old else ["message_fts"]


def index(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Put stored messages into the index that are not in it yet."""
    connection.execute(
        "UPDATE message SET indexed = max(at / 1000, 1) "
        "WHERE indexed = 0 AND id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    )
    old, new = _parted(connection, message_ids)
    put(connection, new)
    if old:
        connection.executemany(
            "INSERT INTO message_fts_old (rowid, text) VALUES (?, ?)",
            sorted(_rows(old, old_indexed_text)),
        )


def put(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Put messages into the index whose column `indexed` is set already, and that are not in the
    old one: new messages never are.
    """
    connection.executemany(
        "INSERT INTO message_fts (rowid, text) VALUES (?, ?)",
        # Rising: the index writes out what it holds whenever they fall.
        sorted(_new_rows(entries)),
    )


def unindex(connection: sqlite3.Connection, message_ids: Sequence[int]) -> None:
    """Take stored messages out of the index; before their text is changed."""
    old, new = _parted(connection, message_ids)
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
    """A message has another time: it goes to that day if it is another one."""
    moved = connection.execute(
        "SELECT 1 FROM message "
        "WHERE id = ?1 AND indexed > 0 AND indexed >> ?2 <> max(at / 1000, 1) >> ?2",
        (message_id, DAY_BITS),
    ).fetchall()
    if moved:
        unindex(connection, [message_id])
        index(connection, [message_id])


def _parted(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> tuple[list[Entry], list[Entry]]:
    """What is, or belongs, in the old index, and what in the new one."""
    found = connection.execute(_ENTRY, (id_list(message_ids),)).fetchall()
    entries = [Entry(*row) for row in found]
    up_to = old_index_up_to(connection)
    if all(entry.id > up_to for entry in entries):
        return [], entries
    return (
        [entry for entry in entries if entry.id <= up_to],
        [entry for entry in entries if entry.id > up_to],
    )


def _rows(entries: Sequence[Entry], made: Callable[[str, int, str], str]) -> list[tuple[int, str]]:
    return [
        (first_rowid(second) | number, made(text, conversation_id, did))
        for number, second, conversation_id, did, text in entries
    ]


def _new_rows(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    """As `_rows` with `indexed_text`, the texts taken apart together."""
    texts = index_texts([sanitise.display(entry[4]) for entry in entries])
    return [
        (
            first_rowid(second) | number,
            f"{conversation_sign(conversation_id)} {did_sign(did)} {keys}",
        )
        for (number, second, conversation_id, did, _), keys in zip(entries, texts, strict=True)
    ]
