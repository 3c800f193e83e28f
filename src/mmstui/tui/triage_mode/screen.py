"""Triage mode: one conversation at a time, its last screenful, and the keys that end its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import ClassVar, Final, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.reactive import var

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.domain.messages import Conversation, Direction
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job
from mmstui.tui.thread.open_thread import OpenThread
from mmstui.tui.triage import commands as triage_commands
from mmstui.tui.triage_mode import commands as mode_commands
from mmstui.tui.triage_mode import words as mode_words
from mmstui.tui.triage_mode.ahead import ReadAhead
from mmstui.tui.triage_mode.lines import Progress, TriageActions, TriageEnd, TriageHead
from mmstui.tui.triage_mode.newest import NewestMessages
from mmstui.tui.triage_mode.pane import TriagePane
from mmstui.tui.triage_mode.session import Drawn, TriageSession, Verdict
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.command_screen import CommandScreen
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.formatting import history_words, list_time, moment
from mmstui.tui.ui.header import HeaderLine, HeaderState
from mmstui.tui.ui.passage import Passage

#: Conversations that are read ahead.
AHEAD: Final = 2


class TriageFlows(Protocol):
    """What the screen's keys and messages do."""

    async def start(self, command: str) -> None: ...
    async def answer(self, wanted: FlowWanted) -> None: ...
    def ends(self) -> bool: ...
    def sent(self) -> None: ...


