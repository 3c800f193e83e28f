"""An ingest: the rows of a poll or a backfill, stored in short transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mmstui.domain.messages import Kind
from mmstui.domain.times.clock_skew import Skew, told
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store.deleting import late_legs
from mmstui.store.receiving import gone_detection, mark_read_rules, polls, quarantine
from mmstui.store.receiving.existing_rows import same_key
from mmstui.store.receiving.id_collisions import Listed
from mmstui.store.receiving.merge import Merge
from mmstui.store.receiving.merge_terms import Merged, Terms
from mmstui.store.receiving.polls import PollCoverage
from mmstui.store.receiving.watermarks import move_mark, number, times_taken_back
from mmstui.store.sending import reconcile
from mmstui.store.sending.ownership import ask_for_files
from mmstui.store.sqlite.codec import id_list, to_ms
from mmstui.store.sqlite.database import Database, Transaction
from mmstui.store.sqlite.event_log import note_arrival

#: Rows in one transaction, so that the user's own writes need not wait longer.
ROWS = 500


@dataclass(slots=True)
class IngestResult:
    """The result of an ingest.

    `added`: new messages, without rows that turned out to be ours; `new_unread`: those of them that
    are unread. `updated`: messages that changed. `settled`: attempts of ours that were found.
    `taken_back`: the number of deletions that had been undone before the first row was stored.
    """

    new_unread: int = 0
    added: int = 0
    updated: int = 0
    quarantined: int = 0
    settled: int = 0
    taken_back: int = 0


class Ingest:
    """The ingest of some pages. Used once."""

    def __init__(
        self,
        database: Database,
        pages: Sequence[Page],
        *,
        source: str,
        now: datetime,
        asked_at: datetime,
        complete: Mapping[Kind, PollCoverage],
        answers_read: bool,
    ) -> None:
        self._database = database
        self._pages = pages
        self._now = now
        self._asked_ms = to_ms(asked_at)
        self._complete = complete
        self._rows, self._left = _by_kind(pages, database)
        self._skews = _skews(pages, complete, asked_at, now)
        self._transactions = list(_transactions(self._rows))
        self._terms = Terms(
            new_is_unread=source == "poll",
            answers_read=answers_read,
            now_ms=to_ms(now),
            mms={server_id: same_key(row) for server_id, row in self._rows[Kind.MMS].items()},
            every_mms=self._every_mms(),
        )
        self._result = IngestResult()
        self._updated: set[int] = set()
        self._changed = False
        self._in_doubt = False

    def run(self) -> IngestResult:
        """Store all rows and return the result."""
        for place, groups in enumerate(self._transactions, 1):
            with self._database.writing() as transaction:
                if place == 1:
                    self._result.taken_back = times_taken_back(transaction.connection)
                self._ingest(transaction, groups, last=place == len(self._transactions))
        self._result.updated = len(self._updated)
        return self._result

    def _ingest(
        self,
        transaction: Transaction,
        groups: Mapping[Kind, Sequence[ServerMessage]],
        *,
        last: bool,
    ) -> None:
        connection = transaction.connection
        before = connection.total_changes
        if not self._terms.polled:
            self._number_polls(connection)
        merged = Merged()
        for kind, rows in groups.items():
            Merge(transaction, kind, self._terms, merged).merge(rows)
        deleted = late_legs.settle(transaction, [*merged.incoming, *merged.updated])
        merged.incoming = [row_id for row_id in merged.incoming if row_id not in deleted]
        if self._terms.new_is_unread:
            note_arrival(connection, [*merged.incoming, *merged.outgoing])
        self._ask_for_our_files(connection, merged)
        found = reconcile.reconcile(transaction, self._skews)
        self._read(transaction, merged, found)
        self._result.quarantined += merged.quarantined
        self._result.settled += found.settled
        self._updated |= merged.updated
        self._in_doubt |= merged.in_doubt
        if last:
            self._result.quarantined += self._quarantine(connection)
            self._finish(transaction, found)
        self._changed |= connection.total_changes != before
        if last:
            for kind, coverage in self._complete.items():
                # The next poll lists an SMS in doubt again, however long after this one.
                if kind is Kind.MMS or not self._in_doubt:
                    move_mark(
                        connection,
                        kind,
                        coverage,
                        self._now,
                        polls=self._terms.polled[kind],
                        news=self._changed,
                    )

    def _number_polls(self, connection: sqlite3.Connection) -> None:
        count = len(self._transactions)
        for kind in self._complete:
            self._terms.polled[kind] = number(connection, kind, transactions=count)

    def _ask_for_our_files(self, connection: sqlite3.Connection, merged: Merged) -> None:
        """Ask for the files of new MMS that may be ours: the files decide which attempt it is."""
        if not merged.outgoing:
            return
        waiting = reconcile.conversations_with_open_mms(connection)
        if not waiting:
            return
        found = connection.execute(
            "SELECT id FROM message WHERE kind = 'mms' "
            "AND id IN (SELECT value FROM json_each(?)) "
            "AND conversation_id IN (SELECT value FROM json_each(?))",
            (id_list(merged.outgoing), id_list(waiting)),
        ).fetchall()
        ask_for_files(connection, [row_id for (row_id,) in found], self._terms.now_ms)

    def _read(self, transaction: Transaction, merged: Merged, found: reconcile.Reconciled) -> None:
        connection = transaction.connection
        strangers = _still_there(connection, merged.outgoing) if found.settled else merged.outgoing
        certain = [row_id for row_id in strangers if row_id not in found.pending_rows]
        if self._terms.answers_read:
            transaction.touch(mark_read_rules.read_by_new_outgoing(connection, certain))
        self._result.added += len(merged.incoming) + len(strangers)
        if self._terms.new_is_unread:
            if self._terms.answers_read:
                mark_read_rules.read_by_earlier_outgoing(
                    connection, merged.incoming, found.pending_rows
                )
            self._result.new_unread += _unread(connection, merged.incoming)

    def _quarantine(self, connection: sqlite3.Connection) -> int:
        bad = [(bad.kind, bad.raw, bad.reason) for page in self._pages for bad in page.bad]
        bad += [(row.kind, quarantine.as_json(row), "id listed twice") for row in self._left]
        return sum(quarantine.put(connection, *each, self._terms.now_ms) for each in bad)

    def _finish(self, transaction: Transaction, found: reconcile.Reconciled) -> None:
        """Apply what only complete polls show."""
        for kind, coverage in self._complete.items():
            listed = id_list(list(self._rows[kind]))
            transaction.connection.execute(
                "UPDATE message SET polled = ?1 WHERE id IN ("
                "SELECT m.id FROM json_each(?3) AS listed "
                "CROSS JOIN message AS m ON m.kind = ?2 AND m.server_id = listed.value "
                "WHERE m.polled NOT BETWEEN 1 AND ?1)",
                (self._terms.polled[kind], kind, listed),
            )
            if self._saw_all_of(kind) and not coverage.limit_reached:
                gone_detection.note_missing(transaction, kind, coverage, listed)
            polls.count(
                transaction,
                kind,
                coverage,
                asked_ms=self._asked_ms,
                now_ms=self._terms.now_ms,
                pending=found.pending_attempts,
            )

    def _every_mms(self) -> PollCoverage | None:
        """Return the time for which the pages have every MMS that VoIP.ms listed, if any."""
        return self._complete.get(Kind.MMS) if self._saw_all_of(Kind.MMS) else None

    def _saw_all_of(self, kind: Kind) -> bool:
        """Return whether a row of this kind that the pages lack is missing at VoIP.ms."""
        if any(bad.kind == kind for page in self._pages for bad in page.bad):
            return False
        if self._rows[kind]:
            return True
        # An empty page does not say which kind it is for.
        told_all = not any(page.unchanged for page in self._pages)
        return told_all and len(self._pages) >= len(self._complete)


def _by_kind(
    pages: Sequence[Page], database: Database
) -> tuple[dict[Kind, dict[int, ServerMessage]], list[ServerMessage]]:
    """Return rows by kind and id, MMS first, and the rows whose id is taken by another row."""
    listed = {Kind.MMS: Listed(), Kind.SMS: Listed()}
    for page in pages:
        for row in page.rows:
            listed[row.kind].add(row)
    left: list[ServerMessage] = []
    if any(each.ambiguous for each in listed.values()):
        with database.reading() as connection:
            for each in listed.values():
                left += each.settle(connection, listed[Kind.MMS].rows)
    return {kind: each.rows for kind, each in listed.items()}, left


def _skews(
    pages: Sequence[Page],
    complete: Mapping[Kind, PollCoverage],
    asked_at: datetime,
    now: datetime,
) -> dict[Kind, Skew]:
    """Return by kind the server's clock minus ours, from the answers."""
    times = {kind: coverage.server_time for kind, coverage in complete.items()}
    for page in pages:
        if page.rows and page.server_time is not None:
            times[page.rows[0].kind] = page.server_time
    found = {kind: told(at, asked_at, now) for kind, at in times.items()}
    return {kind: skew for kind, skew in found.items() if skew is not None}


def _transactions(
    rows: Mapping[Kind, Mapping[int, ServerMessage]],
) -> Iterator[dict[Kind, list[ServerMessage]]]:
    """Yield the rows of each transaction by kind, MMS first; one empty transaction for no rows.

    Rows of one conversation stay together, so that its list row is recomputed only once.
    """
    ordered = [
        row
        for kind in (Kind.MMS, Kind.SMS)
        for row in sorted(
            rows[kind].values(), key=lambda row: (row.did, row.contact, row.at, row.server_id)
        )
    ]
    for start in range(0, max(len(ordered), 1), ROWS):
        groups: dict[Kind, list[ServerMessage]] = {}
        for row in ordered[start : start + ROWS]:
            groups.setdefault(row.kind, []).append(row)
        yield groups


def _still_there(connection: sqlite3.Connection, message_ids: Sequence[int]) -> list[int]:
    found = connection.execute(
        "SELECT id FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchall()
    return [message_id for (message_id,) in found]


def _unread(connection: sqlite3.Connection, message_ids: Sequence[int]) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM message WHERE unread = 1 AND id IN (SELECT value FROM json_each(?))",
        (id_list(message_ids),),
    ).fetchone()
    return int(count)
