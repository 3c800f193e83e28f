"""A reader of a damaged database, which returns every row that can still be read."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

_HEADER_BYTES = 100
_PAGE_BYTES = 4096
_INNER_PAGE = 5
_ROWS_PAGE = 13
#: Rows per query while nothing is damaged.
_STRETCH = 10_000
#: Failed queries after which the rest of a table is given up; they take some seconds.
_MOST_TRIES = 500_000
#: Ids to try where min and max of a table cannot be read. If all fail, its root page is gone.
_PROBES = tuple(1 << bit for bit in range(40))


class Wreck:
    """A damaged database, open for reading. `fresh` is an empty database with the same tables.

    `folder` holds the database and its write-ahead log; SQLite changes only its own files for
    reading there. `workshop` is a folder for a copy with a repaired first page.
    """

    def __init__(self, database: Path, fresh: Path, workshop: Path) -> None:
        self.holes: set[str] = set()  #: tables with unreadable rows
        self._tries = 0
        self._workshop = workshop
        self._connection = _open(database) or _open_repaired(database, fresh, workshop)

    @property
    def readable(self) -> bool:
        """Whether any of the database can be read."""
        return self._connection is not None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns; an empty list when there is no such table."""
        return [name for _, name, *_ in self._all(f"PRAGMA table_info({table})")]

    def keyed(self, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return rows of a table without rowids, read from both ends up to the damage."""
        names = ", ".join(columns)
        key = ", ".join(self._primary_key(table))
        found = dict.fromkeys(self._until_damaged(f"SELECT {names} FROM {table} ORDER BY {key}"))
        if table in self.holes:
            back = ", ".join(f"{name} DESC" for name in self._primary_key(table))
            rest = self._until_damaged(f"SELECT {names} FROM {table} ORDER BY {back}")
            found.update(dict.fromkeys(rest))
        return list(found)

    def numbered(self, table: str, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
        """Yield rows of a table with rowids, up to 10,000 at a time."""
        names = ", ".join(columns)
        first, last = self._bounds(table)
        for start in range(first, last + 1, _STRETCH):
            rows = list(self._between(table, names, start, min(start + _STRETCH - 1, last)))
            if rows:
                yield rows

    def strays(self, table: str, columns: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
        """Yield possible rows of this table from pages that no other page points to.

        Each page of rows in turn becomes the table's only page. So the results include rows of
        other tables, and old versions of rows.
        """
        if self._connection is None:
            return
        ((root,),) = self._all(f"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'")
        copy = self._workshop / "strays"
        with suppress(sqlite3.Error), closing(sqlite3.connect(copy)) as flat:
            self._connection.backup(flat)
            flat.execute("PRAGMA journal_mode = DELETE")
        query = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED"
        with copy.open("r+b", buffering=0) as stream:
            for page in range(1, copy.stat().st_size // _PAGE_BYTES):
                stream.seek(page * _PAGE_BYTES)
                content = stream.read(_PAGE_BYTES)
                if content[0] == _ROWS_PAGE:
                    stream.seek((root - 1) * _PAGE_BYTES)
                    stream.write(content)
                    connection = _connect(copy, "immutable=1")
                    with closing(connection), suppress(sqlite3.Error):
                        yield connection.execute(query).fetchall()

    def pairs(self) -> dict[int, tuple[str, str]]:
        """Return DID and contact by conversation id, from the index of conversations."""
        name = "sqlite_autoindex_conversation_1"
        query = f"SELECT id, did, contact FROM conversation INDEXED BY {name} ORDER BY did, contact"
        rows = [*self._until_damaged(query)]
        rows += self._until_damaged(query + " DESC, did DESC")
        return {row[0]: (row[1], row[2]) for row in rows}

    def _between(self, table: str, names: str, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Yield rows of a range of ids. An unreadable range is halved, down to single rows."""
        rows = self._try(
            f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid BETWEEN ? AND ?", (first, last)
        )
        if rows is not None:
            yield from rows
            return
        self.holes.add(table)
        self._tries += 1
        if first < last and self._tries < _MOST_TRIES:
            middle = (first + last) // 2
            yield from self._between(table, names, first, middle)
            yield from self._between(table, names, middle + 1, last)

    def _bounds(self, table: str) -> tuple[int, int]:
        """Return the lowest and highest id there may be, from table, indexes or sequence."""
        lowest = self._try(f"SELECT min(rowid) FROM {table} NOT INDEXED")
        highest = self._try(f"SELECT max(rowid) FROM {table} NOT INDEXED")
        if lowest is not None and highest is not None:
            return (lowest[0][0] or 0), (highest[0][0] if highest[0][0] is not None else -1)
        self.holes.add(table)
        probe = f"SELECT 1 FROM {table} NOT INDEXED WHERE rowid = ?"
        if all(self._try(probe, (number,)) is None for number in _PROBES):
            return 0, -1
        indexes = [row[1] for row in self._all(f"PRAGMA index_list({table})") if not row[4]]
        guesses = [self._try(f"SELECT max(rowid) FROM {table} INDEXED BY {i}") for i in indexes]
        guesses.append(self._try("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,)))
        known = [guess[0][0] for guess in guesses if guess and isinstance(guess[0][0], int)]
        return 1, max(known, default=_MOST_TRIES)

    def _primary_key(self, table: str) -> list[str]:
        info = self._all(f"PRAGMA table_info({table})")
        return [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]

    def _until_damaged(self, query: str) -> Iterator[tuple[Any, ...]]:
        if self._connection is None:
            return
        table = query.partition(" FROM ")[2].split()[0]
        try:
            yield from self._connection.execute(query)
        except sqlite3.Error:
            self.holes.add(table)

    def _try(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
        if self._connection is None:
            return None
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error:
            return None

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return self._try(query) or []


def _open(path: Path) -> sqlite3.Connection | None:
    """Return a connection if the list of tables can be read."""
    if not path.stat().st_size:
        return None
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA cell_size_check = ON")
        # Lets SQLite read a file that is shorter than its header says.
        connection.execute("PRAGMA writable_schema = ON")
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'message'"
        ).fetchone()
    except sqlite3.Error:
        tables = (0,)
    if tables[0]:
        return connection
    connection.close()
    return None


def _connect(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _open_repaired(path: Path, fresh: Path, workshop: Path) -> sqlite3.Connection | None:
    """Open a copy of the database with the header, or the list of tables, of a fresh database.

    The tables of one version of the program always begin at the same pages.
    """
    model = fresh.read_bytes()
    whole = {0: model[:_PAGE_BYTES]} | {
        page: model[page * _PAGE_BYTES :][:_PAGE_BYTES] for page in _children(model)
    }
    for name, pages in (("header", {0: model[:_HEADER_BYTES]}), ("tables", whole)):
        copy = workshop / f"mended-{name}"
        shutil.copyfile(path, copy)
        with suppress(OSError):
            shutil.copyfile(f"{path}-wal", f"{copy}-wal")
        with copy.open("r+b") as stream:
            for page, content in pages.items():
                stream.seek(page * _PAGE_BYTES)
                stream.write(content)
            stream.seek(0, 2)
            size = (stream.tell() // _PAGE_BYTES).to_bytes(4, "big")
            # Header: page count, an empty freelist, and equal change counters, so that SQLite
            # trusts the page count.
            for place, value in ((28, size), (32, bytes(8)), (24, b"\0\0\0\1"), (92, b"\0\0\0\1")):
                stream.seek(place)
                stream.write(value)
        if (connection := _open(copy)) is not None:
            return connection
    return None


def _children(model: bytes) -> list[int]:
    """Return the pages below page 1 of a database, counted from 0: the rest of the table list.

    SQLite file format, section 1.6: an inner page has type 5, a cell count and the page to the
    right of its cells; each cell begins with the page to its left.
    """
    kind, cells = model[_HEADER_BYTES], int.from_bytes(model[103:105], "big")
    if kind != _INNER_PAGE:
        return []
    places = [108] + [int.from_bytes(model[112 + 2 * n : 114 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(model[place : place + 4], "big") - 1 for place in places]
