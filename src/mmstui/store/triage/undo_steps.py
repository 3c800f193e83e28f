"""The stack of what the user did, in the store: it outlives a restart, and the user's inboxes share
it. In a team, each person has their own.

A step says what to put back. The part of the store that makes a change pushes its step in the same
transaction: a bulk action is one step, and there is no step without its change. `undo` undoes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mmstui.domain.triage import Verb
from mmstui.store.reading.conversation_rows import highest_message_id
from mmstui.store.sqlite.transaction import Transaction

#: The number of steps that are kept.
KEPT: Final = 200


def push(transaction: Transaction, verb: Verb, body: Mapping[str, Any], now_ms: int) -> None:
    """Put a step on the stack, and drop the oldest ones."""
    import json  # not for the message of a command

    connection = transaction.connection
    connection.execute(
        "INSERT INTO undo_step (verb, made_at, newest, body, person) VALUES (?, ?, ?, ?, ?)",
        (verb, now_ms, highest_message_id(connection), json.dumps(body), transaction.whose),
    )
    connection.execute(
        "DELETE FROM undo_step WHERE id <= "
        f"(SELECT id FROM undo_step ORDER BY id DESC LIMIT 1 OFFSET {KEPT})"
    )
    transaction.note(verb, now_ms, str(body.get("subject", "")))
