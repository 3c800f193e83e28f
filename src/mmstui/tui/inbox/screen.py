"""The inbox screen: list left, thread and compose box right. It owns the state that they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.reactive import var
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.domain.messages import Contact, Conversation, Did, Status
from mmstui.domain.records import replace
from mmstui.domain.text.sanitise import line
from mmstui.tui.account.commands import SET_ASIDE
from mmstui.tui.events import follow, unfollow
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import filter_words, flows, list_commands, shown_panes
from mmstui.tui.inbox.account_flows import FailedChanges
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.deletion_flows import DeletionProgress
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.finding import Finding
from mmstui.tui.inbox.late_pane import LatePane
from mmstui.tui.inbox.list_flows import show_days
from mmstui.tui.inbox.list_order import ListOrder, Order
from mmstui.tui.inbox.list_reading import ListReading
from mmstui.tui.inbox.place_keeper import PlaceKeeper
from mmstui.tui.inbox.summary import Summary
from mmstui.tui.thread.open_thread import OpenThread
from mmstui.tui.ui.command_screen import CommandScreen
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.header import HeaderLine, HeaderState
from mmstui.tui.ui.passage import Passage

if TYPE_CHECKING:
    from mmstui.tui.thread.pane import ThreadPane

T = TypeVar("T")

#: Seconds between two checks for changes without a write: a new day, a silent leader process.
CLOCK_INTERVAL: Final = 20.0


class InboxScreen(CommandScreen[None]):
    """The main screen of `mmstui`."""

    AUTO_FOCUS = "ConversationList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*inbox_commands.ALWAYS, *inbox_commands.LETTERS),
    ]

    class CheckWanted(Message):
        """The user wants a poll now, also if the engine has stopped."""

    #: What is open at the right; None: the summary is.
    thread: var[OpenThread | None] = var(None, init=False)
    #: Which conversations are listed, and the time zone that follows from it.
    filters: var[Filters] = var(Filters(), init=False)
    zone: var[tzinfo] = var(UTC, init=False)
    #: The state of the store and of the connection; words such as `synced 14:02` age meanwhile.
    status: var[Status | None] = var(None, init=False, always_update=True)
    #: Unread messages and their conversations, of the shown DIDs; None: of all DIDs.
    unread: var[tuple[int, int] | None] = var(None, init=False)
    #: Complaints about the configuration, until the user dismisses them.
    notices: var[tuple[str, ...]] = var((), init=False, bindings=True)
    #: A failed part of the app; what the connection waits for; why the store is unreadable.
    problem: var[str] = var("", init=False)
    waiting: var[str] = var("", init=False)
    store_problem: var[str] = var("", init=False)
    #: What the header says, which follows from the above.
    head: var[HeaderState] = var(HeaderState(None), init=False, always_update=True)

    def __init__(
        self,
        center: MessageCenter,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        blink: bool = False,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """`ready` is called when the last pane is mounted."""
        super().__init__()
        self.center = center
        self.clock = clock
        self.home_zone = zone
        self.set_reactive(InboxScreen.zone, zone)
        self.set_reactive(InboxScreen.notices, tuple(map(line, center.settings.complaints)))
        self.header = HeaderLine(clock=clock, zone=zone)
        self.list = ConversationList(center.inbox, clock=clock, zone=zone)
        self.summary = Summary(clock=clock, zone=zone)
        self.right = Passage(id="right")
        self.finding: Finding = Finding(self)
        self.places = PlaceKeeper(self)
        self.deletions = DeletionProgress()
        self._failed_changes = FailedChanges()
        self.late_pane = LatePane(self, ready, blink=blink)
        self.reading = ListReading(self)
        #: The conversation and the spans at which it was last scrolled to a filtered day.
        self._days_shown: object = None

    def compose(self) -> ComposeResult:
        """Yield header, panes and footer."""
        yield self.header.data_bind(InboxScreen.zone, state=InboxScreen.head)
        shown_panes.fit(self, self.app.size.width)
        with Passage(id="panes"):
            yield self.list
            with self.right:
                yield self.summary.data_bind(
                    InboxScreen.zone, InboxScreen.status, InboxScreen.unread, InboxScreen.notices
                )
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start the change feed, the timer and the watchers."""
        follow(self, self._happened, unreadable=self.list.unreadable)
        self.set_interval(CLOCK_INTERVAL, self._clock_ticked)
        self.watch(self.app, "app_focus", self._attention_moved, init=False)
        self.watch(self.list, "under_cursor", self._cursor_or_focus_moved, init=False)
        self.watch(self.list, "has_focus", self._cursor_or_focus_moved, init=False)
        for name in ("problem", "waiting", "notices"):
            self.watch(self, name, self._read_status, init=False)
        self.places.restore_list()
        self._read_status()
        self.call_after_refresh(self.late_pane.start)

    def on_unmount(self) -> None:
        unfollow(self)
        self.finding.close()
        self.late_pane.close()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the panes to another size; in one pane, show the list if it or its bar has focus."""
        shown_panes.fit(self, event.size.width)
        # A hidden widget would lose the focus, and no other widget would get it.
        if self.has_class("-one-pane") and self.thread is not None:
            keys = self.focused
            if keys is self.list or (self.finding.typing and self.finding.session.hits is None):
                self.close_thread()
                self.set_focus(keys)
        self.finding.show_bar()

    # The state.

    @property
    def conversation(self) -> Conversation | None:
        """The conversation whose thread is open; None before its first message."""
        return self.thread.conversation if self.thread is not None else None

    @property
    def in_thread(self) -> bool:
        """Whether the thread or its box has focus."""
        return self.has_pane and self.pane.has_focus_within

    @property
    def pane(self) -> ThreadPane:
        """The thread's pane, which is mounted after the first frame: see `late_pane`."""
        assert self.late_pane.pane is not None  # noqa: S101 - callers wait for it
        return self.late_pane.pane

    @property
    def has_pane(self) -> bool:
        """Whether the thread's pane is mounted."""
        return self.late_pane.pane is not None

    def _watch_thread(self, old: OpenThread | None, new: OpenThread | None) -> None:
        """End the search in another thread, and mark the open one in the list."""
        shown_panes.show(self)
        opened = self.conversation.id if self.conversation is not None else None
        if old is None or new is None or old.key != new.key:
            self.finding.thread_changed(opened)
        self.list.set_open_thread(new is not None, opened)
        self._cursor_or_focus_moved()

    def read_thread_again(self) -> None:
        """Read the open thread as the store has it now."""
        if self.thread is not None and self.pane.is_attached:
            self.thread = self.thread.read_again(self.center)
            self.pane.writing.refresh_did()

    @on(events.DescendantFocus)
    def _cursor_or_focus_moved(self) -> None:
        """Keep the list's cursor and the target of keys consistent.

        While a thread has focus, the list's cursor is on its conversation. While the list has
        focus, the cursor moves freely: the thread's head then shows that keys act on another
        conversation.
        """
        row, opened = self.list.cursor_conversation, self.conversation
        self.summary.highlighted = row.title if row is not None else ""
        if not self.has_pane or not self.list.is_attached:
            return
        if opened is not None and self.in_thread and self.list.cursor_id != opened.id:
            self.list.visit(opened.id)
        shown, in_list = opened.id if opened is not None else None, self.list.has_focus
        self.pane.head.other_selected = in_list and self.list.cursor_id not in {None, shown}

    @on(ListOrder.Recounted)
    def _read_status(self) -> None:
        """Read the status, and show it."""
        before, status = self.status, replace(self.center.status(), waiting=self.waiting)
        self.status = status
        if before is not None and before.leaving != status.leaving:
            self.deletions.report(self, before.leaving, status.leaving)
        filter_words.show(self, status)
        self._cursor_or_focus_moved()

    def _happened(self, batch: EventBatch) -> None:
        # On exit, the panes are removed before their screen.
        if not (self.is_running and self.list.is_attached):
            return
        self.store_problem = ""
        if (changed := batch.conversation_ids) or batch.everything:
            self.list.apply(changed, batch.everything)
            self.read_thread_again()
            self.finding.store_changed(changed, batch.everything)
        if self.thread is not None and batch.of(DirectoryChanged):
            self.pane.names_changed()
        self._read_status()
        if self.is_active:
            self._failed_changes.report(self)

    @on(ConversationList.Unreadable)
    def _unreadable(self, event: ConversationList.Unreadable) -> None:
        event.stop()
        self.store_problem = line(event.problem.what)
        self.head = HeaderState(self.status, trouble=self.store_problem)
        self.finding.everywhere.show_head(self.head)

    def _clock_ticked(self) -> None:
        self.list.clock_ticked(self.center.triage.next_due)
        self._happened(EventBatch())
        self.places.keep_later()
        self.places.keep_sight(getattr(self.app, "environ", {}))

    async def set_filters(self, filters: Filters) -> None:
        """Change which conversations are listed, and the time zone."""
        await self.reading.read(filters)

    def show_order(self, order: Order) -> None:
        """Show the conversations that passed filters, and the filters in the header."""
        self.filters, self.zone = order.filters, order.zone
        self.list.order.show(order)
        # Whatever changes the status is told by the feed: other filters alone do not.
        if self.status is not None:
            filter_words.show(self, self.status)
        self._cursor_or_focus_moved()

    # What flows do: see `InboxFace`.

    async def ask(self, dialog: Screen[T]) -> T | None:
        return await self.app.push_screen_wait(dialog)

    def say(
        self, words: str, *, severity: SeverityLevel = "information", timeout: float | None = None
    ) -> None:
        """Show a sentence."""
        self.notify(words, severity=severity, timeout=timeout, markup=False)

    async def open(self, conversation: Conversation, *, focus: bool = True) -> None:
        """Open a conversation; with `focus` its thread gets the focus."""
        if not await self.late_pane.ready():
            return
        if self.conversation is not None and self.conversation.id == conversation.id:
            self.read_thread_again()
        else:
            self.thread = OpenThread.of(self.center, conversation)
        self.list.visit(conversation.id)
        during = self.list.during
        if during is not None and self._days_shown != (conversation.id, during):
            self._days_shown = (conversation.id, during)
            show_days(self, conversation.id, during)
        if focus or self.has_class("-one-pane"):
            self.pane.focus_thread()

    async def write_to(self, did: Did, people: Sequence[Contact]) -> None:
        """Open a box to one or several people, in their conversation if there is one; focus it."""
        if not await self.late_pane.ready():
            return
        thread = OpenThread.to(self.center, did, people)
        if thread.conversation is not None:
            await self.open(thread.conversation)
        else:
            self.thread = thread
        self.pane.writing.focus_box()

    def close_thread(self) -> None:
        """Close the thread and focus the list."""
        self._days_shown = None
        self.set_focus(self.list)
        self.thread = None

    def to_list(self) -> None:
        """Focus the list; in one pane, this closes the thread."""
        if self.has_class("-one-pane"):
            self.close_thread()
        else:
            self.set_focus(self.list)

    # Keys, and messages of the panes.

    async def action_flow(self, command: str) -> None:
        """Start the flow of a command."""
        await flows.start(self, command)

    @on(FlowWanted)
    async def _flow_wanted(self, wanted: FlowWanted) -> None:
        wanted.stop()
        await flows.answer(self, wanted)

    async def action_back(self) -> None:
        """Go one step back: search, box, thread, list, close the thread, notices, a filter."""
        if self.finding.leave():
            return
        if self.in_thread:
            self.pane.focus_thread() if self.pane.writing.composing else self.to_list()
        elif self.thread is not None:
            self.close_thread()
        elif self.notices:
            self.notices = ()
        elif self.filters.stack:
            await self.set_filters(self.filters.without_last())

    async def action_move(self, rows: int) -> None:
        """Move between hits while the find bar has focus."""
        await self.finding.move(rows)

    def action_page(self, pages: int) -> None:
        """Move by a page of the list's results while the find bar has focus."""
        self.finding.page(pages)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the set-aside rows only if there are some, and counts where digits count."""
        if action == "count":
            return self.in_thread or list_commands.counts_digits()
        set_aside = self.status is not None and self.status.set_aside
        return parameters != (SET_ASIDE.id,) or set_aside

    @on(events.MouseDown)
    def key_pressed(self, event: events.Event) -> None:
        """Note a key or a click: the list keeps its order, and the thread counts as seen."""
        super().key_pressed(event)
        self.list.order.key_pressed()
        self.places.key_was_pressed = True
        if self.has_pane and self.pane.unattended:
            self.pane.unattended = False
            self.pane.update_seen()

    @on(events.ScreenResume)
    @on(events.ScreenSuspend)
    def _attention_moved(self) -> None:
        """Stop marking messages as seen while a dialog or another window covers the thread."""
        if self.has_pane and self.pane.view.is_attached:
            self.pane.update_seen()

    # Methods for the app.

    async def flush(self) -> None:
        """Save the draft and the position; return when they are on disk."""
        if self.has_pane:
            await self.pane.writing.flush()
        await self.places.keep(leaving=True)

    def save_draft(self) -> None:
        """Save the draft without waiting for it."""
        if self.has_pane:
            self.pane.writing.save_draft()
