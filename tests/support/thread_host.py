"""A small app around a thread pane, over a center in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from mmstui.center import MessageCenter
from mmstui.domain.deletions import Asked
from mmstui.domain.messages import (
    Attachment,
    Contact,
    Conversation,
    Did,
    Draft,
    Message,
    State,
)
from mmstui.domain.outgoing import NOW as NOW_THEN
from mmstui.domain.outgoing import Then
from mmstui.settings import Settings
from mmstui.tui.compose.editor_flow import edit_elsewhere
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.theme.themes import OURS
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.thread.open_thread import OpenThread
from mmstui.tui.thread.pane import ThreadPane
from support.screens import NOW, conversation
from support.threads import TORONTO, FakeThread, outgoing

SHOP = Did("5145550100", "Shop", "Montréal", "Shop", True, True)
OTTAWA = Did("6135550150", "Ottawa", "Ottawa", "Ottawa", True, True)
SUPPORT = Did("4385550175", "Support", "Montréal", "Support", True, False)


def zoe(messages: Iterable[Message], **fields: Any) -> Conversation:
    """The conversation with Zoé."""
    rows = list(messages)
    return replace(
        conversation(1),
        contact="4385550123",
        title="Zoé Tremblay",
        number="(438) 555-0123",
        named=True,
        total=len(rows),
        unread=sum(row.unread for row in rows),
        **fields,
    )


class FakeCenter(FakeThread):
    """The pane's message center. Writes are done at once, unless a test holds them."""

    def __init__(self, messages: Iterable[Message] = (), dids: Sequence[Did] = ()) -> None:
        super().__init__(messages)
        self.did_list = list(dids or (SHOP, OTTAWA, SUPPORT))
        self.row: Conversation | None = zoe(self.rows.values()) if self.rows else None
        self.kept_drafts: dict[tuple[str, str], Draft] = {}
        self.saved: list[Draft] = []
        self.read: list[int] = []
        self.sent: list[dict[str, Any]] = []
        self.again: list[int] = []
        self.dropped: list[int] = []
        self.waiting: list[Callable[[], None]] = []
        self.slow = False
        self.broken: Exception | None = None
        self.settings = Settings(home=Path("none"), config_file=Path("none"))
        self.opened: list[int] = []
        self.answered: list[tuple[int, int]] = []
        self.seen: set[int] = set()
        #: Its parts are itself.
        self.inbox = self.directory = self.drafts = self.outbox = self.deletions = self

    def conversation(self, did: str, contact: str) -> Conversation | None:
        """The one conversation there is."""
        row = self.row
        if row is None or (row.did, row.contact) != (did, contact):
            return None
        return replace(row, total=len(self.rows), rev=self.rev)

    def dids(self) -> list[Did]:
        """The account's numbers."""
        return self.did_list

    def draft(self, did: str, contact: str) -> Draft:
        """A draft, an empty one if nothing was written."""
        return self.kept_drafts.get((did, contact), Draft())

    def save(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Keep a draft."""

        def keep() -> None:
            self.saved.append(draft)
            self.kept_drafts[did, contact] = draft

        return self._written(keep)

    def mark_read(self, message_ids: Sequence[int]) -> Future[None]:
        """They are read."""

        def mark() -> None:
            self.read.extend(message_ids)
            self.put(*(replace(self.rows[number], unread=False) for number in message_ids))

        return self._written(mark)

    def mark_opened(self, conversation_id: int) -> Future[None]:
        """All are read."""
        self.opened.append(conversation_id)
        return self._written(lambda: self._read_below(max(self.rows) + 1))

    def mark_answered(self, conversation_id: int, message_id: int) -> Future[None]:
        """Those before an answer are read."""
        self.answered.append((conversation_id, message_id))
        return self._written(lambda: self._read_below(message_id))

    def _read_below(self, before: int) -> None:
        read = [each for each in self.rows.values() if each.unread and each.id < before]
        self.put(*(replace(each, unread=False) for each in read))

    def send_again(self, message_id: int) -> Future[bool]:
        """Failed becomes queued."""

        def again() -> bool:
            self.again.append(message_id)
            self.put(replace(self.rows[message_id], state=State.QUEUED, problem=None))
            return True

        return self._written(again)

    def drop(self, message_id: int) -> Future[bool]:
        """A message is taken away."""

        def drop() -> bool:
            self.dropped.append(message_id)
            self._gone = self.rows[message_id]
            self.remove(message_id)
            return True

        return self._written(drop)

    def last(self) -> Asked | None:
        """Nothing is ever deleted here."""
        return None

    def undo_drop(self, message_id: int) -> Future[bool]:
        """It is back, held."""

        def undo() -> bool:
            self.put(replace(self._gone, state=State.HELD))
            return True

        return self._written(undo)

    def send(
        self,
        *,
        did: str,
        contacts: Sequence[str],
        text: str,
        attachments: Sequence[Attachment] = (),
        clear_draft: tuple[str, str] | None = None,
        then: Then = NOW_THEN,
    ) -> Future[list[int]]:
        """Queue a message."""

        def send() -> list[int]:
            self.sent.append({
                "did": did, "contacts": tuple(contacts), "text": text,
                "attachments": tuple(attachments), "clear_draft": clear_draft,
            })  # fmt: skip
            if clear_draft is not None:
                self.kept_drafts.pop(clear_draft, None)
            number = max(self.rows, default=0) + 1
            self.put(outgoing(number, NOW, text, State.QUEUED, did=did))
            if self.row is None:
                self.row = zoe(self.rows.values())
            return [number]

        return self._written(send)

    def _written(self, write: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()

        def commit() -> None:
            if self.broken is not None:
                future.set_exception(self.broken)
            else:
                future.set_result(write())

        if self.slow:
            self.waiting.append(commit)
        else:
            commit()
        return future

    def commit(self) -> None:
        """Let the writes through that were waiting."""
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


class ThreadHost(App[None]):
    """The pane at the right of an empty list, as wide as in the pictures."""

    CSS = """
    Screen { background: $background; }
    #list { width: 46; background: $surface; height: 1fr; }
    .-narrow #list { display: none; }
    """

    def __init__(
        self, center: FakeCenter, *, theme: str = "mmstui-dark", open: bool = True, **options: Any
    ) -> None:
        super().__init__(ansi_color=options.pop("ansi", None))
        for each in OURS:
            self.register_theme(each)
        self.theme = theme
        self.center = center
        self.posted: list[Any] = []
        self._open = open
        clock: Callable[[], datetime] = lambda: NOW  # noqa: E731 - a clock that stands still
        options = {"pictures": False, "blink": False, **options}
        self.pane = ThreadPane(
            cast(MessageCenter, center), clock, TORONTO, read_again=self.changed, **options
        )

    def compose(self) -> ComposeResult:
        """List and thread."""
        with Horizontal():
            yield Widget(id="list")
            yield self.pane

    def on_mount(self) -> None:
        """Open the conversation."""
        self.screen.set_class(self.size.width < 90, "-narrow")
        if self._open and self.center.row is not None:
            self.open_thread(self.center.row)

    def open_thread(self, conversation: Conversation) -> None:
        """Open a conversation, as the inbox does."""
        self.pane.thread = OpenThread.of(cast(MessageCenter, self.center), conversation)

    def write_to(self, did: Did, contact: Contact) -> None:
        """Open a box to a contact."""
        self.pane.thread = OpenThread.to(cast(MessageCenter, self.center), did, [contact])

    @on(MessageInput.EditorWanted)
    def _edit(self) -> None:
        edit_elsewhere(self.pane.writing)

    def close_thread(self) -> None:
        """Close what is open."""
        self.pane.thread = None

    def changed(self) -> None:
        """Read the thread again, as the inbox does after a change of the store."""
        if self.pane.thread is not None:
            self.pane.thread = self.pane.thread.read_again(cast(MessageCenter, self.center))
            self.pane.writing.refresh_did()

    def on_compose_pane_did_wanted(self, event: ComposePane.DidWanted) -> None:
        """Note it."""
        self.posted.append(event)

    def on_compose_pane_conversation_wanted(self, event: ComposePane.ConversationWanted) -> None:
        """Note it."""
        self.posted.append(event)

    def on_message_input_attach_wanted(self, event: MessageInput.AttachWanted) -> None:
        """Note it."""
        self.posted.append(event)

    def on_thread_actions_files_wanted(self, event: ThreadActions.FilesWanted) -> None:
        """Note it."""
        self.posted.append(event)

    def on_thread_actions_delete_wanted(self, event: ThreadActions.DeleteWanted) -> None:
        """Note it."""
        self.posted.append(event)
