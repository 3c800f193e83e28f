"""What VoIP.ms says comes in here: rows of its history, and how far they have been asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page
from mmstui.store import watermarks
from mmstui.store.codec import id_list, to_ms
from mmstui.store.database import Database
from mmstui.store.ingest import Ingest, IngestResult
from mmstui.store.polls import PollCoverage
from mmstui.store.watermarks import Mark

__all__ = ["IngestResult", "Intake", "Mark", "PollCoverage"]


class Intake:
    """The way in. Not as durable as the outbox: what a poll brings it can bring again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ingest(
        self,
        pages: Sequence[Page],
        *,
        source: str,
        now: datetime,
        asked_at: datetime | None = None,
        complete: Mapping[Kind, PollCoverage] | None = None,
    ) -> IngestResult:
        """Keep the rows of both kinds' answers and find out what they say of our own messages.

        `source`: `poll` makes new incoming messages unread; `first` and `backfill` do not.
        `asked_at`: when the first of the pages was asked for, by the clock of `now`; `now` without.
        `complete`: the kinds whose poll was complete; without pages, or with unchanged ones, that
        still counts for messages being looked for. What is here already changes nothing.
        """
        ingest = Ingest(
            self._database, pages,
            source=source, now=now, asked_at=asked_at or now, complete=complete or {},
        )  # fmt: skip
        return ingest.run()

    def reaches_known(self, kind: Kind, server_ids: Sequence[int]) -> bool:
        """Whether any of these rows was listed by a complete poll before."""
        found = self._database.read(
            "SELECT 1 FROM json_each(?1) AS listed CROSS JOIN message AS m "
            "ON m.kind = ?2 AND m.server_id = listed.value "
            f"WHERE m.{watermarks.KNOWN} LIMIT 1",
            (id_list(server_ids), kind),
        )
        return bool(found)

    def marks(self) -> dict[Kind, Mark]:
        """The last complete poll of each kind; a kind that never had one is missing."""
        with self._database.reading() as connection:
            return watermarks.marks(connection)

    def set_full(self, kind: Kind, at: datetime, kept: IngestResult) -> None:
        """A full overlap of a kind was complete, unless a deletion was taken back since."""
        with self._database.writing() as transaction:
            if self._is_whole(transaction.connection, kept):
                transaction.connection.execute(
                    "UPDATE mark SET full_at = ? WHERE kind = ?", (to_ms(at), kind)
                )

    def windows(self, kind: Kind) -> list[tuple[date, date]]:
        """Finished windows of the past: Eastern days, both included, oldest first."""
        found = self._database.read(
            "SELECT first_day, last_day FROM window WHERE kind = ? ORDER BY first_day, last_day",
            (kind,),
        )
        return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in found]

    def finish_window(
        self,
        kind: Kind,
        first: date,
        last: date,
        rows: int,
        now: datetime,
        kept: IngestResult | None = None,
    ) -> None:
        """These days have been fetched; `rows` is how many that brought.

        `kept`: what keeping them came to. Nothing is finished when a deletion was taken back since.
        """
        with self._database.writing() as transaction:
            if kept is not None and not self._is_whole(transaction.connection, kept):
                return
            transaction.connection.execute(
                "INSERT INTO window (kind, first_day, last_day, rows, finished_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, first_day, last_day) "
                "DO UPDATE SET rows = excluded.rows, finished_at = excluded.finished_at",
                (kind, first.isoformat(), last.isoformat(), rows, to_ms(now)),
            )

    def _is_whole(self, connection: sqlite3.Connection, kept: IngestResult) -> bool:
        """Whether all that these rows were kept for counts still: none was left out for nothing."""
        return kept.taken_back == watermarks.times_taken_back(connection)
