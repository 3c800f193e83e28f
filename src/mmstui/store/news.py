"""New and changed messages since a given id, for programs that follow the store."""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.domain.messages import State
from mmstui.store import conversation_rows
from mmstui.store.codec import id_list
from mmstui.store.database import Database

#: The most new messages returned at once.
AT_ONCE = 500


class News:
    """Queries of `sync --watch`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def highest_id(self) -> int:
        """Return the highest message id ever used: new messages are above it."""
        with self._database.reading() as connection:
            return conversation_rows.highest_message_id(connection)

    def ids_after(self, message_id: int) -> list[int]:
        """Return the ids of up to `AT_ONCE` messages above an id, in order."""
        found = self._database.read(
            "SELECT id FROM message WHERE id > ? AND dropped = 0 ORDER BY id LIMIT ?",
            (message_id, AT_ONCE),
        )
        return [found_id for (found_id,) in found]

    def imported(self, message_ids: Sequence[int]) -> set[int]:
        """Return those of these messages that came from a file: they are no news."""
        found = self._database.read(
            "SELECT id FROM message WHERE origin = 'import' "
            "AND id IN (SELECT value FROM json_each(?))",
            (id_list(message_ids),),
        )
        return {message_id for (message_id,) in found}

    def unsettled(self) -> dict[int, State]:
        """Return the state of each outgoing message that is not surely sent."""
        found = self._database.read(
            "SELECT id, state FROM message WHERE state NOT IN ('received', 'sent') AND dropped = 0"
        )
        return {message_id: State(state) for message_id, state in found}
