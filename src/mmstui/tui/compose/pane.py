"""The pane of the compose box: saves the draft, sends, and then empties the box."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from mmstui.center import MessageCenter
from mmstui.domain.messages import SEVERAL, Attachment, Did, Draft, Message
from mmstui.domain.outgoing import Then
from mmstui.domain.problems import Changed, StoreProblem
from mmstui.domain.read_when import ReadWhen
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.box import ComposeBox
from mmstui.tui.compose.commands import REMIND, SEND
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.known_did import known_did
from mmstui.tui.compose.stopped_send import PaintedUpTo, seen_in, stopped
from mmstui.tui.compose.wishes import Wishes
from mmstui.tui.jobs import job, written
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.formatting import due_time

#: Shown if it is unknown whether a message was queued.
UNCERTAIN: Final = f"Perhaps not queued: look in the thread before you press {SEND.key} again."


class ComposePane(Vertical):
    """A pane with the box that writes to the open thread.

    `MessageInput.AttachWanted` bubbles to the screen.
    """

    BLANK = True  # its child covers it
    DEFAULT_CSS = """
    ComposePane { width: 1fr; height: auto; }
    """

    @dataclass
    class DidWanted(FlowWanted):
        """The user wants to choose the sending DID; `set_did` takes it."""

        current: Did | None
        contact: str

    @dataclass
    class SentToSeveral(FlowWanted):
        """Messages to several people are on disk."""

        message_ids: tuple[int, ...]

    @dataclass
    class ConversationWanted(FlowWanted):
        """A message was sent from another DID, whose conversation is to be shown."""

        did: str
        contact: str

    def __init__(
        self,
        center: MessageCenter,
        clock: Callable[[], datetime],
        zone: tzinfo,
        *,
        sent: Callable[[], None] = lambda: None,
        blink: bool = False,
        warnings_off: frozenset[str] = frozenset(),
    ) -> None:
        """`sent` is called when a message to the thread's own recipient is on disk."""
        super().__init__()
        self.center = center
        self.clock = clock
        self.zone = zone  #: of a reminder's time
        self.box = ComposeBox(
            blink=blink, clock=clock, warnings_off=warnings_off, signature=self._signature
        )
        #: Called at each send: whether the conversation is done with it.
        self.ends: Callable[[], bool] = lambda: False
        self.painted: PaintedUpTo | None = None  #: in a team: what the writer has seen
        self.folder: Path | None = None  #: of the last attached file
        self._sent = sent
        self._numbers: tuple[str, ...] = ()  #: of several recipients, who have no common thread
        self._key: tuple[str, str] | None = None
        #: The draft as saved; None if unknown.
        self._saved: Draft | None = Draft()
        self._sending: Future[list[int]] | None = None
        self._wishes = defaultdict[tuple[str, str], Wishes](Wishes)  #: by the keys of drafts

    def compose(self) -> ComposeResult:
        """Yield the box."""
        yield self.box

    @property
    def key(self) -> tuple[str, str] | None:
        """The DID and the contact that the box writes to; None while nothing is open."""
        return self._key

    @property
    def composing(self) -> bool:
        """Whether the box has focus."""
        return self.box.composing

    def focus_box(self) -> None:
        """Focus the box."""
        self.box.input.focus()

    def open(self, key: tuple[str, str], title: str, numbers: tuple[str, ...], did: Did) -> None:
        """Write to other recipients, `title` ready to paint, with the draft that is saved."""
        draft = self._saved = self.center.drafts.draft(*key)
        self._key = key
        self._wishes[key].reminder = draft.remind_at or self._wishes[key].reminder
        if key == SEVERAL:
            self._numbers = numbers
            self.box.open(title, numbers, did, draft)
        else:
            chosen = did if draft.from_did is None else known_did(self.center, draft.from_did)
            self.box.open(title, numbers, chosen, draft, did.number)
        self._show_reminder()

    def leave(self) -> None:
        """Save the draft, and write to nobody."""
        self._write_in_background(self._save())
        self._key, self._numbers = None, ()

    def refresh_did(self) -> None:
        """Read again what the sending DID can do."""
        if (did := self.box.did) is not None:
            self.box.did = known_did(self.center, did.number, did.label)

    # Draft.

    def save_other(self, key: tuple[str, str], draft: Draft) -> None:
        """Save a draft that is not, or no longer, in the box."""
        self._write_in_background(self.center.drafts.save(*key, draft))

    def _save(self) -> Future[None] | None:
        """Save the draft if it has changed; return the write."""
        if self._key is None or not self.box.is_mounted:
            return None
        draft = replace(self.box.draft, remind_at=self.reminder)
        if self._key == SEVERAL:
            draft = Draft() if draft.empty else replace(draft, recipients=self._numbers)
        if draft == self._saved:
            return None
        self._saved = draft
        return self.center.drafts.save(*self._key, draft)

    async def flush(self) -> None:
        """Save the draft now; return when it is on disk."""
        if self._sending is not None:
            # If sending fails, its text is a draft again.
            await asyncio.wait([asyncio.wrap_future(self._sending)])
            await asyncio.sleep(0)
        if (saving := self._save()) is not None:
            await written(saving)

    def save_draft(self) -> None:
        """Save the draft without waiting: there may be no event loop."""
        self._save()

    @on(ComposeBox.DraftPaused)
    def _pause(self, event: ComposeBox.DraftPaused) -> None:
        event.stop()
        self._write_in_background(self._save())

    def _write_in_background(self, future: Future[None] | None) -> None:
        """Wait for a write in the background, and report its failure."""
        if future is not None:
            self._await_write(future)

    def _not_saved(self, _: object) -> None:
        self._saved = None

    @job("Perhaps the draft is not saved: write on, then it is.", group="store", recover=_not_saved)
    async def _await_write(self, future: Future[None]) -> None:
        await written(future)

    # Giving the draft up, and back.

    def give_up(self) -> list[Future[Any]]:
        """Discard the draft and empty the box; return the writes."""
        # While a message is being sent, its text must stay here: the send may fail.
        if self._key is None or self._sending is not None:
            return []
        writes: list[Future[Any]] = [] if (saving := self._save()) is None else [saving]
        writes.append(self.center.drafts.discard([self._key]))
        self.draft_discarded([self._key])
        return writes

    def draft_discarded(self, keys: Collection[tuple[str, str]]) -> None:
        """Empty the box, if its draft is among discarded ones."""
        if self._key in keys and self._key is not None:
            self._wishes.pop(self._key, None)
            self._saved = Draft()
            self.box.input.put("")
            self.box.files = ()
            self._show_reminder()

    def read_draft_again(self) -> None:
        """Show the stored draft in a box that is empty: undo may have brought a draft back."""
        if self._key is None or not self.box.draft.empty:
            return
        draft = self._saved = self.center.drafts.draft(*self._key)
        self._wishes[self._key].reminder = draft.remind_at or self.reminder
        if draft.from_did is not None:
            self.box.did = known_did(self.center, draft.from_did)
        self.box.input.put(draft.text)
        self.box.files = draft.attachments
        self._show_reminder()

    # Reminders, times and signatures.

    @property
    def reminder(self) -> datetime | None:
        """When the conversation comes up if nobody answers what is in the box."""
        return self._wishes[self._key].reminder if self._key is not None else None

    def set_reminder(self, at: datetime | None) -> None:
        """Set or forget the reminder, and save it with the draft."""
        if self._key is None:
            return
        self._wishes[self._key].reminder = at
        self._show_reminder()
        self._write_in_background(self._save())

    def _show_reminder(self) -> None:
        at, words = self.reminder, "Comes up {} if nobody answers.  {} forget"
        when = due_time(at, self.clock(), self.zone) if at is not None else ""
        self.box.reminder = Word(words.format(when, REMIND.key)) if when else None

    @on(MessageInput.SignatureWanted)
    def _switch_signature(self, event: MessageInput.SignatureWanted) -> None:
        event.stop()
        did = self.box.did
        if did is None or did.number not in self.center.settings.signatures:
            self.box.complain("[signatures] in config.toml has none for this number.")
        elif self._key is not None:
            self._wishes[self._key].unsigned = not self._wishes[self._key].unsigned
            self.box.complain("")

    def _signature(self, did: Did | None) -> str:
        """Return the signature of a DID, "" without one, or if this message goes without."""
        if did is None or (self._key is not None and self._wishes[self._key].unsigned):
            return ""
        return self.center.settings.signatures.get(did.number, "")

    @property
    def time_before(self) -> datetime | None:
        """When a message that was taken back into the box was to go, if any."""
        return self._wishes[self._key].time_before if self._key is not None else None

    async def take_back(self, message: Message, files: Sequence[Attachment]) -> bool:
        """Put a message with its files in the box, and remove it; False if it went meanwhile."""
        # In the box first: whatever happens now, the text is in the draft.
        self.put_in_box(message.text, files)
        future = self.center.outbox.take_back(message.id, self.box.draft)
        if self._key is not None and message.scheduled_at is not None:
            self._wishes[self._key].time_before = message.scheduled_at
        return await written(future)

    # Sending.

    @on(ComposeBox.Submitted)
    def _submitted(self, event: ComposeBox.Submitted) -> None:
        event.stop()
        if (key := self._key) is None:
            return
        reminder, now = self.reminder, self.clock()
        if reminder is not None and reminder <= max(now, event.at or now):
            words = "Not sent: the reminder would come before anybody can answer."
            self.box.refuse(words, (hint("forget it", REMIND),))
            return
        contacts = self._numbers if key == SEVERAL else (key[1],)
        seen = seen_in(self.painted, key)
        self._sending = self.center.outbox.send(
            did=event.did.number,
            contacts=contacts,
            text=event.text,
            attachments=event.attachments,
            clear_draft=key,
            then=Then(at=event.at, remind_at=reminder, done=self.ends(), seen=seen),
        )
        self._await_sent(self._sending, key, event, self._numbers)

    def _allow_resend(
        self,
        future: Future[list[int]],
        key: tuple[str, str],
        event: ComposeBox.Submitted,
        recipients: tuple[str, ...],
    ) -> None:
        """Accept enter again. Remove a message on disk from the box: enter would send it twice."""
        if self._sending is future:
            self._sending = None
        if not future.done() or future.cancelled() or future.exception() is not None:
            self._restore_draft(key, event, recipients, UNCERTAIN)
        elif self._key == key:
            self._empty_box(key)

    @job(UNCERTAIN, group="send", recover=_allow_resend)
    async def _await_sent(
        self,
        future: Future[list[int]],
        key: tuple[str, str],
        event: ComposeBox.Submitted,
        recipients: tuple[str, ...],
    ) -> None:
        """Empty the box once the message is on disk and its draft deleted."""
        try:
            message_ids = await written(future)
        except (StoreProblem, Changed) as problem:
            words = f"Not sent: {problem}"
            if isinstance(problem, Changed):
                painted = self.painted if self._key == key else None
                words = stopped(problem, painted, self.center.people)
            if not self._restore_draft(key, event, recipients, words):
                self.app.notify(line(words), severity="error", markup=False)
            return
        finally:
            if self._sending is future:
                self._sending = None
        if not self.is_attached or self._key != key:
            self._wishes.pop(key, None)
            return
        self._empty_box(key)
        self._read_answered(key, message_ids)
        if key == SEVERAL:
            self.post_message(self.SentToSeveral(tuple(message_ids)))
            return
        if event.did.number != key[0]:
            self.post_message(self.ConversationWanted(event.did.number, key[1]))
            return
        self._sent()

    def _read_answered(self, key: tuple[str, str], message_ids: list[int]) -> None:
        """Mark what was answered as read, if that is what reads it."""
        if self.center.settings.read_when is ReadWhen.REPLIED:
            row = self.center.inbox.conversation(*key)
            if row is not None:
                self._write_in_background(self.center.inbox.mark_answered(row.id, max(message_ids)))

    def _empty_box(self, key: tuple[str, str]) -> None:
        # They were those of a message that is on disk.
        self._wishes.pop(key, None)
        self._show_reminder()
        self._saved = Draft()
        self.box.sent()

    def _restore_draft(
        self,
        key: tuple[str, str],
        event: ComposeBox.Submitted,
        recipients: tuple[str, ...],
        words: str,
    ) -> bool:
        """Keep a draft that was not sent; return whether its box is open and shows why."""
        if self._key == key:
            self.box.refuse(words)
            return True
        # The user has opened another conversation: save the text as a draft of the first.
        reminder = self._wishes[key].reminder
        draft = Draft(event.text, event.attachments, event.did.number, recipients, reminder)
        self.save_other(key, draft)
        return False

    # Files, DID, editor.

    def put_in_box(self, text: str, attachments: Sequence[Attachment]) -> None:
        """Append a text and files to the draft, and focus the box; undo removes the text again."""
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
