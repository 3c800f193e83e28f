"""Runs the schema's migrations that a store lacks, in order."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.sqlite.schema import MIGRATIONS, Migration


def pending(
    connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS
) -> list[Migration]:
    """Return the steps that a store lacks, in order.

    Raises StoreProblem if a newer version of the program ran a step that this version lacks.
    """
    done = _done(connection)
    refuse_newer(done, migrations)
    return [migration for migration in migrations if migration.name not in done]


def refuse_newer(done: Iterable[str], migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Raise StoreProblem if this version lacks one of these steps."""
    known = {migration.name for migration in migrations}
    if strange := sorted(set(done) - known):
        raise StoreProblem(
            f"The message store was changed by a newer mmstui ({strange[-1]}).",
            "Install that version again, or a later one.",
            trouble=Trouble.NEWER,
        )


def migrate(
    connection: sqlite3.Connection, now_ms: int, migrations: Sequence[Migration] = MIGRATIONS
) -> list[str]:
    """Run the pending steps inside the caller's transaction; return their names."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, ran_at INTEGER NOT NULL)"
    )
    steps = pending(connection, migrations)
    for step in steps:
        for statement in statements(step.sql):
            connection.execute(statement)
        connection.execute("INSERT INTO migration VALUES (?, ?)", (step.name, now_ms))
    return [step.name for step in steps]


def is_made(connection: sqlite3.Connection) -> bool:
    """Whether any step has run."""
    return bool(_done(connection))


def _done(connection: sqlite3.Connection) -> set[str]:
    exists = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
    ).fetchone()
    if not exists:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM migration").fetchall()}


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script. (`executescript` would commit the caller's transaction.)"""
    statement = ""
    for part in re.split("(?<=;)", script):
        statement += part
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
