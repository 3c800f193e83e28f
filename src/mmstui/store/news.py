"""What has come or changed since somebody looked, message by message."""

from __future__ import annotations

from mmstui.domain.messages import State
from mmstui.store import conversation_rows
from mmstui.store.database import Database

#: So many new messages are told at once; the rest by the next look.
AT_ONCE = 500


class News:
    """For who follows the store: `sync --watch`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def highest_id(self) -> int:
        """The highest id that a message has or had: new ones are above it."""
        with self._database.reading() as connection:
            return conversation_rows.highest_message_id(connection)

    def ids_after(self, message_id: int) -> list[int]:
        """Ids of the next messages above an id, in order."""
        found = self._database.read(
            "SELECT id FROM message WHERE id > ? AND dropped = 0 ORDER BY id LIMIT ?",
            (message_id, AT_ONCE),
        )
        return [found_id for (found_id,) in found]

    def unsettled(self) -> dict[int, State]:
        """The state of each message of ours that is not sent, or not surely."""
        found = self._database.read(
            "SELECT id, state FROM message WHERE state NOT IN ('received', 'sent') AND dropped = 0"
        )
        return {message_id: State(state) for message_id, state in found}
