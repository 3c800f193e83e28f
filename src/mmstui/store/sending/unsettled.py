"""Unsettled messages, for `sync --watch`, which compares them with those before."""

from __future__ import annotations

from mmstui.domain.messages import State
from mmstui.store.sqlite.database import Database


class News:
    """Queries of `sync --watch` besides the event log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unsettled(self) -> dict[int, State]:
        """Return the state of each outgoing message that is not surely sent."""
        found = self._database.read(
            "SELECT id, state FROM message WHERE state NOT IN ('received', 'sent') AND dropped = 0"
        )
        return {message_id: State(state) for message_id, state in found}
