"""What the first sight shows, read without what else reads and writes a store.

Whatever is unusual about a store is left to `Store.open`: no sentence is made of it here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mmstui.domain.kinds import Direction, MediaKind, State, Times
from mmstui.store.reading import status_counts
from mmstui.store.reading.list_columns import CONVERSATION_COLUMNS, CONVERSATION_TABLES
from mmstui.store.sqlite.instants import from_ms, moment, to_ms

if TYPE_CHECKING:
    from mmstui.store.account.account import AccountKey
    from mmstui.store.sqlite.database import Database

_DIRECTIONS: Final = {each.value: each for each in Direction}
_MEDIA: Final = {each.value: each for each in MediaKind}
_STATES: Final = {each.value: each for each in State}


class Unusual(Exception):
    """A store that is not as the last inbox left it."""


class Labels(NamedTuple):
    """The user's names of DIDs, and formatted numbers."""

    names: Mapping[str, str]
    numbers: Mapping[str, str]

    def of(self, did: str, note: str | None, city: str | None) -> str:
        """Return the label of a DID, as `codec.did_label` does."""
        return self.names.get(did) or note or city or self.numbers.get(did) or _formatted(did)


class QuickRow(Times):
    """A `Conversation`, made from the columns of a row."""

    __slots__ = (
        "blocked", "contact", "did", "did_label", "done", "draft", "id", "last_at", "media",
        "muted_until", "named", "number", "pinned", "preview", "preview_direction", "remind_at",
        "rev", "snoozed_until", "state", "title", "total", "unread",
    )  # fmt: skip

    def __init__(self, columns: Sequence[Any], labels: Labels) -> None:
        (
            self.id, self.did, self.contact, self.title, self.number, self.preview, direction,
            media, state, self.draft, last_at, self.unread, self.total, self.rev, self.named,
            self.done, self.pinned, self.blocked, muted, snoozed, remind, note, city,
        ) = columns  # fmt: skip
        self.did_label = labels.of(self.did, note, city)
        self.preview_direction = _DIRECTIONS[direction]
        self.media = None if media is None else _MEDIA[media]
        self.state = None if state is None else _STATES[state]
        self.last_at = from_ms(last_at)
        self.muted_until, self.snoozed_until, self.remind_at = map(
            moment, (muted, snoozed, remind)
        )  # fmt: skip


class StoreMark(NamedTuple):
    """What tells that a store is the one that was left, and the query of its list.

    `origin`, `username`: its account. `steps`: the migrations that it had. `place`: the signal that
    says where the user left.
    """

    path: str
    origin: str
    username: str
    steps: list[str]
    where: str
    order: str
    place: str


class FirstPage:
    """The list of a store, and its status, in one snapshot. Raises Unusual."""

    def __init__(self, store: StoreMark, labels: Labels) -> None:
        self._labels = labels
        self._store = store
        try:
            self._connection = sqlite3.connect(
                f"file:{_quoted(store.path)}?mode=rw", uri=True, isolation_level=None, timeout=0
            )
            # Not mode=ro, which cannot open a store that no process has open.
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.execute("BEGIN")
            self._check()
        except sqlite3.Error as error:
            raise Unusual from error

    def _check(self) -> None:
        steps = [name for (name,) in self._rows("SELECT name FROM migration ORDER BY name")]
        meta = dict(self._rows("SELECT key, value FROM meta"))
        whose = meta.get("origin"), meta.get("username")
        if steps != self._store.steps or whose != (self._store.origin, self._store.username):
            raise Unusual

    def ids(self, now: datetime) -> list[int]:
        """Return the conversations that are listed, in order."""
        values = {"now": to_ms(now), "reminded": "[]"}
        if self._rows("SELECT 1 FROM conversation WHERE remind_at <= :now LIMIT 1", values):
            raise Unusual
        where, order = self._store.where, self._store.order
        found = self._rows(
            f"SELECT id FROM conversation WHERE listed = 1 AND {where} ORDER BY {order}", values
        )
        return [number for (number,) in found]

    def conversations(self, ids: Sequence[int]) -> dict[int, Any]:
        """Return rows of the list by id."""
        among = ", ".join(map(str, ids))
        rows = self._rows(
            f"SELECT {CONVERSATION_COLUMNS} FROM {CONVERSATION_TABLES} WHERE c.id IN ({among})"
        )
        return {row[0]: QuickRow(row, self._labels) for row in rows}

    def id_of(self, did: str, contact: str) -> int | None:
        """Return the conversation of a DID and a contact."""
        rows = self._rows(
            "SELECT id FROM conversation WHERE did = ? AND contact = ?", (did, contact)
        )
        return rows[0][0] if rows else None

    def place(self) -> str:
        """Return where the inbox was left."""
        rows = self._rows("SELECT value FROM signal WHERE name = ?", (self._store.place,))
        return str(rows[0][0]) if rows else ""

    def status(
        self,
        now: datetime,
        day: tuple[datetime, datetime],
        sends_limit: int,
        held: Callable[[], bool],
    ) -> dict[str, Any]:
        """Return the fields of the status: see `status_counts.fields`."""
        try:
            return status_counts.fields(self._connection, now, day, sends_limit, held)
        except sqlite3.Error as error:
            raise Unusual from error

    def end(self) -> None:
        """End the snapshot. The file stays open: opened for the first time, it takes longer."""
        self._rows("COMMIT")

    def _rows(self, sql: str, values: Any = ()) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise Unusual from error


def _quoted(path: str) -> str:
    """Return a path as SQLite's URIs want it."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _formatted(did: str) -> str:
    """Return the number of a DID that the last inbox did not know."""
    from mmstui.domain.phone.numbers import formatted
    from mmstui.domain.text.sanitise import line

    return line(formatted(did))


def facts(database: Database, account: AccountKey) -> dict[str, object]:
    """Return the fields of a `StoreMark`, and the formatted numbers of all DIDs."""
    from mmstui.domain.views import View
    from mmstui.store.triage import views

    with database.reading() as connection:
        steps = connection.execute("SELECT name FROM migration ORDER BY name").fetchall()
        numbers = connection.execute("SELECT DISTINCT did FROM conversation").fetchall()
    where, order = views.alone(View.INBOX)
    mark = StoreMark(
        str(database.path), account.origin, account.username, [name for (name,) in steps], where,
        order, database.own("place"),
    )  # fmt: skip
    return {"store": mark, "numbers": {did: _formatted(did) for (did,) in numbers}}
