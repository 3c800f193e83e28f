"""The inbox screen: list left, thread and compose box right. It routes; the panes draw and post."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.messages import Status
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import line
from mmstui.domain.zones import zone_name
from mmstui.tui import jobs
from mmstui.tui.events import follow, unfollow
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import empty
from mmstui.tui.inbox.account_flows import AccountFlows
from mmstui.tui.inbox.actions import InboxActions
from mmstui.tui.inbox.batch_flows import BatchFlows
from mmstui.tui.inbox.conversation_list import ConversationList, Empty
from mmstui.tui.inbox.deletion_flows import DeletionFlows
from mmstui.tui.inbox.details_flows import DetailsFlows
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_order import Order
from mmstui.tui.inbox.media_flows import MediaFlows
from mmstui.tui.inbox.opening import ThreadOpening
from mmstui.tui.inbox.restoring import Restoring
from mmstui.tui.inbox.search_flows import SearchFlows
from mmstui.tui.inbox.summary import Summary
from mmstui.tui.layout import WIDE, list_width
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.formatting import day_words, history_words
from mmstui.tui.ui.header import HeaderLine, Shown

if TYPE_CHECKING:
    from mmstui.tui.thread.pane import ThreadPane

#: Seconds between two checks for changes without a write: a new day, a silent leader process.
CLOCK_INTERVAL: Final = 20.0
#: Seconds after which the list shows that it is still being read.
SLOW_READ: Final = 0.25


class InboxScreen(
    SearchFlows,
    AccountFlows,
    DetailsFlows,
    MediaFlows,
    DeletionFlows,
    BatchFlows,
    Restoring,
    ThreadOpening,
    InboxActions,
):
    """The main screen of `mmstui`."""

    AUTO_FOCUS = "ConversationList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*inbox_commands.ALWAYS, *inbox_commands.LETTERS),
    ]

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
        self.home_zone = self.zone = zone
        self.header = HeaderLine(clock=clock, zone=zone)
        self.list = ConversationList(center.inbox, clock=clock, zone=zone)
        self.summary = Summary(clock=clock, zone=zone)
        #: Complaints about the configuration, until the user dismisses them.
        self._notices = tuple(line(words) for words in center.settings.complaints)
        self.summary.set_notices(self._notices)
        self._blink = blink
        self._when_ready = ready
        self._pane_task: asyncio.Task[None] | None = None
        self._status: Status | None = None
        self._problem = ""
        self._waiting = ""
        self._store_problem = ""
        self._unread_shown: tuple[int, int] | None = None
        self._today: date | None = None
        self._reading_list = False  #: for longer than `SLOW_READ`: the list is empty meanwhile

    def compose(self) -> ComposeResult:
        """Yield header, panes and footer."""
        yield self.header
        self._fit(self.app.size.width)
        with Container(id="panes"):
            yield self.list
            with Container(id="right"):
                yield self.summary
        yield KeyFooter()

    @property
    def pane(self) -> ThreadPane:
        """The thread's pane, which is mounted after the first frame: see `ready`."""
        assert self._pane is not None  # noqa: S101 - callers wait for `ready`
        return self._pane

    async def ready(self) -> bool:
        """Wait for the thread's pane; return False if the app exits first.

        Its widgets, a text area and others, would delay the first frame by a third of the time that
        importing Textual takes.
        """
        await asyncio.shield(self._start_pane_task())
        return self._pane is not None

    def _start_pane_task(self) -> asyncio.Task[None]:
        if self._pane_task is None:
            self._pane_task = self._make_pane()
        return self._pane_task

    def _pane_failed(self) -> None:
        """Let the next opened conversation try again; the engine starts without a pane."""
        if self._pane is None:
            self._pane_task = None
        self._call_when_ready()

    def _call_when_ready(self) -> None:
        when_ready, self._when_ready = self._when_ready, lambda: None
        when_ready()

    @jobs.task("No conversation can be shown: press enter to try again.", recover=_pane_failed)
    async def _make_pane(self) -> None:
        module = await asyncio.to_thread(import_module, "mmstui.tui.thread.pane")
        settings = self.center.settings
        pane: ThreadPane = module.ThreadPane(
            self.center, self.clock, self.zone, blink=self._blink, pictures=settings.thumbnails,
            open_with=settings.open_command, warnings_off=settings.warnings_off,
        )  # fmt: skip
        if self.is_attached:
            await self.query_one("#right").mount(pane)
            self._pane = pane
            pane.box.sends_left = self.sends_left
            if self._status is not None:
                pane.view.set_history(history_words(self._status))
            self.call_after_refresh(self._call_when_ready)
            self.restore_place()

    def on_mount(self) -> None:
        """Follow the store; start the timer and the watchers."""
        follow(self, self._happened, unreadable=self._unreadable)
        self._today = self._local_day()
        self.set_interval(CLOCK_INTERVAL, self._clock_ticked)
        self.watch(self.app, "app_focus", self._focus_moved, init=False)
        self.watch(self.list, "under_cursor", self._cursor_moved, init=False)
        self.watch(self.list, "has_focus", self._sync_panes, init=False)
        self._update_status()
        self.call_after_refresh(self._start_pane_task)

    def on_unmount(self) -> None:
        unfollow(self)
        self.search_runner.close()
        if self._pane_task is not None:
            self._pane_task.cancel()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the panes to another size."""
        self._fit(event.size.width)
        if self.has_class("-one-pane", "-thread"):
            self._show_focused_pane()
        self.show_bar()

    def _show_focused_pane(self) -> None:
        """In one pane: show the list if it or its find bar has focus.

        A hidden widget would lose the focus, and no other widget would get it.
        """
        bar, keys = self._bar, self.focused
        in_bar = bar is not None and keys is bar.field and self.thread_hits is None
        if keys is self.list or in_bar:
            self.close_thread()
            self.set_focus(keys)

    def _fit(self, width: int) -> None:
        """Choose between one pane and two, and set the width of the list."""
        self.set_class(width < WIDE, "-one-pane")
        if width >= WIDE:
            self.list.styles.width = list_width(width)
        else:
            self.list.styles.width = "1fr"

    # Methods for the app.

    async def flush(self) -> None:
        """Save the draft and the position; return when they are on disk."""
        if self._pane is not None:
            await self._pane.flush()
        await self.keep_place(leaving=True)

    def save_draft(self) -> None:
        """Save the draft without waiting for it."""
        if self._pane is not None:
            self._pane.save_draft()

    def show_problem(self, words: str) -> None:
        """Show in the header that a part of the app has failed; "" clears it."""
        self._problem = words
        self._update_status()

    def show_waiting(self, words: str) -> None:
        """Show in the header what the connection waits for; "" clears it."""
        self._waiting = words
        self._update_status()

    def key_pressed(self) -> None:
        """Note that a key was pressed: the list keeps its order, and the thread counts as seen."""
        self.list.key_pressed()
        self._key_was_pressed = True
        if self._pane is not None and self._pane.unattended:
            self._pane.unattended = False
            self._pane.update_seen()

    # Status.

    def _happened(self, batch: EventBatch) -> None:
        # On exit, the panes are removed before their screen.
        if not (self.is_running and self.list.is_attached):
            return
        self._store_problem = ""
        if (changed := batch.conversation_ids) or batch.everything:
            self.list.apply(changed, batch.everything)
            if self._pane is not None and self._pane.view.is_attached:
                self._pane.changed()
                self._sync_panes()
            self.search_again(changed, batch.everything)
        self._update_status()
        self.report_changes()

    def _unreadable(self, problem: StoreProblem) -> None:
        self._store_problem = line(problem.what)
        if self.is_running:
            self.header.update(self._status, Shown(), self._store_problem)

    def _update_status(self) -> None:
        """Update header, summary and the text of an empty list from the store."""
        before, status = self._status, replace(self.center.status(), waiting=self._waiting)
        self._status = status
        self._unread_shown = self._unread_of(self.list.filters.dids)
        if before is not None and before.leaving != status.leaving:
            self.report_deletion(before.leaving, status.leaving)
        filters = self.list.filters
        labels = self._labels(filters)
        days = self._days(filters)
        shown = Shown(
            labels or "All DIDs",
            filters.unread_only,
            days,
            zone_name(self.zone),
            zone_set=filters.zone is not None,
            unread=self._unread_shown,
        )
        notice = "! config.toml" if self._notices else ""
        self.header.update(status, shown, self._store_problem or self._problem, notice)
        self.update_search_header(status, shown, self._store_problem or self._problem)
        if self._pane is not None:
            self._pane.view.set_history(history_words(status))
            self._pane.box.sends_left = self.sends_left
        if not self.list.ids:
            self.list.set_empty(self._empty_words(status, filters, labels, days))
        self._summarise()

    def _empty_words(self, status: Status, filters: Filters, labels: str, days: str) -> Empty:
        if self._reading_list:
            return empty.READING
        dids = len(self.center.directory.dids()) if not status.conversations else 0
        return self.nothing_found() or empty.words(status, filters, labels, days, dids)

    @property
    def sends_left(self) -> int:
        """Messages that the API still accepts today, as far as history shows."""
        status = self._status or self.center.status()
        return max(0, status.sends_limit - status.sends_today)

    def _summarise(self) -> None:
        if not self.has_class("-thread"):
            row = self.list.cursor_conversation
            title = row.title if row else ""
            self.summary.update(self._status, title, self._unread_shown)

    def _unread_of(self, dids: frozenset[str] | None) -> tuple[int, int] | None:
        """Count unread messages and conversations of DIDs; None for all: the status counts them."""
        if dids is None:
            return None
        ids = self.center.inbox.conversation_ids(dids=dids, unread_only=True)
        rows = self.center.inbox.conversations(ids).values()
        return sum(row.unread for row in rows), len(rows)

    def _labels(self, filters: Filters) -> str:
        if filters.dids is None:
            return ""
        dids = self.center.directory.dids()
        labels = [did.label for did in dids if did.number in filters.dids]
        return ", ".join(labels) if len(labels) < 3 else f"{len(labels)} of {len(dids)} DIDs"

    def _days(self, filters: Filters) -> str:
        return day_words(filters.days, self._local_day()) if filters.days else ""

    def _local_day(self) -> date:
        return self.clock().astimezone(self.zone).date()

    def _clock_ticked(self) -> None:
        if (today := self._local_day()) != self._today:
            self._today = today
            self.list.day_changed()
        self._happened(EventBatch())
        self.keep_place_later()

    def on_mouse_down(self) -> None:
        """Treat a click like a key."""
        self.key_pressed()

    def _focus_moved(self) -> None:
        if self._pane is not None and self._pane.view.is_attached:
            self._pane.update_seen()

    def on_screen_resume(self) -> None:
        """Mark new messages as seen again after a dialog."""
        self._focus_moved()

    def on_screen_suspend(self) -> None:
        """Stop marking messages as seen while a dialog covers the thread."""
        self._focus_moved()

    @on(ConversationList.Unreadable)
    def _list_unreadable(self, event: ConversationList.Unreadable) -> None:
        event.stop()
        self._unreadable(event.problem)

    def _cursor_moved(self) -> None:
        self._sync_panes()
        self._summarise()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable dismissing only with a notice, and the set-aside rows only if there are some."""
        if action == "set_aside":
            return self._status is not None and self._status.set_aside
        return bool(self._notices) if action == "dismiss_notice" else True

    def action_dismiss_notice(self) -> None:
        """Dismiss the notice about the configuration; `A` still shows it."""
        self._notices = ()
        self.summary.set_notices(())
        self._update_status()
        self.refresh_bindings()

    async def set_filters(self, filters: Filters) -> None:
        """Change the filters of the list, and the time zone.

        Header and rows change in one frame, once the store has answered; while a read takes longer
        than `SLOW_READ`, the list is empty and says so.
        """
        zone, row = filters.zone or self.home_zone, self.list.cursor_id
        reading = jobs.start_task(self.list.read(filters, zone))
        await asyncio.wait({reading}, timeout=SLOW_READ)
        if emptied := not reading.done() and self.is_running:
            self._reading_list = True
            self._show_order(self.list.empty_order(filters, zone))
        try:
            order = await reading
        finally:
            self._reading_list = False
        if order is not None and self.is_running:
            self._show_order(order)
            if emptied and row is not None:
                self.list.select(row)
            self._sync_panes()

    def _show_order(self, order: Order) -> None:
        if order.zone != self.zone:
            self.zone = order.zone
            for pane in (self.header, self.summary):
                pane.set_zone(order.zone)
            if self._pane is not None:
                self.pane.view.set_zone(order.zone)
            self._today = self._local_day()
        self.list.show(order)
        self._update_status()
