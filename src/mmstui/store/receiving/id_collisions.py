"""Decides between rows of one kind with the same id in one answer.

SMS and MMS ids are separate sequences, so the same id can occur in both. If getSMS also lists MMS
(VoIP.ms does not say whether it does), it lists an SMS and the mirror of the MMS with the same id,
and no field tells them apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store.deleting import tombstones
from mmstui.store.receiving.existing_rows import same_key, stored


class Listed:
    """Rows of one kind by id, and the rows that a later row with the same id displaced."""

    def __init__(self, rows: Iterable[ServerMessage] = ()) -> None:
        #: The last row of each id.
        self.rows: dict[int, ServerMessage] = {}
        self._displaced: list[ServerMessage] = []
        for row in rows:
            self.add(row)

    @property
    def ambiguous(self) -> bool:
        """Return whether several different rows have the same id."""
        return bool(self._displaced)

    def add(self, row: ServerMessage) -> None:
        """Add a row, or a later version of it from another page."""
        before = self.rows.get(row.server_id)
        if before is not None and same_key(before) != same_key(row):
            self._displaced.append(before)
        self.rows[row.server_id] = row

    def settle(
        self, connection: sqlite3.Connection, mms: Mapping[int, ServerMessage]
    ) -> list[ServerMessage]:
        """Keep, of the SMS with the same id, the row that mirrors no MMS and was not deleted here.

        If several are left, keep the oldest: an MMS that nothing at hand knows is newer than the
        list of MMS at hand, and so is its mirror.

        `mms`: the listed MMS; stored and deleted MMS are also compared. Returns the other rows that
        are not mirrors or deleted and have other ends than the kept row: these are unexpected.
        """
        together: dict[int, list[ServerMessage]] = {}
        for row in self._displaced:
            together.setdefault(row.server_id, []).append(row)
        self._displaced.clear()
        is_other = _others(connection, list(together), mms)
        left: list[ServerMessage] = []
        for server_id, rows in together.items():
            rows.append(self.rows[server_id])
            own = [row for row in rows if not is_other(row)]
            kept = self.rows[server_id] = min(reversed(own or rows), key=lambda row: row.at)
            left += [row for row in own if _ends(row) != _ends(kept)]
        return left


def _others(
    connection: sqlite3.Connection, ids: Sequence[int], mms: Mapping[int, ServerMessage]
) -> Callable[[ServerMessage], bool]:
    twins = stored(connection, Kind.MMS, ids)
    buried = tombstones.Buried(connection, ids)

    def is_other(row: ServerMessage) -> bool:
        if row.kind is Kind.MMS:
            return False
        if (listed := mms.get(row.server_id)) is not None:
            return same_key(listed) == same_key(row)
        twin = twins.get(row.server_id)
        if twin is not None and twin.is_twin_of(row):
            return True
        return buried.has_twin(row) or buried.has(row.kind, row.server_id, row.date)

    return is_other


def _ends(row: ServerMessage) -> tuple[str, str, str]:
    return (row.did, row.contact, row.direction)
