"""Triage: the user's marks on conversations, and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mmstui.domain.triage import Undone, Verb
from mmstui.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.store.triage.triage import Ids

#: What the workers do, or would: messages that go, deletions and names at VoIP.ms.
_OF_WORKERS: Final = frozenset({Verb.DELETE, Verb.DROP, Verb.NAME, Verb.SEND, Verb.SCHEDULE})


class Triage:
    """The user's marks on conversations. A write is committed when its future is done.

    The value of a future is the ids of the conversations that changed, in the given order; each
    call that changes any is one step of the undo stack. With `newest`, the id of the last message
    that the user can have seen, a conversation with a later unread one is not hidden.
    """

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        """`wake` tells the workers of this process that there is work."""
        self._store = store
        self._wake = wake

    def done(self, conversation_ids: Sequence[int], newest: int | None = None) -> Future[Ids]:
        """Take conversations out of the inbox and of what is unread, until a new message."""
        return self._store.submit(self._store.triage.done, tuple(conversation_ids), newest)

    def not_done(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Bring conversations back into the inbox."""
        return self._store.submit(self._store.triage.not_done, tuple(conversation_ids))

    def snooze(
        self,
        conversation_ids: Sequence[int],
        until: datetime,
        *,
        strict: bool = False,
        newest: int | None = None,
    ) -> Future[Ids]:
        """Hide conversations until an instant, or until they write. `strict`: whatever comes."""
        ids, snooze = tuple(conversation_ids), self._store.triage.snooze
        return self._store.submit(snooze, ids, until, strict=strict, newest=newest)

    def wake(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """End snoozes now."""
        return self._store.submit(self._store.triage.wake, tuple(conversation_ids))

    def remind(self, message_id: int, at: datetime) -> Future[Ids]:
        """Bring a message's conversation up at an instant, if nobody has answered by then."""
        return self._store.submit(self._store.triage.remind, message_id, at)

    def forget_reminder(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Delete reminders."""
        return self._store.submit(self._store.triage.forget_reminder, tuple(conversation_ids))

    def mute(self, conversation_ids: Sequence[int], until: datetime | None) -> Future[Ids]:
        """Make no notices until an instant (`FOREVER`: until unmuted); None: unmute."""
        return self._store.submit(self._store.triage.mute, tuple(conversation_ids), until)

    def pin(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Pin conversations to the top, below those that are pinned already, in this order."""
        return self._store.submit(self._store.triage.pin, tuple(conversation_ids))

    def unpin(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Unpin conversations."""
        return self._store.submit(self._store.triage.unpin, tuple(conversation_ids))

    def move_pinned(self, conversation_id: int, other: int) -> Future[Ids]:
        """Let two pinned conversations change places."""
        return self._store.submit(self._store.triage.move_pinned, conversation_id, other)

    def block(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Take conversations out of every view but their own; VoIP.ms receives and charges on."""
        return self._store.submit(self._store.triage.block, tuple(conversation_ids))

    def unblock(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Bring blocked conversations back."""
        return self._store.submit(self._store.triage.unblock, tuple(conversation_ids))

    def unread(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Mark the newest incoming message of each conversation as unread."""
        return self._store.submit(self._store.triage.unread, tuple(conversation_ids))

    def read(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Mark all messages of conversations as read."""
        return self._store.submit(self._store.triage.read, tuple(conversation_ids))

    def seen(self, conversation_ids: Sequence[int]) -> Future[Ids]:
        """Note that the user has seen conversations that a snooze or a reminder brought back."""
        return self._store.submit(self._store.triage.seen, tuple(conversation_ids))

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next snooze or reminder comes due: the views differ then, unwritten."""
        return self._store.triage.next_due(now)

    def undo(self) -> Future[Undone | None]:
        """Undo the last step; None when there is nothing left to undo."""
        future = self._store.submit(self._store.undoing.undo)
        future.add_done_callback(self._tell_workers)
        return future

    def _tell_workers(self, undoing: Future[Undone | None]) -> None:
        """Wake the workers if what was undone is theirs: they look at all that waits."""
        step = None if undoing.exception() else undoing.result()
        if step is not None and step.verb in _OF_WORKERS:
            self._wake()

    def undo_steps(self) -> list[Verb]:
        """Return the verbs that undo would undo, the first one first."""
        return self._store.undoing.steps()
