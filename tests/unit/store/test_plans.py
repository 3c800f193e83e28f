"""No statement of the way in or out walks a whole table: a store grows to a million messages."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta

from mmstui.domain.deletions import Place
from mmstui.domain.outgoing import Then
from mmstui.store import Store
from mmstui.store.reading import status_counts
from support.listings import (
    HOUR,
    IN,
    MINUTE,
    MMS,
    SMS,
    attached,
    begun,
    given_up,
    lost,
    mms,
    poll,
    sms,
    unchanged,
    written,
)
from support.stores import BOB, NOON, SHOP, FakeClock

#: Tables that hold more rows the longer the program is used.
_GROWING = r"message|attempt|media|media_question|conversation|tombstone|quarantine|server_deletion"
#: As the plans call them.
_ALIASES = (
    r"m|a|o|i|f|c|q|s|h|own|other|ours|message|attempt|media|conversation|tombstone|"
    r"server_deletion|deletion_hidden"
)
_WALK = re.compile(
    rf"SCAN ({_ALIASES})\b(?! USING (COVERING )?INDEX (attempt_open|attempt_in_flight))"
)
#: A look at the rows of a kind in the order of their ids, without an end.
_LONG_RANGE = re.compile(r"message_server \(kind=\? AND server_id>\?\)")

_EXPECTED = (
    # From the first row of the days looked at; and rows that were just put together.
    "SELECT id, missed_at FROM message",
    "WITH newest AS MATERIALIZED",
    # The highest of each, and no further.
    "SELECT max(coalesce((SELECT server_id FROM",
    # A deletion asks whether another message of the batch has the same file.
    "SELECT path FROM media WHERE path IN",
    # No more than what is hidden at the moment.
    "SELECT h.message_id FROM deletion_hidden",
)


def everything(store: Store) -> None:
    """All that intake and outbox do, once."""
    photo = attached(store)
    poll(store, sms(1, "a?", direction=IN), mms(1, "", "a.png", direction=IN), sms(2, "yes"))
    poll(store, sms(1, "a?", direction=IN, carrier="x"), mms(1, "", "a.png", "b.png", direction=IN))
    poll(store, sms(1, contact=BOB), mms(3, ""), sms(3), sms(4, "b?", direction=IN))
    poll(store, mms(4, "late", at=NOON - MINUTE), complete=False, source="backfill")
    lost(store, "", kind=MMS, attachments=[photo])
    given_up(store, "ok")
    store.outbox.send_again(2)
    poll(store, mms(9, ""), sms(9, "ok"), mms(10, "", "cat.png"))
    message_id = written(store, "one", hold_after=MINUTE, request_id="k")
    store.outbox.next_to_send(NOON)
    store.outbox.next_due_at()
    attempt = begun(store, message_id)
    store.outbox.attempt_requeued(attempt, NOON, network=True)
    store.outbox.end_network_waits()
    store.outbox.attempt_refused(begun(store, message_id), "x", "No.")
    store.outbox.send_again(message_id)
    store.outbox.begin_attempt(message_id, "gone", NOON)
    store.outbox.take_over("us", NOON)
    store.outbox.unknown_since()
    store.outbox.searching(SMS)
    store.outbox.touch(NOON)
    written(store, "one", hold_after=MINUTE, request_id="k")
    written(store, "two", hold_after=MINUTE)
    store.outbox.next_to_send(NOON + 2 * HOUR)
    sent = written(store, "three", contact=BOB)
    attempt = begun(store, sent)
    poll(store, sms(20, "three", contact=BOB))
    store.outbox.attempt_sent(attempt, 21, NOON)
    for each in (written(store, "four"), written(store, "five")):
        store.outbox.hold(each)
        store.outbox.drop(each)
        store.outbox.undo_drop(each)
    poll(store, at=NOON + timedelta(hours=3), pages=[unchanged(), unchanged()])
    poll(store, at=NOON + timedelta(hours=5))
    poll(store, at=NOON + timedelta(hours=7))
    store.intake.reaches_known(SMS, [1, 2])
    store.deleting.delete_message(sent, Place.HERE)
    store.deleting.delete_conversation(1, Place.HERE, sent)
    poll(store, sms(30), mms(30))
    deleted(store)
    sorted_out(store)


def sorted_out(store: Store) -> None:
    """All that triage does, once."""
    at = NOON + HOUR
    later = store.outbox.queue(did=SHOP, contacts=[BOB], text="x", kind=SMS, then=Then(at))
    store.outbox.schedule(later[0], at)
    store.outbox.next_due_at()
    store.outbox.next_to_send(at)
    for act in (store.triage.done, store.triage.block, store.triage.pin, store.triage.unread):
        act([1, 2])
    store.triage.snooze([1, 2], at)
    store.triage.remind(later[0], at)
    store.triage.seen([1, 2])
    store.triage.next_due(at)
    while store.undoing.undo() is not None:
        pass


def deleted(store: Store) -> None:
    """All that deleting with a word that can be taken back does, once."""
    poll(store, sms(40), mms(41, "", "a.png"), sms(42), sms(43))
    newest = store.deleting.outlook(1).newest
    for back in (True, False):
        store.deleting.delete_conversation(1, Place.BOTH, newest)
        if back:
            store.deleting.last()
            store.deleting.take_back()
    with store.database.reading() as connection:
        status_counts.leaving(connection)
    clock = store.database.clock
    assert isinstance(clock, FakeClock)
    clock.advance(MINUTE)
    store.deleting.begin_due()
    store.server_deletes.next_due_at()
    for row in store.server_deletes.wanted():
        store.server_deletes.missed(row.kind, [row.server_id], NOON)
        store.server_deletes.listed(row.kind, [row.server_id])
        store.server_deletes.begin(row.kind, row.server_id)
        store.server_deletes.answered(row.kind, row.server_id)
    store.server_deletes.failed(SMS, 42, "no", "No.")
    store.server_deletes.is_mms(43)
    store.server_deletes.ended(SMS, [40])
    store.inbox.thread(1)
    poll(store, sms(40), sms(42))
    store.deleting.remove_begun()


def walks(store: Store) -> list[str]:
    """Statements of `everything` whose plan walks a growing table."""
    seen: set[str] = set()
    with store.database.writing() as transaction:
        writer = transaction.connection
    reader = store.database.reader()
    for connection in (writer, reader):
        connection.set_trace_callback(seen.add)
    everything(store)
    for connection in (writer, reader):
        connection.set_trace_callback(None)
    found = []
    for statement in sorted(seen):
        if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b", statement) and re.search(
            _GROWING, statement
        ):
            plan = _plan(writer, statement)
            if (_WALK.search(plan) or _LONG_RANGE.search(plan)) and not statement.startswith(
                _EXPECTED
            ):
                found.append(f"{statement}\n{plan}\n")
    return found


def _plan(connection: sqlite3.Connection, statement: str) -> str:
    try:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    except sqlite3.Error:  # the index's own statements, on tables nobody else may name
        return ""
    return "\n".join(row[3] for row in rows)


def test_nothing_walks_a_table_that_grows(store: Store) -> None:
    assert walks(store) == []
