"""One conversation: who it is, its messages, and the box to answer in."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Posted

from mmstui.domain.messages import Attachment, Contact, Conversation, Did, Draft
from mmstui.domain.numbers import formatted
from mmstui.domain.sanitise import line
from mmstui.tui import editor
from mmstui.tui.facts import count_of
from mmstui.tui.file_errands import FileErrands
from mmstui.tui.widgets import thumbnails
from mmstui.tui.widgets.compose import ComposeBox
from mmstui.tui.widgets.message_input import MessageInput
from mmstui.tui.widgets.seen_watch import SEEN_AFTER
from mmstui.tui.widgets.several import APART
from mmstui.tui.widgets.thread_center import ThreadCenter
from mmstui.tui.widgets.thread_errands import PaneErrands
from mmstui.tui.widgets.thread_head import ThreadHead, via_words
from mmstui.tui.widgets.thread_view import AIRY_ROWS, ThreadView

#: Under which the draft of a message to several people is kept.
SEVERAL: Final = ("", "")


class ThreadPane(PaneErrands, FileErrands, Vertical):
    """Head, thread and compose box of the conversation that is open, if one is.

    `MessageInput.AttachWanted` and most of what `ThreadActions` wants pass through to the screen.
    """

    BLANK = True  # its children cover it
    DEFAULT_CSS = """
    ThreadPane { width: 1fr; height: 1fr; background: $background; }
    ThreadPane.-closed > * { display: none; }
    ThreadPane.-short ThreadHead { height: 2; background: $surface; }
    ThreadPane.-short MessageInput { max-height: 3; }
    """

    @dataclass
    class DidWanted(Posted):
        """Choose the DID to send from, then call `set_did`."""

        current: Did | None
        contact: str

    @dataclass
    class SentToSeveral(Posted):
        """A message to each of several people is on disk."""

        message_ids: tuple[int, ...]

    @dataclass
    class ConversationWanted(Posted):
        """Something was sent from another DID: its conversation is the one to show."""

        did: str
        contact: str

    def __init__(
        self,
        center: ThreadCenter,
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
        """`pictures` None: thumbnails where the environment does not speak against them.

        `open_with`: the user's program for files, () for the desktop's.
        """
        super().__init__(id=id, classes="-closed")
        self.open_with = open_with
        self._center = center
        wished = thumbnails.wished(os.environ) if pictures is None else pictures
        self.head = ThreadHead()
        self.view = ThreadView(
            center, clock=clock, zone=zone, pictures=wished, seen_after=seen_after
        )
        self.box = ComposeBox(blink=blink, clock=clock, warnings_off=warnings_off)
        #: To whom, where it is several people: they have no thread in common.
        self._people: tuple[Contact, ...] = ()
        self._key: tuple[str, str] | None = None
        self._conversation: Conversation | None = None
        self._saved = Draft()
        self._clock = clock
        self._dropped: list[tuple[int, datetime]] = []
        self._sending: Future[list[int]] | None = None

    def compose(self) -> ComposeResult:
        """Head, thread, box."""
        yield self.head
        yield self.view
        yield self.box

    def on_resize(self) -> None:
        """Below 30 rows of screen there is less air."""
        self.set_class(self.app.size.height < AIRY_ROWS, "-short")

    @property
    def key(self) -> tuple[str, str] | None:
        """The DID and the contact that the box writes to; None while nothing is open."""
        return self._key

    # Opening and leaving.

    def open(self, conversation: Conversation) -> None:
        """Show a conversation, with its draft in the box."""
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
        """Write to someone, through a DID, for the first time; what there is already is shown."""
        known = self._center.conversation(did.number, contact.number)
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
        """Write to several people at once; what was being written to several is there again."""
        self._leave()
        self._people = tuple(people)
        self.remove_class("-closed")
        count = count_of(len(people), "person", "people")
        names = ", ".join(person.name or person.formatted for person in people)
        self.head.show(count, (names,))
        self.view.show_words(APART)
        self._key = SEVERAL
        draft = self._saved = self._center.draft(*SEVERAL)
        self.box.open(count, [person.number for person in people], did, draft)

    def _open_box(self, title: str, contact: str, did: Did) -> None:
        self._key = (did.number, contact)
        draft = self._saved = self._center.draft(did.number, contact)
        chosen = did if draft.from_did is None else self._did(draft.from_did)
        self.box.open(title, (contact,), chosen, draft, did.number)

    def close(self) -> None:
        """Nothing is open any more; the draft is kept."""
        self._leave()
        self.view.show_words("")
        self.add_class("-closed")

    def _leave(self) -> None:
        self._keep(self._save())
        self._key = None
        self._conversation = None
        self._people = ()
        self._dropped.clear()

    def _did(self, number: str, label: str = "") -> Did:
        """A DID by its number; while none are known, what is shown is believed."""
        dids = self._center.dids()
        found = next((did for did in dids if did.number == number), None)
        known = bool(dids)
        label = label or formatted(number)
        return found or Did(number, "", "", label, sms=not known, mms=not known)

    def _show_head(self, conversation: Conversation) -> None:
        who = conversation.number if conversation.named else "not in the phonebook"
        via, brief = via_words(conversation.did, conversation.did_label)
        self.head.show(conversation.title, (who, via), (who, brief))

    def changed(self) -> None:
        """The store has changed: read again what is shown."""
        if self._key is None:
            return
        conversation = self._center.conversation(*self._key)
        if conversation is None:
            if self._conversation is not None:
                self.view.show_words("No messages any more.")
                self._conversation = None
            return
        if conversation != self._conversation:
            # Its revision tells whether anything in it is another; a long thread is not read for
            # what happens in others.
            self._conversation = conversation
            self._show_head(conversation)
            self.view.changed(conversation)
        if self.box.did is not None:
            self.box.did = self._did(self.box.did.number, self.box.did.label)

    # Who has the keys.

    @property
    def composing(self) -> bool:
        """Whether the keys go to the box."""
        return self.box.composing

    @property
    def conversation(self) -> Conversation | None:
        """What is open, None if nothing is or nothing has been written yet."""
        return self._conversation

    def focus_thread(self) -> None:
        """The keys to the messages, or to the box where there are none yet."""
        (self.view if self._conversation is not None else self.box.input).focus()

    def focus_box(self) -> None:
        """The keys to the box."""
        self.box.input.focus()

    def look(self) -> None:
        """What has the focus may have changed: is this before a person's eyes?"""
        self.view.attend(self.view.has_focus or self.box.composing)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The keys came here."""
        self.look()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The keys went away."""
        self.look()

    @on(ThreadView.ReplyWanted)
    def _reply(self, event: ThreadView.ReplyWanted) -> None:
        event.stop()
        self.focus_box()

    @on(MessageInput.Left)
    def _left(self, event: MessageInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.view)
        if event.key is not None:
            # As the app's own: a key sent by this pane would bubble no further than to it.
            self.app.post_message(events.Key(event.key, None).set_sender(self.app))

    # The draft.

    def _save(self) -> Future[None] | None:
        """Save what is being written, if it is not saved as it is."""
        if self._key is None or not self.box.is_mounted:
            return None
        draft = self.box.draft
        if self._key == SEVERAL:
            draft = Draft() if draft.empty else replace(draft, recipients=self._numbers)
        if draft == self._saved:
            return None
        self._saved = draft
        return self._center.save_draft(*self._key, draft)

    @property
    def _numbers(self) -> tuple[str, ...]:
        return tuple(person.number for person in self._people)

    async def flush(self) -> None:
        """Save the draft now; returns when it is on disk."""
        if self._sending is not None:
            # If that fails, its text is a draft again.
            await asyncio.wait([asyncio.wrap_future(self._sending)])
            await asyncio.sleep(0)
        if (saving := self._save()) is not None:
            await asyncio.wrap_future(saving)

    @on(ComposeBox.DraftPaused)
    def _pause(self, event: ComposeBox.DraftPaused) -> None:
        event.stop()
        self._keep(self._save())

    # What the store is asked to do.

    def _keep(self, future: Future[None] | None) -> None:
        """See a write to its end: what it cannot do is said, not lost."""
        if future is not None:
            self.run_worker(self._watch(future), group="store", exit_on_error=False)

    async def _watch(self, future: Future[None]) -> None:
        try:
            await asyncio.wrap_future(future)
        except Exception as problem:
            self.app.notify(line(str(problem)), severity="error", markup=False)

    @on(ThreadView.Seen)
    def _seen(self, event: ThreadView.Seen) -> None:
        event.stop()
        self._keep(self._center.mark_read(event.message_ids))

    @on(ThreadView.AgainWanted)
    def _send_again(self, event: ThreadView.AgainWanted) -> None:
        event.stop()
        self._do(self._center.send_again(event.message.id))

    @on(ThreadView.DropWanted)
    def _drop(self, event: ThreadView.DropWanted) -> None:
        event.stop()
        message_id = event.message.id

        def done() -> None:
            self._dropped.append((message_id, self._clock()))
            self.app.notify("taken back   z undo", markup=False)

        self._do(self._center.drop(message_id), done)

    @on(ThreadView.UndoWanted)
    def _undo(self, event: ThreadView.UndoWanted) -> None:
        last = self._center.last_deletion()
        if self._dropped and (last is None or last.asked_at <= self._dropped[-1][1]):
            event.stop()
            self._do(self._center.undo_drop(self._dropped.pop()[0]))

    def _do(self, future: Future[bool], done: Callable[[], None] | None = None) -> None:
        """A change of one message; what somebody else did first is simply shown."""

        async def watch() -> None:
            try:
                happened = await asyncio.wrap_future(future)
            except Exception as problem:
                self.app.notify(line(str(problem)), severity="error", markup=False)
                return
            if happened and done is not None:
                done()
            if self.is_attached:
                self.changed()

        self.run_worker(watch(), group="store", exit_on_error=False)

    # Sending.

    @on(ComposeBox.Submitted)
    def _submitted(self, event: ComposeBox.Submitted) -> None:
        event.stop()
        if (key := self._key) is None:
            return
        contacts = self._numbers if key == SEVERAL else (key[1],)
        self._sending = self._center.send(
            did=event.did.number,
            contacts=contacts,
            text=event.text,
            attachments=event.attachments,
            kind=event.kind,
            clear_draft=key,
        )
        self.run_worker(self._sent(self._sending, key, event), group="send", exit_on_error=False)

    async def _sent(
        self, future: Future[list[int]], key: tuple[str, str], event: ComposeBox.Submitted
    ) -> None:
        """Empty the box once the message and the end of its draft are on disk."""
        recipients = self._numbers
        try:
            message_ids = await asyncio.wrap_future(future)
        except Exception as problem:
            self._not_sent(key, event, str(problem), recipients)
            return
        finally:
            self._sending = None
        if not self.is_attached or self._key != key:
            return
        self._saved = Draft()
        self.box.sent()
        if key == SEVERAL:
            self.post_message(self.SentToSeveral(tuple(message_ids)))
            return
        if event.did.number != key[0]:
            self.post_message(self.ConversationWanted(event.did.number, key[1]))
            return
        self.changed()
        self.view.to_end()

    def _not_sent(
        self,
        key: tuple[str, str],
        event: ComposeBox.Submitted,
        words: str,
        recipients: tuple[str, ...],
    ) -> None:
        words = f"Not sent: {words}"
        if self._key == key:
            self.box.refuse(words)
            return
        # The user is elsewhere already: what was written waits there as a draft.
        draft = Draft(event.text, event.attachments, event.did.number, recipients)
        self._keep(self._center.save_draft(*key, draft))
        self.app.notify(line(words), severity="error", markup=False)

    # DID, files, editor.

    def set_did(self, did: Did) -> None:
        """Send from another DID."""
        self.box.did = did

    def add_attachment(self, attachment: Attachment) -> None:
        """One more file to send."""
        self.box.files = (*self.box.files, attachment)

    def put_in_box(self, text: str, attachments: Sequence[Attachment]) -> None:
        """Add a text and files to what is being written, after what stands there; undo takes the
        text out again. The keys go to the box.
        """
        before = self.box.input.text
        gap = "" if not before or before.endswith("\n") else "\n"
        if text:
            self.box.input.put(f"{before}{gap}{text}")
        if attachments:
            self.box.files = (*self.box.files, *attachments)
        self.focus_box()

    @on(MessageInput.DidWanted)
    def _did_wanted(self, event: MessageInput.DidWanted) -> None:
        event.stop()
        if self._key is not None:
            self.post_message(self.DidWanted(self.box.did, self._key[1]))

    @on(MessageInput.EditorWanted)
    def _editor_wanted(self, event: MessageInput.EditorWanted) -> None:
        event.stop()
        self.run_worker(self._edit(), group="editor", exit_on_error=False)

    async def _edit(self) -> None:
        key = self._key
        await self.flush()
        try:
            text = await editor.edit_text(self.app, self.box.input.text)
        except editor.EditorProblem as problem:
            self.box.complain(str(problem))
            return
        if self._key == key and self.is_attached:
            self.box.input.put(text)
