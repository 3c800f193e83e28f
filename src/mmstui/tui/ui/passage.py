"""A container that keys go through."""

from __future__ import annotations

from textual.containers import Container
from textual.events import Key
from textual.message import Message


class Passage(Container):
    """A container that has no use for keys, and hands them to its parent at once.

    A key goes from the focused widget through all nodes above it to the app, which runs its
    command. Each node that takes it from its own queue costs a twentieth of a step in the list.
    """

    def post_message(self, message: Message) -> bool:
        """Put a message into the queue; a key into the parent's."""
        if isinstance(message, Key) and self.parent is not None:
            return self.parent.post_message(message)
        return super().post_message(message)
