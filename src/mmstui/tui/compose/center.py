"""What the thread and its compose box ask of the message center."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from mmstui.domain.deletions import Asked
from mmstui.domain.messages import Attachment, Conversation, Did, Draft, Kind, Message

#: A message's place in its thread.
Key = tuple[int, int, int]


class ThreadSource(Protocol):
    """What a thread is read from."""

    def thread(
        self,
        conversation_id: int,
        *,
        before: Key | None = None,
        after: Key | None = None,
        limit: int = ...,
    ) -> list[Message]:
        """A page, oldest first: the newest, or those next to a key."""
        ...

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """Messages by id; an id that is gone is missing."""
        ...


class ThreadCenter(ThreadSource, Protocol):
    """The part of `MessageCenter` that a thread pane uses; a test gives it a small one."""

    def conversation(self, did: str, contact: str) -> Conversation | None: ...
    def dids(self) -> list[Did]: ...
    def draft(self, did: str, contact: str) -> Draft: ...
    def save_draft(self, did: str, contact: str, draft: Draft) -> Future[None]: ...
    def mark_read(self, message_ids: Sequence[int]) -> Future[None]: ...
    def send_again(self, message_id: int) -> Future[bool]: ...
    def drop(self, message_id: int) -> Future[bool]: ...
    def last_deletion(self) -> Asked | None: ...
    def undo_drop(self, message_id: int) -> Future[bool]: ...
    def send(
        self,
        *,
        did: str,
        contacts: Sequence[str],
        text: str,
        attachments: Sequence[Attachment] = (),
        kind: Kind,
        clear_draft: tuple[str, str] | None = None,
    ) -> Future[list[int]]: ...
