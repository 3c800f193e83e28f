"""Compares the store with VoIP.ms's lists, message by message. Changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mmstui.domain import limits, matching
from mmstui.domain.differences import Claim, Comparison, Difference, What
from mmstui.domain.messages import Kind
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.store.deleting import server_deletes, tombstones
from mmstui.store.receiving import watermarks
from mmstui.store.receiving.existing_rows import owned_besides, same_key, stored
from mmstui.store.receiving.id_collisions import Listed
from mmstui.store.sqlite.codec import UNNAMED_TIE, from_ms, id_list, to_ms
from mmstui.store.sqlite.database import Database

_DAY = timedelta(days=1)


def claims(database: Database) -> list[Claim]:
    """Return the ranges of days that finished windows and complete polls have covered."""
    found = []
    with database.reading() as connection:
        done = watermarks.marks(connection)
        for kind in Kind:
            rows = connection.execute(
                "SELECT first_day, last_day FROM window WHERE kind = ? ORDER BY first_day", (kind,)
            ).fetchall()
            windows = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in rows]
            mark = done.get(kind)
            if windows and mark is not None:
                # The last window ends on the day of the first poll; polls cover the days since.
                first_poll = max(last for _, last in windows)
                windows.append((first_poll, max(first_poll, eastern.day(mark.server_at))))
            for first, last in _joined(windows):
                end = datetime.combine(last + _DAY, time(), eastern.EASTERN)
                until = end if mark is None else min(end, mark.server_at)
                found.append(Claim(kind, first, last, until))
    return found


def _joined(windows: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for first, last in sorted(windows):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


@dataclass(frozen=True, slots=True)
class _Here:
    server_id: int
    did: str
    contact: str
    direction: str
    text: str
    server_date: str | None
    at: int
    origin: str
    gone: bool
    dropped: bool

    @property
    def day(self) -> date:
        """Return the Eastern day under which VoIP.ms lists it."""
        if self.server_date is not None:
            return date.fromisoformat(self.server_date[:10])
        return eastern.day(from_ms(self.at))


_HERE = (
    "SELECT m.server_id, c.did, c.contact, m.direction, m.text, m.server_date, m.at, m.origin, "
    "m.gone, m.dropped FROM message AS m JOIN conversation AS c ON c.id = m.conversation_id "
    "WHERE m.kind = ? AND m.server_id IS NOT NULL AND "
)


def compare(
    database: Database,
    claim: Claim,
    rows: Sequence[ServerMessage],
    other_kind: Sequence[ServerMessage],
    now: datetime,
    into: Comparison,
) -> None:
    """Compare all rows that VoIP.ms lists for the days of a claim, and add the result to `into`.

    `other_kind`: the rows of the other kind for the same days, since a message can be listed as
    both. `now`: the server's clock.
    """
    others = {row.server_id: row for row in other_kind}
    with database.reading() as connection:
        every = Listed(row for row in rows if row.at <= claim.until)
        every.settle(connection, others)
        listed = every.rows
        here = _by_id(connection, claim.kind, list(listed))
        _there(connection, claim.kind, listed, here, others, into)
        all_listed = {row.server_id for row in rows}
        unlisted = [
            message
            for message in _of_days(connection, claim)
            if message.server_id not in all_listed and not message.dropped
        ]
        asked = server_deletes.asked_for(
            connection, claim.kind, [message.server_id for message in unlisted]
        )
        for message in unlisted:
            at = from_ms(message.at)
            if message.gone or message.server_id in asked:
                into.gone_there += 1
            elif at <= claim.until and (
                message.server_date is not None or at <= now - limits.LISTED_LATE
            ):
                into.differences.append(
                    Difference(
                        What.MISSING_THERE, claim.kind, message.server_id, message.did,
                        message.contact, at,
                    )
                )  # fmt: skip


def _there(
    connection: sqlite3.Connection,
    kind: Kind,
    listed: Mapping[int, ServerMessage],
    here: Mapping[int, _Here],
    other_kind: Mapping[int, ServerMessage],
    into: Comparison,
) -> None:
    """Compare each listed row with the stored message."""
    into.compared += len(listed)
    absent = [row for server_id, row in listed.items() if server_id not in here]
    excused = _excused(connection, kind, absent, other_kind)
    deleted = _deleted(connection, kind, absent, other_kind)
    for server_id, row in listed.items():
        message = here.get(server_id)
        if message is not None and message.dropped:
            into.deleted_here += 1
        elif message is not None:
            if (said := _said(message, row))[0]:
                into.differences.append(_difference(What.DIFFERS, row, *said))
        elif server_id in deleted:
            into.deleted_here += 1
        elif server_id not in excused:
            into.differences.append(_difference(What.MISSING_HERE, row))


def _difference(
    what: What,
    row: ServerMessage,
    here: Mapping[str, str] | None = None,
    there: Mapping[str, str] | None = None,
) -> Difference:
    return Difference(
        what, row.kind, row.server_id, row.did, row.contact, row.at, here or {}, there or {}
    )


def _said(message: _Here, row: ServerMessage) -> tuple[dict[str, str], dict[str, str]]:
    """Return the fields that differ, as stored and as listed."""
    theirs = without_surrogates(row.text)
    pairs = {
        "did": (message.did, row.did),
        "contact": (message.contact, row.contact),
        "direction": (message.direction, row.direction.value),
        "gone": ("yes" if message.gone else "no", "no"),
    }
    # VoIP.ms changes some characters of messages that we send.
    ours = message.origin != "server"
    if not (matching.same(message.text, theirs) if ours else message.text == theirs):
        pairs["text"] = (message.text, theirs)
    differing = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return (
        {name: here for name, (here, _) in differing.items()},
        {name: there for name, (_, there) in differing.items()},
    )


def _excused(
    connection: sqlite3.Connection,
    kind: Kind,
    absent: Sequence[ServerMessage],
    other_kind: Mapping[int, ServerMessage],
) -> set[int]:
    """Return the ids of rows stored under another id or kind: resent messages, mirrors of MMS."""
    ids = [row.server_id for row in absent]
    excused = owned_besides(connection, kind, ids) if ids else set()
    if kind is Kind.SMS:
        twins = stored(connection, Kind.MMS, ids)
        excused |= {
            row.server_id
            for row in absent
            if _mirrors(row, other_kind)
            or (row.server_id in twins and twins[row.server_id].is_twin_of(row))
        }
    return excused


def _deleted(
    connection: sqlite3.Connection,
    kind: Kind,
    absent: Sequence[ServerMessage],
    other_kind: Mapping[int, ServerMessage],
) -> set[int]:
    """Return the ids of rows whose message was deleted here, as itself or as its mirror."""
    ids = [row.server_id for row in absent]
    buried = tombstones.Buried(connection, ids)
    before = tombstones.buried_before(connection)
    return {
        row.server_id
        for row in absent
        if buried.has(kind, row.server_id, row.date)
        or to_ms(row.at) < before.get((row.did, row.contact), -UNNAMED_TIE)
        or buried.has_twin(row)
        or (kind is Kind.SMS and buried.has(Kind.MMS, row.server_id) and _mirrors(row, other_kind))
    }


def _mirrors(row: ServerMessage, other_kind: Mapping[int, ServerMessage]) -> bool:
    other = other_kind.get(row.server_id)
    return other is not None and same_key(other) == same_key(row)


def _by_id(connection: sqlite3.Connection, kind: Kind, ids: Sequence[int]) -> dict[int, _Here]:
    found = connection.execute(
        _HERE + "m.server_id IN (SELECT value FROM json_each(?))", (kind, id_list(ids))
    ).fetchall()
    return {row[0]: _here(row) for row in found}


def _of_days(connection: sqlite3.Connection, claim: Claim) -> list[_Here]:
    # One more day on each side: `here.day` is the day in the server's own date.
    first = datetime.combine(claim.first - _DAY, time(), eastern.EASTERN)
    after = datetime.combine(claim.last + 2 * _DAY, time(), eastern.EASTERN)
    found = connection.execute(
        _HERE + "m.at >= ? AND m.at < ?", (claim.kind, to_ms(first), to_ms(after))
    ).fetchall()
    return [here for here in map(_here, found) if claim.first <= here.day <= claim.last]


def _here(row: Sequence[object]) -> _Here:
    return _Here(*row)  # type: ignore[arg-type]  # as _HERE names them
