"""The pane of the open thread: head, messages, and compose box."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, tzinfo
from functools import partial
from time import monotonic
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import var

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction, MediaState
from mmstui.domain.read_when import ReadWhen
from mmstui.domain.text.gsm import foreign_letters
from mmstui.domain.text.links import first_link
from mmstui.tui.compose.batch_notice import NOT_A_GROUP
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.compose.stopped_send import PaintedUpTo
from mmstui.tui.jobs import job, written
from mmstui.tui.layout import is_airy
from mmstui.tui.media import thumbnails
from mmstui.tui.media.file_actions import FileActions
from mmstui.tui.thread.head import ThreadHead, via_words
from mmstui.tui.thread.open_thread import OpenThread
from mmstui.tui.thread.seen import SEEN_AFTER
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage.commands import UNDO
from mmstui.tui.ui.copying import Copying
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.passage import Passage


class ThreadPane(FileActions, Passage):
    """Head, thread and compose box of the open thread, if there is one.

    `MessageInput.AttachWanted` and most messages of `ThreadActions` bubble to the screen.
    """

    BLANK = True  # its children cover it
    DEFAULT_CSS = """
    ThreadPane { width: 1fr; height: 1fr; background: $background; }
    ThreadPane.-short ThreadHead { height: 2; background: $surface; }
    ThreadPane.-short MessageInput { max-height: 3; }
    """

    VIEW: ClassVar[type[ThreadView]] = ThreadView
    #: What is open; the inbox sets it.
    thread: var[OpenThread | None] = var(None, init=False)

    def __init__(
        self,
        center: MessageCenter,
        clock: Callable[[], datetime],
        zone: tzinfo,
        *,
        read_again: Callable[[], None],
        blink: bool = False,
        pictures: bool | None = None,
        seen_after: float = SEEN_AFTER,
        open_with: tuple[str, ...] = (),
        warnings_off: frozenset[str] = frozenset(),
    ) -> None:
        """`read_again` sets `thread` to what the store has now: a write of this pane is done.

        `pictures` None: thumbnails unless the environment disables them.
        `open_with`: the user's program for files, () for the desktop's.
        """
        super().__init__()
        self.display = False
        self._center = center
        self._clock = clock
        self._read_again = read_again
        self.open_with = open_with
        enabled = thumbnails.enabled(os.environ) if pictures is None else pictures
        self.head = ThreadHead()
        self.view = self.VIEW(
            center.inbox, clock=clock, zone=zone, pictures=enabled, seen_after=seen_after
        )
        self.writing = ComposePane(
            center, clock, zone, sent=self.message_sent, blink=blink, warnings_off=warnings_off
        )
        if center.settings.team is not None:
            self.writing.painted = self.view.painted_up_to = PaintedUpTo(
                monotonic, seen_after, self._show_news
            )
        self._read_when = center.settings.read_when
        #: The user has opened the conversation, and not been at it yet.
        self._just_opened = False
        #: The conversation was restored and no key pressed yet: its messages do not count as seen.
        self.unattended = False

    def compose(self) -> ComposeResult:
        """Yield head, thread and box."""
        yield self.head
        yield self.view
        yield self.writing

    def on_resize(self) -> None:
        """Use fewer blank lines on a screen of less than 30 rows."""
        self.set_class(not is_airy(self.app, self.app.size.height), "-short")

    def _watch_thread(self, old: OpenThread | None, new: OpenThread | None) -> None:
        """Show another thread, or the open one as it is now."""
        if old is not None and new is not None and old.key == new.key:
            if new.conversation is None:
                self.view.show_words("No messages any more.")
            else:
                self._show(new)
                self._note_letters()
            self._note_attention()
            return
        self.writing.leave()
        self._just_opened = not self.unattended
        self.display = new is not None
        if new is None:
            self.view.show_words("")
        else:
            title, numbers = self._show(new)
            self.writing.open(new.key, title, numbers, new.did)
            self._note_letters()
            self._note_attention()

    def _note_letters(self) -> None:
        """Tell the box which letters have come from the recipient, in the loaded messages."""
        viewport = self.view.viewport
        messages = viewport.window.messages if viewport is not None else ()
        texts = [each.text for each in messages if each.direction is Direction.IN]
        self.writing.box.received |= foreign_letters("".join(texts))

    def _show(self, thread: OpenThread) -> tuple[str, tuple[str, ...]]:
        """Show head and messages; return the recipients: a title ready to paint, and numbers."""
        people, conversation = thread.people, thread.conversation
        if conversation is None and len(people) > 1:
            title = count_of(len(people), "person", "people")
            self.head.show(title, (", ".join(each.name or each.formatted for each in people),))
            self.view.show_words(NOT_A_GROUP)
            return title, tuple(each.number for each in people)
        if conversation is None:
            title, number = people[0].name or people[0].formatted, people[0].formatted
            who = number if people[0].name else "not in the phonebook"
            via, brief = via_words(thread.did.number, thread.did.label)
            self.view.show_words(f"No messages with {number} yet.")
        else:
            title = conversation.title
            who = conversation.number if conversation.named else "not in the phonebook"
            via, brief = via_words(conversation.did, conversation.did_label)
            self.view.changed(conversation)
        did = conversation.did if conversation is not None else thread.did.number
        self.head.show(title, (who, via), (who, brief), did)
        return title, (thread.key[1],)

    def names_changed(self) -> None:
        """Show the messages again: a vCard says whether the phonebook has its numbers."""
        if self.thread is not None and self.thread.conversation is not None and self.is_attached:
            self.view.changed(self.thread.conversation)

    # Focus.

    def focus_thread(self) -> None:
        """Focus the messages, or the box if there are none yet."""
        stored = self.thread is not None and self.thread.conversation is not None
        (self.view if stored else self.writing.box.input).focus()

    def message_sent(self) -> None:
        """Show the message that was sent, at the end."""
        self._show_news()

    def _show_news(self) -> None:
        self._read_again()
        self.view.to_end()

    def update_seen(self) -> None:
        """Start or stop counting messages as seen: the focus may have changed."""
        self.view.marks.set_attended(self._attended)
        self._note_attention()

    @property
    def _attended(self) -> bool:
        """Whether the user is at the open thread."""
        return (self.view.has_focus or self.writing.composing) and not self.unattended

    def _note_attention(self) -> None:
        """Note that the user is at the conversation: opened it, or sees that it has come back."""
        row = self.thread.conversation if self.thread is not None else None
        if row is None or not self._attended:
            return
        opened, self._just_opened = self._just_opened, False
        if opened and row.unread and self._read_when is ReadWhen.OPENED:
            self._do(self._center.inbox.mark_opened(row.id))
        elif row.back_since(self._clock()) is not None and self._read_when.by_eyes:
            self._do(self._center.triage.seen([row.id]))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Start or stop counting messages as seen."""
        self.update_seen()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Start or stop counting messages as seen."""
        self.update_seen()

    @on(ThreadView.ReplyWanted)
    def _reply(self, event: ThreadView.ReplyWanted) -> None:
        event.stop()
        self.writing.focus_box()

    @on(MessageInput.Left)
    def _left(self, event: MessageInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.view)

    # Writes to the store.

    @on(ThreadView.Seen)
    def _seen(self, event: ThreadView.Seen) -> None:
        event.stop()
        if self._read_when.by_eyes:
            self._do(self._center.inbox.mark_read(event.message_ids))
        else:
            self._center.inbox.seen.update(event.message_ids)

    @on(ThreadView.AgainWanted)
    def _send_again(self, event: ThreadView.AgainWanted) -> None:
        event.stop()
        self._do(self._center.outbox.send_again(event.message.id))

    @on(ThreadView.DropWanted)
    def _drop(self, event: ThreadView.DropWanted) -> None:
        event.stop()
        told = partial(self.app.notify, f"taken back   {UNDO.key} undo", markup=False)
        self._do(self._center.outbox.drop(event.message.id), told)

    @job("Perhaps not done: look at the message, then press the key again.", group="store")
    async def _do(self, future: Future[Any], done: Callable[[], None] | None = None) -> None:
        """Wait for the change of a message, then update; without a change, only update."""
        happened = await written(future)
        if happened and done is not None:
            done()
        if self.is_attached:
            self._read_again()

    # Outside the program: the clipboard, and other programs.

    @on(ThreadView.CopyWanted)
    def _copy(self, event: ThreadView.CopyWanted) -> None:
        """Copy a text of the thread."""
        event.stop()
        Copying(self).copy(event.text, event.what, event.notification)

    @on(ThreadView.OpenWanted)
    def _open_message(self, event: ThreadView.OpenWanted) -> None:
        """Open a message's file, list several files, or open its link."""
        event.stop()
        message = event.message
        here = [media for media in message.media if media.state is MediaState.HERE]
        if len(here) > 1:
            self.post_message(ThreadView.FilesWanted(message))
        elif here:
            self.open_media(here[0])
        elif link := first_link(message.text):
            self.open_link(link.url)
