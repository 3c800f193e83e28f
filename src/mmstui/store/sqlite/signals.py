"""Signals between the processes of one account: named rows with a time and a value.

Names in use:

- `last_sync`; `offline`: since when; `access`: the status that refused us
- `address`: our address as VoIP.ms saw it, asked for when it was not allowed
- `trouble`: words of a worker that crashed; `poll_trouble`: of polls that are answered with errors
- `checking` and `progress`: texts; `history`: a day, and `on`, `done` or `limited`
- `poll_request`; `poll_wake`: the same, but without trying again what was refused
- `leader`: its pid, and as time its heartbeat; `action`: the user's last
- `clock`: at the start of the machine's clock, to which due times were moved last: see `waits`
- `day_limit`; `sends_deleted`: how many of that day's sends were deleted here
- `account_request`; `account_answer`: at the time of its request; `account_told`: when DIDs and
  phonebook were read for it; `balance`: JSON with the current balance and the sum spent today
- `place`: JSON, where the inbox was left; `folders`: recent folders of `Drafts`
- `set_aside_seen`: see `quarantine`
"""

from __future__ import annotations

from datetime import datetime

from mmstui.store.sqlite.codec import from_ms, to_ms
from mmstui.store.sqlite.database import Database


class Signals:
    """Reads and writes single signals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> tuple[datetime, str] | None:
        """Return a signal's time and value; None when it is not set."""
        rows = self._database.read("SELECT at, value FROM signal WHERE name = ?", (name,))
        return (from_ms(rows[0][0]), rows[0][1]) if rows else None

    def all(self) -> dict[str, tuple[datetime, str]]:
        """Return every signal that is set, by name."""
        rows = self._database.read("SELECT name, at, value FROM signal")
        return {name: (from_ms(at), value) for name, at, value in rows}

    def set(self, name: str, value: str, at: datetime) -> None:
        """Set a signal, replacing an earlier one."""
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = ?2, value = ?3",
                (name, to_ms(at), value),
            )

    def request(self, name: str, value: str, now: datetime) -> None:
        """Set a request whose time is later than any earlier request's, whatever the clock says.

        An answer carries the time of its request, and answers all older requests too.
        """
        with self._database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO signal (name, at, value) VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET at = max(?2, at + 1), value = ?3",
                (name, to_ms(now), value),
            )

    def clear(self, name: str) -> None:
        """Delete a signal, if it is set."""
        with self._database.writing() as transaction:
            transaction.connection.execute("DELETE FROM signal WHERE name = ?", (name,))
