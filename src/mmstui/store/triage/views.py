"""The SQL of the views: conditions on `conversation`, and their orders.

A snooze is over when its time is no later than `:now`; nothing was written then. Everything that
chooses and counts is in the index `conversation_list` or in a partial index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from mmstui.domain.messages import NEEDS_USER
from mmstui.domain.records import NamedTuple
from mmstui.domain.views import View, ViewCounts

#: A reminder brings up also what is done or snoozed, but nothing that is blocked. The row is not in
#: the index: `due` has the few ids.
_AWAKE: Final = "(snoozed_until IS NULL OR snoozed_until <= :now)"
_REMINDED: Final = "id IN (SELECT value FROM json_each(:reminded))"
_INBOX: Final = f"blocked = 0 AND ((done = 0 AND {_AWAKE}) OR {_REMINDED})"
_INBOX_ALONE: Final = f"blocked = 0 AND done = 0 AND {_AWAKE}"
_FALLING: Final = "pinned DESC, order_at DESC, id DESC"
#: With a reminder that is due, its time counts as that of a message.
_REMINDED_FIRST: Final = (
    f"pinned DESC, iif({_REMINDED}, max(order_at, remind_at), order_at) DESC, id DESC"
)
#: The longest waiting first.
OLDEST_FIRST: Final = "last_at, id"
_OPEN: Final = "state NOT IN ('received', 'sent')"
_WITH_STATE: Final = (
    "blocked = 0 AND id IN (SELECT conversation_id FROM message "
    f"WHERE {_OPEN} AND state IN ({{}}) AND dropped = 0)"
)
_SCHEDULED_AT: Final = (
    f"(SELECT min(scheduled_at) FROM message AS m WHERE m.{_OPEN} AND m.state = 'scheduled' "
    "AND m.conversation_id = conversation.id AND m.dropped = 0)"
)


class Sql(NamedTuple):
    """A condition and an order."""

    where: str
    order: str = _FALLING


_NEEDS_USER: Final = ", ".join(f"'{state}'" for state in NEEDS_USER)
#: What the views of the inbox want besides.
_OF_INBOX: Final[dict[View, Sql]] = {
    View.INBOX: Sql("1"),
    View.UNREAD: Sql(f"(unread > 0 OR snoozed_until IS NOT NULL OR {_REMINDED})"),
    View.OWED: Sql("total > 0 AND preview_direction = 'in'", OLDEST_FIRST),
    View.WAITING: Sql("total > 0 AND preview_direction = 'out'", OLDEST_FIRST),
}
_VIEWS: Final[dict[View, Sql]] = {
    **{view: Sql(f"{_INBOX} AND {more}", order) for view, (more, order) in _OF_INBOX.items()},
    View.SNOOZED: Sql("blocked = 0 AND snoozed_until > :now", "snoozed_until, id"),
    View.LATER: Sql(_WITH_STATE.format("'scheduled'"), f"{_SCHEDULED_AT}, id"),
    View.DRAFTS: Sql("blocked = 0 AND (did, contact) IN (SELECT did, contact FROM draft)"),
    View.FAILED: Sql(_WITH_STATE.format(_NEEDS_USER)),
    View.DONE: Sql(f"blocked = 0 AND done = 1 AND NOT {_REMINDED}"),
    View.BLOCKED: Sql("blocked = 1"),
}


#: Views that most conversations may be in.
_MANY: Final = (View.INBOX, View.DONE, View.BLOCKED)


def of(connection: sqlite3.Connection, view: View | None, now_ms: int) -> tuple[Sql, Any]:
    """Return a view's SQL and the values of its parameters. None: everything that is listed."""
    values: dict[str, Any] = {"now": now_ms, "reminded": reminded(connection, now_ms)}
    where, order = Sql("1") if view is None else _VIEWS[view]
    if values["reminded"] == "[]":
        where = _alone(where)
    elif order == _FALLING:
        order = _REMINDED_FIRST
    return Sql(where, order), values


def alone(view: View) -> Sql:
    """Return a view's SQL for a time at which no reminder is due."""
    where, order = _VIEWS[view]
    return Sql(_alone(where), order)


def _alone(where: str) -> str:
    """Return a condition without reminders: none is due."""
    where = where.replace(_INBOX, _INBOX_ALONE)
    return where.replace(f" OR {_REMINDED}", "").replace(f" AND NOT {_REMINDED}", "")


def reminded(connection: sqlite3.Connection, now_ms: int) -> str:
    """Return the conversations whose reminder is due, as JSON; mostly there are none."""
    ((ids,),) = connection.execute(
        "SELECT json_group_array(id) FROM conversation WHERE remind_at <= ?", (now_ms,)
    ).fetchall()
    return str(ids)


def counts(
    connection: sqlite3.Connection, now_ms: int, dids: Mapping[str, Any], among: str
) -> ViewCounts:
    """Return the number of conversations in each view. `among`: a further condition, on `dids`."""
    found: dict[View, int] = {}
    for view in View:
        (where, _), values = of(connection, view, now_ms)
        values |= dids
        columns = "count(*)"
        if view is View.INBOX:
            # All views of the inbox in one pass.
            more = [_alone(sql.where) for sql in _OF_INBOX.values()]
            if values["reminded"] != "[]":
                more = [sql.where for sql in _OF_INBOX.values()]
            columns = ", ".join(f"count(iif({each}, 1, NULL))" for each in more)
        elif view in _OF_INBOX:
            continue
        index = "INDEXED BY conversation_list" if view in _MANY else ""
        row = connection.execute(
            f"SELECT {columns} FROM conversation {index} WHERE listed = 1 AND {where}{among}",
            values,
        ).fetchone()
        found |= zip(_OF_INBOX if view is View.INBOX else (view,), row, strict=True)
    return ViewCounts(found)
