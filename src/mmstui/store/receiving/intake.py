"""The way in for history from VoIP.ms: rows, polls and finished windows."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page
from mmstui.store.receiving import watermarks
from mmstui.store.receiving.ingest import Ingest, IngestResult
from mmstui.store.receiving.polls import PollCoverage
from mmstui.store.receiving.watermarks import Mark
from mmstui.store.sqlite.codec import id_list, to_ms
from mmstui.store.sqlite.database import Database

__all__ = ["IngestResult", "Intake", "Mark", "PollCoverage"]


class Intake:
    """Writes of polls and backfill. Not synced to the disk: a poll can fetch all of it again."""

    def __init__(self, database: Database, *, answers_read: bool = True) -> None:
        """`answers_read`: whether an answer from elsewhere reads what came before it."""
        self._database = database
        self._answers_read = answers_read

    def ingest(
        self,
        pages: Sequence[Page],
        *,
        source: str,
        now: datetime,
        asked_at: datetime | None = None,
        complete: Mapping[Kind, PollCoverage] | None = None,
    ) -> IngestResult:
        """Store the rows of both kinds and settle attempts of ours that they show.

        `source`: `poll` marks new incoming messages as unread; `first` and `backfill` do not.
        `asked_at`: when the first page was requested, by the clock of `now`; defaults to `now`.
        `complete`: the kinds whose poll was complete. It counts for attempts that are being looked
        for even without pages or with unchanged pages.

        The operation is idempotent: rows that are stored already change nothing.
        """
        ingest = Ingest(
            self._database, pages,
            source=source, now=now, asked_at=asked_at or now, complete=complete or {},
            answers_read=self._answers_read,
        )  # fmt: skip
        return ingest.run()

    def reaches_known(self, kind: Kind, server_ids: Sequence[int]) -> bool:
        """Return whether a complete poll has listed any of these rows before."""
        found = self._database.read(
            "SELECT 1 FROM json_each(?1) AS listed CROSS JOIN message AS m "
            "ON m.kind = ?2 AND m.server_id = listed.value "
            f"WHERE m.{watermarks.KNOWN} LIMIT 1",
            (id_list(server_ids), kind),
        )
        return bool(found)

    def marks(self) -> dict[Kind, Mark]:
        """Return the watermark of each kind that was polled completely."""
        with self._database.reading() as connection:
            return watermarks.marks(connection)

    def set_full(self, kind: Kind, at: datetime, kept: IngestResult) -> None:
        """Record a full overlap of a kind, unless a deletion was undone since its rows came."""
        with self._database.writing() as transaction:
            if self._is_whole(transaction.connection, kept):
                transaction.connection.execute(
                    "UPDATE mark SET full_at = ? WHERE kind = ?", (to_ms(at), kind)
                )

    def windows(self, kind: Kind) -> list[tuple[date, date]]:
        """Return the fetched windows of history: Eastern days, both included, oldest first."""
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
        """Record that the history of these days was fetched; `rows` is the number of rows.

        `kept`: the result of storing them. Nothing is recorded if a deletion was undone since: its
        tombstone kept rows out that are wanted now.
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
        """Return whether no deletion was undone since these rows were stored."""
        return kept.taken_back == watermarks.times_taken_back(connection)
