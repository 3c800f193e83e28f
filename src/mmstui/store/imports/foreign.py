"""Reads a table of another program's SQLite file, which may be made to do harm."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

#: The longest value that is read, in bytes.
VALUE_BYTES: Final = 1_000_000


class ForeignProblem(Exception):
    """Why a file, or the rest of it, cannot be read. The message is part of a sentence."""


def rows(
    path: Path, table: str, wanted: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table: its rowid and these columns; None for an optional one it lacks.

    Text is bytes. Of a row that is longer than `VALUE_BYTES`, only the rowid is given. The file is
    never written to, nothing but a plain table is read, and no expression of the file is computed.
    Raises ForeignProblem.
    """
    try:
        with closing(_open(path)) as connection:
            columns = _plain_columns(connection, table)
            if lacking := [name for name in wanted if name not in columns]:
                raise ForeignProblem(f"its table {table} has no column {', '.join(lacking)}")
            named = [f'"{name}"' for name in wanted]
            named += [f'"{name}"' if name in columns else "NULL" for name in optional]
            yield from _rows(connection, ", ".join(named), table)
    except sqlite3.Error as error:
        raise ForeignProblem(f"SQLite says “{error}”") from None


def _rows(connection: sqlite3.Connection, columns: str, table: str) -> Iterator[tuple[Any, ...]]:
    # Not by an index, which may be made of expressions.
    source = f'FROM "{table}" NOT INDEXED WHERE rowid'
    last = -(1 << 63)
    while True:
        try:
            for row in connection.execute(f"SELECT rowid, {columns} {source} > ?", (last,)):
                last = _later(row[0], last)
                yield row
        except sqlite3.DatabaseError as error:
            # An error comes with the row before it, which is not given then (see
            # findings/sqlite3-row-before-an-error.sh): so this row is read by itself.
            found = connection.execute(f"SELECT rowid {source} > ? LIMIT 1", (last,)).fetchone()
            if found is None:
                raise error
            last = _later(found[0], last)
            yield _single(connection, f"SELECT rowid, {columns} {source} = ?", last)
        else:
            return


def _single(connection: sqlite3.Connection, query: str, rowid: int) -> tuple[Any, ...]:
    try:
        row: tuple[Any, ...] | None = connection.execute(query, (rowid,)).fetchone()
    except sqlite3.DataError:  # Too long.
        return (rowid,)
    return row or (rowid,)


def _later(rowid: Any, last: int) -> int:
    # Pages of a damaged tree can name each other without end.
    if not isinstance(rowid, int) or rowid <= last:
        raise ForeignProblem("its pages are out of order")
    return rowid


def _open(path: Path) -> sqlite3.Connection:
    # `immutable`: no lock and no log beside it, which a folder that is only read could not have.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = bytes
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _plain_columns(connection: sqlite3.Connection, table: str) -> set[str]:
    found = connection.execute(
        "SELECT type, rootpage FROM sqlite_schema WHERE name = ?", (table,)
    ).fetchall()
    # A view or a virtual table has no page of its own.
    if not any(kind == b"table" and page > 0 for kind, page in found):
        raise ForeignProblem(f"it has no table {table}")
    info = connection.execute(f'PRAGMA table_xinfo("{table}")').fetchall()
    # Generated columns would be computed by the file's own expressions.
    columns = {name.decode("utf-8", "replace") for _, name, *_, hidden in info if not hidden}
    if "rowid" in {name.lower() for name in columns}:
        raise ForeignProblem("its rows have no numbers of their own")
    return columns
