"""What the center reads: from the store, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.days import Span
from mmstui.domain.messages import (
    Contact,
    Conversation,
    ConversationName,
    Did,
    Draft,
    Message,
    State,
    Status,
)
from mmstui.domain.sanitise import line
from mmstui.settings import Settings
from mmstui.store import Changes, Store

if TYPE_CHECKING:
    from mmstui.store.backup import Backup
    from mmstui.store.other_accounts import Elsewhere

Key = tuple[int, int, int]

#: Messages whose files are listed.
_MOST_WITH_FILES = 1000
#: Seconds between two looks into the stores of other accounts.
_ELSEWHERE_EVERY = 60.0


class Reading:
    """The half of `MessageCenter` that reads."""

    settings: Settings
    _store: Store
    _clock: Callable[[], float]
    _elsewhere = ""
    _looks_elsewhere = False  # not before the first frame
    _looked_elsewhere_at = float("-inf")

    def now(self) -> datetime:
        """The clock everything here goes by."""
        return datetime.fromtimestamp(self._clock(), UTC)

    @property
    def folder(self) -> Path:
        """Where the account's store is."""
        return self._store.folder

    def conversation_ids(
        self,
        *,
        dids: frozenset[str] | None = None,
        unread_only: bool = False,
        archived: bool = False,
        during: Sequence[Span] | None = None,
    ) -> list[int]:
        """Ids for the list, in its order; rows are read with `conversations` as they are shown.

        `during`: only conversations with a message in one of these spans.
        """
        return self._store.inbox.conversation_ids(
            dids=dids, unread_only=unread_only, archived=archived, during=during
        )

    def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """Rows by id; an id that is gone is missing."""
        return self._store.inbox.conversations(ids)

    def conversation(self, did: str, contact: str) -> Conversation | None:
        """The conversation between a DID and a contact."""
        return self._store.inbox.conversation(did, contact)

    def conversations_with(self, contact: str) -> list[Conversation]:
        """Every conversation with a contact, the most recent first."""
        return self._store.inbox.conversations_with(contact)

    def thread(
        self,
        conversation_id: int,
        *,
        before: Key | None = None,
        after: Key | None = None,
        limit: int = 200,
    ) -> list[Message]:
        """A page of a thread, oldest first: the newest, or those next to a key."""
        return self._store.inbox.thread(conversation_id, before=before, after=after, limit=limit)

    def newest_during(self, conversation_id: int, during: Sequence[Span]) -> Message | None:
        """The newest message of a conversation in one of some spans, which are in order."""
        inbox = self._store.inbox
        found = (inbox.newest_between(conversation_id, *span) for span in reversed(during))
        return next((message for message in found if message is not None), None)

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """Messages by id, in that order; an id that is gone is missing."""
        return self._store.inbox.messages(ids)

    def highest_id(self) -> int:
        """The highest id that a message has or had."""
        return self._store.news.highest_id()

    def ids_after(self, message_id: int) -> list[int]:
        """Ids of the next messages above an id, in order; some hundreds at most."""
        return self._store.news.ids_after(message_id)

    def unsettled(self) -> dict[int, State]:
        """The state of each message of ours that is not sent, or not surely, by id."""
        return self._store.news.unsettled()

    def messages_with_files(self, conversation_id: int) -> list[Message]:
        """The newest messages of a conversation that have files, newest first; for a thread."""
        return self._store.inbox.messages_with_files(conversation_id, _MOST_WITH_FILES)

    def dids(self) -> list[Did]:
        """The account's numbers, empty until they have been fetched once."""
        return self._store.directory.dids()

    def contacts(self) -> list[Contact]:
        """The phonebook, then numbers written with before."""
        return self._store.directory.contacts()

    def conversation_names(self) -> list[ConversationName]:
        """How every conversation of the list is called, the most recent first; for a thread."""
        return self._store.directory.conversation_names()

    def draft(self, did: str, contact: str) -> Draft:
        """What was being written, an empty draft if nothing was."""
        return self._store.drafts.draft(did, contact) or Draft()

    def kept_place(self) -> str:
        """Where the inbox was left, as `keep_place` was told; "" when it never was."""
        kept = self._store.signals.get("place")
        return kept[1] if kept is not None else ""

    def recent_folders(self) -> list[Path]:
        """The folders that files were last taken from, the latest first."""
        return self._store.drafts.recent_folders()

    def status(self) -> Status:
        """The facts of the header."""
        status = self._store.inbox.status(self.now(), sends_limit=self.settings.sends_per_day)
        now = self._clock()
        if self._looks_elsewhere and abs(now - self._looked_elsewhere_at) >= _ELSEWHERE_EVERY:
            self._looked_elsewhere_at = now
            self._elsewhere = _in_words(self.elsewhere())
        return replace(status, elsewhere=self._elsewhere) if self._elsewhere else status

    def elsewhere(self) -> list[Elsewhere]:
        """Other accounts here with messages that are not settled: their stores are looked into."""
        from mmstui.store.other_accounts import unsettled_elsewhere

        return unsettled_elsewhere(self.settings.home, self._store.account)

    def changes(self, since_rev: int) -> Changes:
        """Conversations that changed after a revision."""
        return self._store.changes(since_rev)

    def data_version(self) -> int:
        """A number that differs when any process has written since."""
        return self._store.data_version()

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back, on the writer's thread, after each commit of this process.

        Returns a function that ends it.
        """
        return self._store.on_write(callback)

    def backup(self, target: Path, *, with_files: bool = False) -> Backup:
        """Copy the store to a new file, or with its files to a new folder. Raises StoreProblem."""
        return self._store.backup(target, with_files=with_files)


def _in_words(elsewhere: Sequence[Elsewhere]) -> str:
    if not elsewhere:
        return ""
    count = sum(sum(other.outbox.values()) for other in elsewhere)
    more = " and others" if len(elsewhere) > 1 else ""
    return line(f"{count} unsettled at {elsewhere[0].account.username}{more}")
