"""What goes to several people at once: one message each, tied together as a batch."""

from __future__ import annotations

from mmstui.center.queries import Reading
from mmstui.domain.messages import Message


class Batches(Reading):
    """The part of `MessageCenter` that knows which messages belong together."""

    def batch(self, name: str) -> list[Message]:
        """The messages of a batch, in the order of its recipients; those taken back are missing."""
        return self._store.inbox.messages_of_batch(name)

    def last_batch(self) -> str | None:
        """The batch that was written last; None when there is none."""
        return self._store.inbox.last_batch()
