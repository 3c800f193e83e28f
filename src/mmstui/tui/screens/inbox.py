"""The inbox: list left, thread and compose box right. It routes; the panes draw and post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact, Conversation, Did, Direction, Status
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import line
from mmstui.domain.zones import zone_name
from mmstui.tui.commands import bindings, everywhere
from mmstui.tui.feed import ChangeFeed
from mmstui.tui.screens import empty
from mmstui.tui.screens.inbox_dialogs import InboxDialogs
from mmstui.tui.widgets.conversation_list import ConversationList, Filters
from mmstui.tui.widgets.footer import KeyFooter
from mmstui.tui.widgets.header import HeaderLine, Shown
from mmstui.tui.widgets.summary import Summary
from mmstui.tui.widgets.thread_pane import ThreadPane

#: From this width on both panes are shown.
WIDE: Final = 90
#: The list's share of the screen, and its bounds, in columns.
LIST_SHARE, LIST_LEAST, LIST_MOST = 0.38, 40, 60
#: Seconds between two looks at the calendar.
CALENDAR: Final = 20.0


class InboxScreen(InboxDialogs):
    """What `mmstui` opens."""

    AUTO_FOCUS = "ConversationList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*everywhere.ALWAYS, *everywhere.LETTERS),
    ]

    def __init__(
        self,
        center: MessageCenter,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        blink: bool = True,
    ) -> None:
        super().__init__()
        self.center = center
        self.clock = clock
        self.zone = zone
        self.header = HeaderLine(clock=clock, zone=zone)
        self.list = ConversationList(center, clock=clock, zone=zone)
        self.summary = Summary(clock=clock, zone=zone)
        self.pane = ThreadPane(center, clock, zone, blink=blink)
        self._feed = ChangeFeed(self, center, self._changed)
        self._open: Conversation | None = None
        self._status: Status | None = None
        self._trouble = ""
        self._today: date | None = None

    def compose(self) -> ComposeResult:
        """Header, panes, footer."""
        yield self.header
        with Container(id="panes"):
            yield self.list
            with Container(id="right"):
                yield self.summary
                yield self.pane
        yield KeyFooter()

    def on_mount(self) -> None:
        """Say how things stand, and go on saying it."""
        self._feed.start()
        self._today = self._local_day()
        self.set_interval(CALENDAR, self._look_at_the_calendar)
        self.watch(self.app, "app_focus", self._focus_moved, init=False)
        self.watch(self.list, "under_cursor", self._summarise, init=False)
        self._tell()

    def on_unmount(self) -> None:
        self._feed.stop()

    def on_resize(self, event: events.Resize) -> None:
        """One pane or two, and how wide the list is."""
        width = event.size.width
        self.set_class(width < WIDE, "-one-pane")
        if width >= WIDE:
            wanted = max(LIST_LEAST, min(LIST_MOST, round(width * LIST_SHARE)))
            self.list.styles.width = wanted
        else:
            self.list.styles.width = "1fr"

    def on_key(self, event: events.Key) -> None:
        """Alt and a letter is how a terminal sends esc and that letter, pressed in a hurry."""
        *modifiers, last = event.key.split("+")
        if modifiers[:1] == ["alt"] and len(last) == 1:
            event.stop()
            self.app.simulate_key("escape")
            self.app.simulate_key(last.upper() if "shift" in modifiers else last)

    # What others may do.

    async def flush(self) -> None:
        """Save what is being written; returns when it is on disk."""
        await self.pane.flush()

    def trouble(self, words: str) -> None:
        """Something of ours stopped working: say so in the header."""
        self._trouble = words
        self._tell()

    def touched(self) -> None:
        """A key was pressed: the list keeps its order for a while."""
        self.list.touched()

    # Facts.

    def _changed(self, conversation_ids: Sequence[int], everything: bool) -> None:
        # When the app ends, panes go before their screen does.
        if not (self.is_running and self.list.is_attached and self.pane.view.is_attached):
            return
        try:
            if everything or conversation_ids:
                self.list.apply(conversation_ids, everything)
                if self.has_class("-thread"):
                    self.pane.changed()
                    self._open = self.pane.conversation or self._open
            self._tell()
        except StoreProblem as problem:
            self._trouble = line(problem.what)
            self.header.update(self._status, Shown(), self._trouble)

    def _tell(self) -> None:
        """Header, summary and the words of an empty list, as the store has them now."""
        status = self._status = self.center.status()
        filters = self.list.filters
        labels = self._labels(filters)
        shown = Shown(labels or "All DIDs", filters.unread_only, zone_name(self.zone))
        self.header.update(status, shown, self._trouble)
        if not self.list.ids:
            dids = len(self.center.dids()) if not status.conversations else 0
            self.list.set_empty(empty.words(status, filters, labels, dids))
        self._summarise()

    def _summarise(self) -> None:
        if not self.has_class("-thread"):
            row = self.list.cursor_conversation
            self.summary.update(self._status, row.title if row else "")

    def _labels(self, filters: Filters) -> str:
        if filters.dids is None:
            return ""
        dids = self.center.dids()
        labels = [did.label for did in dids if did.number in filters.dids]
        return ", ".join(labels) if len(labels) < 3 else f"{len(labels)} of {len(dids)} DIDs"

    def _local_day(self) -> date:
        return self.clock().astimezone(self.zone).date()

    def _look_at_the_calendar(self) -> None:
        if (today := self._local_day()) != self._today:
            self._today = today
            self.list.day_changed()
            self._tell()

    def _focus_moved(self) -> None:
        self.pane.look()

    # Opening and leaving.

    @on(ConversationList.Opened)
    def _opened(self, event: ConversationList.Opened) -> None:
        event.stop()
        self.open(event.conversation)
        if event.reply:
            self.pane.focus_box()

    def open(self, conversation: Conversation, *, focus: bool = True) -> None:
        """Show a conversation; with `focus` the keys go to its thread."""
        self._open = conversation
        self.list.select(conversation.id)
        self.pane.open(conversation)
        self._show_thread(focus)

    def open_new(self, did: Did, contact: Contact) -> None:
        """Write to someone, for the first time perhaps; the keys go to the box."""
        known = self.center.conversation(did.number, contact.number)
        if known is not None:
            self.open(known)
        else:
            self._open = None
            self.pane.open_new(did, contact)
            self._show_thread(focus=False)
        self.pane.focus_box()

    @on(ThreadPane.ConversationWanted)
    def _conversation_wanted(self, event: ThreadPane.ConversationWanted) -> None:
        event.stop()
        if (conversation := self.center.conversation(event.did, event.contact)) is not None:
            composing = self.pane.composing
            self.open(conversation)
            if composing:
                self.pane.focus_box()

    def _show_thread(self, focus: bool) -> None:
        self.add_class("-thread")
        if focus or self.has_class("-one-pane"):
            self.pane.focus_thread()

    def close_thread(self) -> None:
        """No thread is open any more."""
        self._open = None
        self.set_focus(self.list)
        self.remove_class("-thread")
        self.pane.close()
        self._summarise()

    def action_back(self) -> None:
        """One step back: compose box, thread, list, thread closed, filter off."""
        if self.pane.has_focus_within:
            self.pane.focus_thread() if self.pane.composing else self._to_list()
        elif self.has_class("-thread"):
            self.close_thread()
        elif self.list.filters.any:
            self.narrow(Filters())

    def _to_list(self) -> None:
        if self.has_class("-one-pane"):
            self.close_thread()
        else:
            self.set_focus(self.list)

    def action_leave(self) -> None:
        """Back where there is a back, else out."""
        if self.has_class("-thread"):
            self.action_back()
        else:
            self.call_next(self.app.action_quit)

    def action_next_pane(self) -> None:
        self.focus_next()

    def action_previous_pane(self) -> None:
        self.focus_previous()

    def action_next_conversation(self) -> None:
        self._step(1)

    def action_previous_conversation(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        row = self.list.neighbour(self._open.id if self._open else None, step)
        if row is not None:
            self.open(row, focus=not self.list.has_focus)

    def action_next_unread(self) -> None:
        """The next conversation with something new, going round."""
        filters = self.list.filters
        unread = self.center.conversation_ids(dids=filters.dids, unread_only=True)
        if self._open is not None and self._open.id in unread and len(unread) == 1:
            unread = []
        if not unread:
            self.notify("Nothing unread.", markup=False, timeout=3)
            return
        wanted = _next_after(self.list.ids, self._open.id if self._open else None, set(unread))
        rows = self.center.conversations([wanted if wanted is not None else unread[0]])
        for row in rows.values():
            self.open(row)

    # Commands.

    def action_check_now(self) -> None:
        self.center.check_now()

    def action_unread_only(self) -> None:
        filters = self.list.filters
        self.narrow(Filters(filters.dids, not filters.unread_only))

    def narrow(self, filters: Filters) -> None:
        """Show other conversations in the list."""
        self.list.narrow(filters)
        self._tell()

    def action_mark(self) -> None:
        """Unread becomes read, read becomes unread."""
        in_thread = self.pane.has_focus_within
        row = self._open if in_thread else self.list.cursor_conversation
        if row is None:
            return
        row = self.center.conversations([row.id]).get(row.id, row)
        if row.unread:
            page = self.center.thread(row.id, limit=max(200, row.unread * 2))
            new = [m.id for m in page if m.unread and m.direction is Direction.IN]
            self.center.mark_read(new)
            return
        if in_thread:
            # Before open eyes it would be read again at once.
            self._to_list()
        self.center.mark_unread(row.id)


def _next_after(order: Sequence[int], current: int | None, wanted: set[int]) -> int | None:
    """The first of `wanted` after `current` in an order, going round; None if it has none."""
    start = order.index(current) + 1 if current is not None and current in order else 0
    for number in (*order[start:], *order[:start]):
        if number in wanted and number != current:
            return number
    return None
