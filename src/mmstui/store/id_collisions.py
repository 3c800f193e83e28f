"""Two rows of one kind with the same id in one answer.

SMS and MMS are numbered apart, and numbers meet. Where getSMS lists MMS as well (it may; nobody
outside knows), an SMS and the mirror of the MMS with its number stand side by side, and nothing in
either says which it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from mmstui.domain.messages import Kind
from mmstui.domain.wire import ServerMessage
from mmstui.store import tombstones
from mmstui.store.existing_rows import same_key, stored


class Listed:
    """Rows of one kind: one for each id, and those that another of the same id displaced."""

    def __init__(self, rows: Iterable[ServerMessage] = ()) -> None:
        #: By id. What came later counts.
        self.rows: dict[int, ServerMessage] = {}
        self._displaced: list[ServerMessage] = []
        for row in rows:
            self.add(row)

    @property
    def ambiguous(self) -> bool:
        """Whether an id stands for several things."""
        return bool(self._displaced)

    def add(self, row: ServerMessage) -> None:
        """One more row, or what a later page says of one."""
        before = self.rows.get(row.server_id)
        if before is not None and same_key(before) != same_key(row):
            self._displaced.append(before)
        self.rows[row.server_id] = row

    def settle(
        self, connection: sqlite3.Connection, mms: Mapping[int, ServerMessage]
    ) -> list[ServerMessage]:
        """Of SMS with one id keep the one that is no mirror: of `mms`, or of an MMS that is or was
        here, and that was not deleted here. If that leaves several, keep the oldest: an MMS that
        nothing at hand knows is newer than the list of MMS at hand, and so is its mirror.

        Return what is neither kept nor any of these: rows of other ends, which nobody expects.
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