class TriageScreen(CommandScreen[int | None]):
    """A screen that returns the conversation whose turn it was when the user left; None: none."""

    AUTO_FOCUS = None
    #: Nobody is left: other keys work then.
    ended: var[bool] = var(False, init=False, bindings=True)
    DEFAULT_CSS = """
    TriageScreen {
        layout: vertical;
        background: $background;
        #middle { align-horizontal: center; }
        TriagePane { max-width: 80; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *mode_commands.VERBS,
            app_commands.PALETTE,
            app_commands.HELP,
            app_commands.KEYS,
            footer=(mode_commands.STOP, mode_commands.END),
        ),
    ]

    def __init__(
        self,
        center: MessageCenter,
        session: TriageSession,
        flows: TriageFlows,
        *,
        inbox: DOMNode,
        clock: Callable[[], datetime],
        zone: tzinfo,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`inbox` has the header's state as `head`. `monotonic` is the clock of key events."""
        super().__init__()
        self.session = session
        self._center, self._flows, self._inbox = center, flows, inbox
        self._clock, self._zone, self._monotonic = clock, zone, monotonic
        #: When the key was pressed whose command runs, and the last one that was read: keys of the
        #: box do not come to the screen.
        self._pressed_at = self._read_at = monotonic()
        self._started_at = clock()
        settings = center.settings
        self.header = HeaderLine(clock=clock, zone=zone)
        self._head = TriageHead()
        self._middle = Passage(id="middle")
        self.pane = TriagePane(
            center, clock, zone, read_again=self._read_again, pictures=settings.thumbnails,
            open_with=settings.open_command, warnings_off=settings.warnings_off,
        )  # fmt: skip
        self.pane.after_send = flows.sent
        self.pane.view.looked = self._attend
        self.pane.writing.ends = flows.ends
        if settings.after_reply == "done":
            self.pane.writing.box.input.hint_names = mode_commands.SENDS
        self._ahead = ReadAhead(self.pane.view, center.inbox)
        self._newest = NewestMessages(self.pane.view, center.inbox)
        self._end = TriageEnd()
        self._actions = TriageActions()

    def compose(self) -> ComposeResult:
        """Yield the progress, the conversation in the middle, and the keys below it."""
        yield self.header
        yield self._head
        with self._middle:
            yield self.pane
        yield self._end
        yield self._actions
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the first conversation, and follow the store."""
        follow(self, self._happened)
        self.watch(self._inbox, "head", self._show_head)
        self.show_current()

    def on_unmount(self) -> None:
        unfollow(self)

    def _show_head(self, head: HeaderState) -> None:
        if not self.is_attached:
            return
        self.header.state = head._replace(notice=False)
        if head.status is not None:
            self.pane.view.set_history(history_words(head.status))
            self.pane.writing.box.sends_left = head.status.sends_left

    # Whose turn it is.

    @property
    def conversation(self) -> Conversation | None:
        """The conversation that is shown."""
        return self.pane.thread.conversation if self.pane.thread is not None else None

    def show_current(self) -> None:
        """Show the conversation whose turn it is; at the end, say what was done."""
        session, pane = self.session, self.pane
        coming = self._coming()
        while session.current is not None and session.current not in coming:
            session.pass_over()
            coming = self._coming()
        row = coming.get(session.current or 0)
        # Going on marks nothing as read: the next key does, after half a second.
        pane.unattended = True
        pane.update_seen()
        if row is None:
            self.set_focus(None)
            pane.thread = None
        else:
            pane.view.ahead = self._ahead.take(row.id)
            pane.thread = OpenThread.of(self._center, row)
            pane.focus_thread()
        self._middle.display = row is not None
        self._show_box()
        self._show_progress(coming)
        self.call_after_refresh(self._note_drawn)

    def _coming(self) -> dict[int, Conversation]:
        """Return the current conversation and those that come next, unless they are gone."""
        ids = self.session.coming(1 + AHEAD)
        found = self._center.inbox.conversations(ids)
        return {n: found[n] for n in ids if n in found and (found[n].total or found[n].draft)}

    def _row(self, number: int) -> Conversation | None:
        row = self._center.inbox.conversations([number]).get(number)
        return row if row is not None and (row.total or row.draft) else None

    def _show_progress(self, coming: Mapping[int, Conversation]) -> None:
        session, now = self.session, self._clock()
        oldest = session.oldest
        waits = f"oldest waits since {moment(oldest, now, self._zone)}" if oldest else ""
        tally = tuple(mode_words.tally(session.counts))
        self._head.show(Progress(session.left, session.total, tally, waits))
        current = session.current
        following = next((row for number, row in coming.items() if number != current), None)
        when = list_time(following.last_at, now, self._zone) if following else ""
        self._actions.show_next(when, following.title if following else "")
        took = now - self._started_at
        self._end.show([] if current is not None else mode_words.ended(session, took))
        self.ended = current is None

    def say(self, words: str, *, warns: bool = False) -> None:
        """Show a sentence, ready to paint, until the next one."""
        self._actions.say(words, warns=warns)

    # What is on the screen.

    def _note_drawn(self) -> None:
        """Note what the frame shows that was drawn just now; then read ahead."""
        if not self.is_attached:
            return
        self._ahead.want(self.session.coming(1 + AHEAD)[1:])
        view, number, before = self.pane.view, self.session.current, self.session.drawn
        if number is None or view.conversation is None or view.conversation.id != number:
            return
        viewport = view.viewport
        seen = frozenset(
            row_id
            for message in (viewport.window.messages if viewport is not None else ())
            if message.direction is Direction.IN
            for row_id in message.row_ids
        )
        if before is None or before.conversation_id != number:
            now = self._monotonic()
            self.session.drawn = Drawn(number, seen, now, now)
        elif seen - before.seen and view.at_end:
            # What arrived further down than the view is not on the screen.
            self.session.drawn = Drawn(number, seen, before.since, self._monotonic())
        self._recent()

    def unseen(self) -> int:
        """Return how many messages the current conversation has that were not on the screen."""
        recent = self._recent()
        unseen = self.session.unseen(set().union(*recent))
        return sum(not rows.isdisjoint(unseen) for rows in recent)

    def _recent(self) -> Sequence[set[int]]:
        """Return the rows of each of the newest incoming messages of the current conversation."""
        number = self.session.current
        row = self._row(number) if number is not None else None
        return self._newest.of(row) if row is not None else ()

    def _judge(self, pressed_at: float, *, takes_away: bool) -> Verdict:
        recent = set().union(*self._recent()) if takes_away else ()
        return self.session.judge(pressed_at, recent, takes_away=takes_away)

    def shows_all(self) -> bool:
        """Return whether all messages were on the screen when the last key was pressed."""
        return self._judge(self._read_at, takes_away=True) is Verdict.ACT

    def target(self, *, takes_away: bool) -> Conversation | None:
        """Return the conversation that a key acts on, as the store has it; None: say why not.

        `takes_away`: whether the verb takes it out of sight.
        """
        if (number := self.session.current) is None:
            return None
        if (row := self._row(number)) is None:
            self.show_current()
            self.say(mode_words.NOT_HERE, warns=True)
            return None
        verdict = self._judge(self._pressed_at, takes_away=takes_away)
        if verdict is Verdict.ACT:
            return row
        count = self.unseen()
        if verdict is Verdict.NEWS:
            self._read_again()
            self.pane.view.to_end()
        self.say(mode_words.why_not(verdict, count), warns=True)
        return None

    # Changes of the store.

    def _happened(self, batch: EventBatch) -> None:
        if not (self.is_running and self.pane.is_attached):
            return
        self._ahead.drop(batch.conversation_ids, batch.everything)
        number = self.session.current
        if number is not None and batch.concerns([number]):
            self._read_again()
        if batch.of(DirectoryChanged):
            self.pane.names_changed()
        self._show_progress(self._coming())
        self.call_after_refresh(self._note_drawn)

    def on_resize(self) -> None:
        """Read ahead for another size."""
        self._ahead.drop((), everything=True)
        self.call_after_refresh(self._note_drawn)

    def _read_again(self) -> None:
        """Show the conversation as the store has it now, and say what has arrived."""
        pane, number = self.pane, self.session.current
        if pane.thread is None or number is None or not pane.is_attached:
            return
        thread = pane.thread.read_again(self._center)
        if thread.conversation is None:
            self.show_current()
            self.say(mode_words.NOT_HERE, warns=True)
            return
        pane.thread = thread
        if count := self.unseen():
            self.say(mode_words.arrived(count), warns=True)

    # The box.

    def open_box(self) -> None:
        """Open the box for an answer."""
        self.pane.writing.display = True
        self.pane.writing.focus_box()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        self.call_next(self._show_box)

    def _show_box(self) -> None:
        """Show the box while it has focus or holds a draft, and the keys while it has no focus."""
        if not self.pane.is_attached:
            return
        writing = self.pane.writing
        writing.display = writing.composing or not writing.box.draft.empty
        self._actions.display = not writing.composing

    # Keys and messages.

    def on_key(self, event: events.Key) -> None:
        """Note when the key was pressed, before its command runs."""
        self._pressed_at = event.time

    def key_pressed(self, event: events.Event) -> None:
        """Note a key as soon as it is read; `on_key` notes it again when its turn comes."""
        super().key_pressed(event)
        self._read_at = event.time
        self.session.keys += not self.pane.writing.composing

    @on(events.MouseDown)
    def _attend(self) -> None:
        """Count the conversation as seen, after half a second: its turn goes on."""
        if self.pane.is_attached and self.pane.unattended:
            self.pane.unattended = False
            self.pane.update_seen()

    async def action_flow(self, command: str) -> None:
        """Start the flow of a command. A key that goes on or back has seen nothing."""
        before = self.session.drawn
        await self._flows.start(command)
        stays = before is not None and self.session.drawn is before
        if stays and command != triage_commands.UNDO.id:
            self._attend()

    @on(FlowWanted)
    async def _flow_wanted(self, wanted: FlowWanted) -> None:
        wanted.stop()
        await self._flows.answer(wanted)

    @on(events.ScreenResume)
    @on(events.ScreenSuspend)
    def _attention_moved(self) -> None:
        """Stop marking messages as seen while a dialog covers the conversation."""
        if self.pane.is_attached:
            self.pane.update_seen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """At the end only undo is left."""
        ended = self.ended
        match action:
            case "flow":
                return not ended or parameters == (triage_commands.UNDO.id,)
            case "back":
                return not ended
            case "end":
                return ended
        return True

    def action_back(self) -> None:
        """Leave; the draft is kept."""
        self._leave()

    action_end = action_back

    @job(
        f"Perhaps the draft is not saved: press {mode_commands.STOP.key} again.",
        group="store",
        exclusive=True,
    )
    async def _leave(self) -> None:
        await self.flush()
        self.dismiss(self.session.current)

    async def flush(self) -> None:
        """Save the draft; return when it is on disk."""
        await self.pane.writing.flush()

    def save_draft(self) -> None:
        """Save the draft without waiting for it."""
        self.pane.writing.save_draft()
