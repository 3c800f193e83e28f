"""Triage mode (`v`): what its keys do to the conversation that is on the screen.

A key acts only if the conversation was drawn when the key was pressed: `TriageScreen.target`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, TypeVar

from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import Screen

from mmstui.center.triage import Triage
from mmstui.domain.messages import Conversation
from mmstui.domain.triage import Refusal, Undone, Verb
from mmstui.domain.views import View
from mmstui.tui.compose import attaching, discarding, editor_flow, scheduling, template_flow
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.deletion import dialog_text
from mmstui.tui.inbox import deletion_flows, media_flows, triage_flows, writing_flows
from mmstui.tui.jobs import job, written
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.triage import words
from mmstui.tui.triage.commands import MUTE, SNOOZE, START, UNDO
from mmstui.tui.triage.view_words import nothing
from mmstui.tui.triage_mode import words as mode_words
from mmstui.tui.triage_mode.commands import REMOVE
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.triage_mode.session import Entry, Outcome, TriageSession
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.formatting import due_time
from mmstui.tui.ui.message_notes import CAN_DROP

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen
    from mmstui.tui.thread.pane import ThreadPane

T = TypeVar("T")
Write = Callable[[Triage, list[int]], Future[tuple[int, ...]]]

#: Conversations of which the session knows since when they wait.
WAITING: Final = 500


@job(f"Triage mode is not shown: press {START.key} again.", group="dialog")
async def begin_triage(inbox: InboxScreen) -> None:
    """Show the marked conversations, or the listed, one at a time; then the list as it was."""
    if not await inbox.late_pane.ready():
        return
    listed, viewport = inbox.list, inbox.list.viewport
    ids = viewport.marked.among(viewport.painted_ids) or list(listed.ids)
    if viewport.during is None:
        # What was touched since, and is in the view no more, stays listed.
        order = await listed.order.read(viewport.filters, listed.order.zone)
        left = set(ids if order is None else order.ids)
        ids = [number for number in ids if number in left]
    if not ids:
        inbox.say(f"{nothing(inbox.filters.view)}.", timeout=3)
        return
    rows = inbox.center.inbox.conversations(ids[:WAITING]) if len(ids) <= WAITING else {}
    session = TriageSession(ids, {row.id: row.last_at for row in rows.values()})
    # The draft of an open thread is saved, and opened again where its turn comes.
    before = listed.cursor_id
    inbox.close_thread()
    listed.unmark(ids)
    mode = TriageMode(inbox, session)
    at = await inbox.ask(mode.screen)
    await mode.settled()
    await inbox.set_filters(inbox.filters)
    if at is None or not listed.select(at):
        listed.select(before or 0)
    if at is not None and (said := mode_words.stopped(session)):
        inbox.say(said)


class TriageMode:
    """The flows of one session."""

    def __init__(self, inbox: InboxScreen, session: TriageSession) -> None:
        self._inbox, self.session = inbox, session
        self.center = inbox.center
        self.clock: Callable[[], datetime] = inbox.clock
        self.zone: tzinfo = inbox.zone
        self.screen = TriageScreen(
            inbox.center, session, self, inbox=inbox, clock=inbox.clock, zone=inbox.zone
        )
        #: The marks that are being written, or were, for an entry of the session.
        self._writes: dict[Entry, Future[tuple[int, ...]]] = {}
        #: The step of the undo stack that an entry is, if it changed anything.
        self._steps: dict[Entry, Verb] = {}
        self._undoing = asyncio.Lock()
        self._answer_ends_turn = False

    # What flows of one conversation need: see `ThreadFace`.

    @property
    def owner(self) -> TriageScreen:
        """The node of the jobs."""
        return self.screen

    @property
    def app(self) -> App[object]:
        """The app."""
        return self.screen.app

    @property
    def conversation(self) -> Conversation | None:
        """The conversation on the screen."""
        return self.screen.conversation

    @property
    def pane(self) -> ThreadPane:
        """Its thread and its box."""
        return self.screen.pane

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Show a dialog; return its answer."""
        return await self.app.push_screen_wait(dialog)

    def say(
        self, words: str, *, severity: SeverityLevel = "information", timeout: float | None = None
    ) -> None:
        """Show a sentence."""
        self.screen.say(words, warns=severity != "information")

    # Keys and messages: see `TriageFlows`.

    async def start(self, command: str) -> None:
        """Start the flow of a command."""
        KEYS[command](self)

    async def answer(self, wanted: FlowWanted) -> None:
        """Start the flow that a widget's message asks for."""
        writing = self.pane.writing
        match wanted:
            case ThreadActions.DetailsWanted(message):
                writing_flows.show_details(self, message)
            case ThreadActions.FilesWanted(message):
                media_flows.list_files(self, message)
            case ThreadActions.ViewWanted(message):
                media_flows.view_picture(self, message)
            case ThreadActions.LaterWanted(message):
                scheduling.reschedule(writing, self.zone, message)
            case ThreadActions.RemindWanted(message):
                scheduling.remind_of(writing, self.zone, message)
            case ThreadActions.EditWanted(message):
                self.screen.open_box()
                scheduling.edit_message(writing, self.zone, message)
            case MessageInput.DiscardWanted():
                self._steps[self.session.act(None)] = Verb.DISCARD
                discarding.discard_draft(writing)
            case MessageInput.LaterWanted():
                scheduling.send_later(writing, self.zone)
            case MessageInput.ReminderWanted():
                scheduling.remind_of_box(writing, self.zone)
            case ComposePane.DidWanted(current):
                attaching.choose_did(writing, current)
            case MessageInput.AttachWanted(()):
                attaching.choose_files(writing, self.zone)
            case MessageInput.AttachWanted(paths):
                attaching.attach_files(writing, self.zone, paths)
            case MessageInput.TemplateWanted():
                template_flow.put_in_template(writing, self.zone)
            case MessageInput.EditorWanted():
                editor_flow.edit_elsewhere(writing)
            case MessageInput.PictureWanted():
                attaching.attach_picture(writing, self.zone)
            case ComposePane.ConversationWanted():
                self._sent_from_other_did()

    # Verbs that need no more than their key.

    def done(self) -> None:
        """Be done with it; in the view of those that are, bring it back."""
        if (row := self.screen.target(takes_away=True)) is None:
            return
        if self._inbox.filters.view is View.DONE:
            self._write(row, Verb.NOT_DONE, Triage.not_done, Outcome.BACK)
        else:
            self._write(row, Verb.DONE, Triage.done, Outcome.DONE)

    def block(self) -> None:
        """Block it, or end that."""
        if (row := self.screen.target(takes_away=True)) is None:
            return
        if row.blocked:
            self._write(row, Verb.UNBLOCK, Triage.unblock, Outcome.BACK)
        else:
            self._write(row, Verb.BLOCK, Triage.block, Outcome.BLOCKED)

    def keep_unread(self) -> None:
        """Keep it unread, and go on."""
        if (row := self.screen.target(takes_away=False)) is not None:
            self._write(row, Verb.UNREAD, Triage.unread, Outcome.UNREAD)

    def pin(self) -> None:
        """Pin it or unpin it; its turn goes on."""
        if (row := self.screen.target(takes_away=False)) is None:
            return
        if row.pinned:
            self._write(row, Verb.UNPIN, Triage.unpin, None)
        else:
            self._write(row, Verb.PIN, Triage.pin, None)

    def skip(self) -> None:
        """Leave it as it is, and go on."""
        if (row := self.screen.target(takes_away=False)) is not None:
            self.session.act(Outcome.SKIPPED)
            self.screen.show_current()
            self.say(f"{row.title} {Outcome.SKIPPED}   {UNDO.key} undo")

    def reply(self) -> None:
        """Open the box."""
        if self.screen.target(takes_away=False) is not None:
            self.screen.open_box()

    # Verbs that ask. A message may arrive meanwhile: then nothing is done.

    def _still(self, row: Conversation) -> bool:
        again = self.screen.target(takes_away=True)
        return again is not None and again.id == row.id

    @job(f"Not snoozed: press {SNOOZE.key} again.", group="dialog")
    async def snooze(self) -> None:
        """Ask until when, and take it out of the inbox until then."""
        if (row := self.screen.target(takes_away=True)) is None:
            return
        when = await triage_flows.ask_snooze(self, [row])
        if when is None or not self._still(row):
            return
        if (until := when.at) is None:
            self._write(row, Verb.WAKE, Triage.wake, Outcome.BACK)
            return
        strict, said = when.strict, due_time(until, self.clock(), self.zone)
        write: Write = lambda triage, ids: triage.snooze(ids, until, strict=strict)  # noqa: E731
        self._write(row, Verb.SNOOZE, write, Outcome.SNOOZED, said)

    @job(f"As before: press {MUTE.key} again.", group="dialog")
    async def mute(self) -> None:
        """Ask until when, and make no notices until then; its turn goes on."""
        if (row := self.screen.target(takes_away=False)) is None:
            return
        when = await triage_flows.ask_mute(self, [row])
        if when is None or self.session.current != row.id:
            return
        until = when.at
        verb = Verb.UNMUTE if until is None else Verb.MUTE
        said = triage_flows.mute_words(self, until)
        self._write(row, verb, lambda triage, ids: triage.mute(ids, until), None, said)

    @job(f"Perhaps not deleted: look at the list, then press {REMOVE.key} again.", group="dialog")
    async def delete(self) -> None:
        """Ask how to delete it, and request that; a message that says so is dropped."""
        if (row := self.screen.target(takes_away=True)) is None:
            return
        message = self.pane.view.message
        if message is not None and message.state in CAN_DROP:
            self.pane.view.post_message(ThreadActions.DropWanted(message))
            self._steps[self.session.act(None)] = Verb.DROP
            return
        place, newest = await deletion_flows.ask_place(self, [row])
        if place is None or not self._still(row):
            return
        requested = self.center.deletions.delete_conversation(row.id, place, newest)
        self._steps[self.session.act(Outcome.DELETED)] = Verb.DELETE
        self.screen.show_current()
        deletion = await written(requested)
        self._inbox.deletions.cancelled = False
        self.say(dialog_text.done([deletion]) if deletion is not None else mode_words.NOT_HERE)

    # Writing, and going on.

    def _write(
        self, row: Conversation, verb: Verb, write: Write, outcome: Outcome | None, until: str = ""
    ) -> None:
        """Write what a verb does to the current conversation; with an outcome, go on."""
        future = write(self.center.triage, [row.id])
        entry = self.session.act(outcome)
        self._writes[entry], self._steps[entry] = future, verb
        if outcome is not None:
            self.screen.show_current()
        self._finish(entry, future, verb, row.title, until)

    def _not_written(self, entry: Entry, *_: object) -> None:
        self.session.take_back(entry)
        self.screen.show_current()

    @job("Perhaps not done: look, then press the key again.", group="store", recover=_not_written)
    async def _finish(
        self, entry: Entry, future: Future[tuple[int, ...]], verb: Verb, title: str, until: str
    ) -> None:
        """Wait until a verb is written, and say what it did."""
        changed = await written(future)
        if changed:
            self.say(words.done(verb, 1, title, until))
        elif entry.outcome is not None:
            self.say(f"{title} {entry.outcome}   {UNDO.key} undo")

    async def settled(self) -> None:
        """Wait until all is written."""
        if writes := [asyncio.wrap_future(each) for each in self._writes.values()]:
            await asyncio.wait(writes)

    # Answers.

    def ends(self) -> bool:
        """Return whether the conversation of an answer is done with it.

        Not if a message has come that was not on the screen.
        """
        ends = self.center.settings.after_reply == "done" and self.screen.shows_all()
        self._answer_ends_turn = ends
        did, row = self.pane.writing.box.did, self.conversation
        # From another DID, it stands in another conversation than the one on the screen.
        return ends and row is not None and did is not None and did.number == row.did

    def sent(self) -> None:
        """Go on after an answer. To be done with the conversation is a step of its own."""
        row = self.conversation
        if row is None or row.id != self.session.current:
            return
        self._steps[self.session.act(None)] = Verb.SEND
        if self._answer_ends_turn:
            self._steps[self.session.act(Outcome.ANSWERED)] = Verb.DONE
            self.screen.show_current()
        self.say(f"{row.title} {Outcome.ANSWERED}")

    def _sent_from_other_did(self) -> None:
        """Go on after an answer from another DID."""
        row = self.conversation
        if row is None or row.id != self.session.current:
            return
        self._steps[self.session.act(None)] = Verb.SEND
        if self._answer_ends_turn:
            self._write(row, Verb.DONE, Triage.done, Outcome.ANSWERED)

    # Undo.

    @job(f"Perhaps not undone: look, then press {UNDO.key} again.", group="store")
    async def undo(self) -> None:
        """Undo what was done last, and go back to its conversation."""
        async with self._undoing:
            if (entry := self.session.last) is None:
                self.say(mode_words.NOTHING_TO_UNDO)
                return
            verb: Verb | None = self._steps.get(entry)
            changed: tuple[int, ...] = (entry.conversation_id,)
            if (future := self._writes.get(entry)) is not None:
                changed = await written(future)
            step = await written(self.center.triage.undo()) if verb and changed else None
            # Something else may have been done since, as in another inbox.
            if step is None or step.verb is verb or entry.outcome is None:
                self.session.take_back(entry)
            if step is not None and step.verb is Verb.DISCARD:
                self.pane.thread = None  # and so the draft is read again
            self.screen.show_current()
            if step is not None:
                await self._say_undone(step)
            elif self.conversation is not None:
                self.say(f"back to {self.conversation.title}")

    async def _say_undone(self, step: Undone) -> None:
        if step.verb is Verb.DELETE and step.refused is Refusal.BEGUN:
            await triage_flows.stop_deleting(self._inbox, step)
            return
        rows = self.center.inbox.conversations(step.conversation_ids[:1])
        first = next(iter(rows.values()), None)
        self.say(words.undone(step, first, self.clock(), self.zone))


#: What a command does, by its id.
KEYS: Final[dict[str, Callable[[TriageMode], object]]] = {
    "triage.done": TriageMode.done,
    "triage.snooze": lambda mode: mode.snooze(),
    "triage.reply": TriageMode.reply,
    "triage.skip": TriageMode.skip,
    "triage.undo": lambda mode: mode.undo(),
    "triage.unread": TriageMode.keep_unread,
    "triage.mute": lambda mode: mode.mute(),
    "triage.pin": TriageMode.pin,
    "triage.block": TriageMode.block,
    "triage.delete": lambda mode: mode.delete(),
}
