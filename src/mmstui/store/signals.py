"""What the processes of one account tell each other: a named row each, with a time and a value.

Names in use: `last_sync`, `offline` (since when), `access` (the status that refused us), `address`
(that VoIP.ms saw us at, asked for when it did not allow it), `checking` and `progress` (words),
`trouble` (words of a worker that crashed), `poll_trouble` (of polls that VoIP.ms answers with an
error), `history` (a day, and `on`, `done` or `limited`), `poll_request`, `leader` (pid; its time is
the heartbeat), `action` (the user's last), `day_limit`, `sends_deleted` (how many of that day's
sends were deleted here); `account_request`, `account_answer` (at its time), `account_told` (when
DIDs and phonebook were read for it), `balance` (JSON: current, spent today), `place` (JSON: where
the inbox was left), `folders` (that files were last taken from, of `Drafts`), `set_aside_seen` (see
`quarantine`).
"""

from __future__ import annotations

from datetime import datetime

from mmstui.store.codec import from_ms, to_ms
from mmstui.store.database import Database


class Signals:
    """Named rows, read and written one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> tuple[datetime, str] | None:
        """When a signal was set and its value; None when it is not."""
        rows = self._database.read("SELECT at, value FROM signal WHERE name = ?", (name,))
        return (from_ms(rows[0][0]), rows[0][1]) if rows else None

    def all(self) -> dict[str, tuple[datetime, str]]:
        """Every signal that is set."""
        rows = self._database.read("SELECT name, at, value FROM signal")
        return {name: (from_ms(at), value) for name, at, value in rows}

    def set(self, name: str, value: str, at: datetime) -> None:
        """Set a signal, or set it anew."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = ?2, value = ?3",
                (name, to_ms(at), value),
            )

    def request(self, name: str, value: str, now: datetime) -> None:
        """Ask for something. Its time is later than any request's before, whatever the clock says.

        For an answer is told at its request's time: what is older than that is answered too.
        """
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = max(?2, at + 1), value = ?3",
                (name, to_ms(now), value),
            )

    def clear(self, name: str) -> None:
        """Take a signal away; nothing happens when it is not set."""
        with self._database.writing() as transaction:
            transaction.connection.execute("DELETE FROM signal WHERE name = ?", (name,))
