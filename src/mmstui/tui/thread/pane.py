"""The pane of one conversation: head, messages, and compose box."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, tzinfo

from textual import events, on
from textual.app import ComposeResult

from mmstui.center import MessageCenter
from mmstui.domain.gsm import foreign_letters
from mmstui.domain.messages import Contact, Conversation, Did, Direction
from mmstui.domain.numbers import formatted
from mmstui.tui.compose.batch_notice import NOT_A_GROUP
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import SEVERAL, ComposePane
from mmstui.tui.jobs import job, written
from mmstui.tui.layout import AIRY
from mmstui.tui.media import thumbnails
from mmstui.tui.media.file_actions import FileActions
from mmstui.tui.thread.head import ThreadHead, via_words
from mmstui.tui.thread.link_actions import LinkActions
from mmstui.tui.thread.seen import SEEN_AFTER
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.formatting import count_of


class ThreadPane(LinkActions, FileActions, ComposePane):
    """Head, thread and compose box of the open conversation, if there is one.

    `MessageInput.AttachWanted` and most messages of `ThreadActions` bubble to the screen.
    """

    BLANK = True  # its children cover it
    DEFAULT_CSS = """
    ThreadPane { width: 1fr; height: 1fr; background: $background; }
    ThreadPane.-closed > * { display: none; }
    ThreadPane.-short ThreadHead { height: 2; background: $surface; }
    ThreadPane.-short MessageInput { max-height: 3; }
    """

    def __init__(
        self,
        center: MessageCenter,
        clock: Callable[[], datetime],
        zone: tzinfo,
        *,
        blink: bool = False,
        pictures: bool | None = None,
        seen_after: float = SEEN_AFTER,
        open_with: tuple[str, ...] = (),
        warnings_off: frozenset[str] = frozenset(),
        id: str | None = None,
    ) -> None:
        """`pictures` None: thumbnails unless the environment disables them.

        `open_with`: the user's program for files, () for the desktop's.
        """
        super().__init__(
            center, clock, blink=blink, warnings_off=warnings_off, id=id, classes="-closed"
        )
        self.open_with = open_with
        enabled = thumbnails.enabled(os.environ) if pictures is None else pictures
        self.head = ThreadHead()
        self.view = ThreadView(
            center.inbox, clock=clock, zone=zone, pictures=enabled, seen_after=seen_after
        )
        self._conversation: Conversation | None = None
        #: The conversation was restored and no key pressed yet: its messages do not count as seen.
        self.unattended = False
        self._clock = clock
        self._dropped: list[tuple[int, datetime]] = []

    def compose(self) -> ComposeResult:
        """Yield head, thread and box."""
        yield self.head
        yield self.view
        yield self.box

    def on_resize(self) -> None:
        """Use fewer blank lines on a screen of less than 30 rows."""
        self.set_class(self.app.size.height < AIRY, "-short")

    # Opening and leaving.

    def open(self, conversation: Conversation) -> None:
        """Open a conversation, with its draft in the box."""
        if self._conversation is not None and self._conversation.id == conversation.id:
            self.changed()
            return
        self._leave()
        self._conversation = conversation
        self.remove_class("-closed")
        self._show_head(conversation)
        self.view.open(conversation)
        did = self._did(conversation.did, conversation.did_label)
        self._open_box(conversation.title, conversation.contact, did)

    def open_new(self, did: Did, contact: Contact) -> None:
        """Open a box to a contact through a DID; an existing conversation is opened instead."""
        known = self._center.inbox.conversation(did.number, contact.number)
        if known is not None:
            self.open(known)
            return
        self._leave()
        self.remove_class("-closed")
        name = contact.name or contact.formatted
        who = contact.formatted if contact.name else "not in the phonebook"
        via, brief = via_words(did.number, did.label)
        self.head.show(name, (who, via), (who, brief))
        self.view.show_words(f"No messages with {contact.formatted} yet.")
        self._open_box(name, contact.number, did)

    def open_several(self, did: Did, people: Sequence[Contact]) -> None:
        """Open a box to several people, with the saved draft to several people."""
        self._leave()
        self._people = tuple(people)
        self.remove_class("-closed")
        count = count_of(len(people), "person", "people")
        names = ", ".join(person.name or person.formatted for person in people)
        self.head.show(count, (names,))
        self.view.show_words(NOT_A_GROUP)
        self._key = SEVERAL
        draft = self._saved = self._center.drafts.draft(*SEVERAL)
        self.box.open(count, [person.number for person in people], did, draft)

    def _open_box(self, title: str, contact: str, did: Did) -> None:
        self._key = (did.number, contact)
        draft = self._saved = self._center.drafts.draft(did.number, contact)
        chosen = did if draft.from_did is None else self._did(draft.from_did)
        self.box.open(title, (contact,), chosen, draft, did.number)
        self._hear()

    def _hear(self) -> None:
        """Tell the box which letters have come from the recipient, in the loaded messages."""
        letters = self.box.received
        for message in self.view.shown:
            if message.direction is Direction.IN:
                letters |= foreign_letters(message.text)
        self.box.received = letters

    def close(self) -> None:
        """Save the draft and close the conversation."""
        self._leave()
        self.view.show_words("")
        self.add_class("-closed")

    def _leave(self) -> None:
        self._write_in_background(self._save())
        self._key = None
        self._conversation = None
        self._people = ()
        self._dropped.clear()

    def _did(self, number: str, label: str = "") -> Did:
        """Return a DID by its number; before DIDs are known, assume that it can send."""
        dids = self._center.directory.dids()
        found = next((did for did in dids if did.number == number), None)
        known = bool(dids)
        label = label or formatted(number)
        return found or Did(number, "", "", label, sms=not known, mms=not known)

    def _show_head(self, conversation: Conversation) -> None:
        who = conversation.number if conversation.named else "not in the phonebook"
        via, brief = via_words(conversation.did, conversation.did_label)
        self.head.show(conversation.title, (who, via), (who, brief))

    def changed(self) -> None:
        """Read the conversation again after the store changed."""
        if self._key is None:
            return
        conversation = self._center.inbox.conversation(*self._key)
        if conversation is None or not (conversation.total or conversation.draft):
            if self._conversation is not None:
                self.view.show_words("No messages any more.")
                self._conversation = None
            return
        if conversation != self._conversation:
            # The revision tells whether the conversation has changed: a long thread is not read
            # again for changes of others.
            self._conversation = conversation
            self._show_head(conversation)
            self.view.changed(conversation)
            self._hear()
        if self.box.did is not None:
            self.box.did = self._did(self.box.did.number, self.box.did.label)

    # Focus.

    @property
    def conversation(self) -> Conversation | None:
        """The open conversation; None if there is none, or no message in it yet."""
        return self._conversation

    def focus_thread(self) -> None:
        """Focus the messages, or the box if there are none yet."""
        (self.view if self._conversation is not None else self.box.input).focus()

    def message_sent(self) -> None:
        """Show the message that was sent, at the end."""
        self.changed()
        self.view.to_end()

    def update_seen(self) -> None:
        """Start or stop counting messages as seen: the focus may have changed."""
        here = self.view.has_focus or self.box.composing
        self.view.set_attended(here and not self.unattended)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Start or stop counting messages as seen."""
        self.update_seen()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Start or stop counting messages as seen."""
        self.update_seen()

    @on(ThreadView.ReplyWanted)
    def _reply(self, event: ThreadView.ReplyWanted) -> None:
        event.stop()
        self.focus_box()

    @on(MessageInput.Left)
    def _left(self, event: MessageInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.view)

    # Writes to the store.

    @on(ThreadView.Seen)
    def _seen(self, event: ThreadView.Seen) -> None:
        event.stop()
        self._write_in_background(self._center.inbox.mark_read(event.message_ids))

    @on(ThreadView.AgainWanted)
    def _send_again(self, event: ThreadView.AgainWanted) -> None:
        event.stop()
        self._do(self._center.outbox.send_again(event.message.id))

    @on(ThreadView.DropWanted)
    def _drop(self, event: ThreadView.DropWanted) -> None:
        event.stop()
        message_id, asked_at = event.message.id, self._clock()

        def done() -> None:
            self._dropped.append((message_id, asked_at))
            self.app.notify("taken back   z undo", markup=False)

        self._do(self._center.outbox.drop(message_id), done)

    @on(ThreadView.UndoWanted)
    def _undo(self, event: ThreadView.UndoWanted) -> None:
        last = self._center.deletions.last()
        if self._dropped and (last is None or last.asked_at <= self._dropped[-1][1]):
            event.stop()
            # The notification of the drop is no longer true.
            undone = self.app.clear_notifications
            self._do(self._center.outbox.undo_drop(self._dropped.pop()[0]), undone)

    @job("Perhaps not done: look at the message, then press the key again.", group="store")
    async def _do(self, future: Future[bool], done: Callable[[], None] | None = None) -> None:
        """Wait for the change of a message, then update; without a change, only update."""
        happened = await written(future)
        if happened and done is not None:
            done()
        if self.is_attached:
            self.changed()
