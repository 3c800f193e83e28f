"""Searching everything from the inbox, going on from hit to hit, and back to where one was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mmstui.center import Key
from mmstui.domain.messages import Conversation, Status
from mmstui.tui.inbox.find_flows import InboxFinding, Marks, ThreadSpot
from mmstui.tui.jobs import job
from mmstui.tui.ui.header import Shown

if TYPE_CHECKING:
    from mmstui.tui.inbox.filters import Filters
    from mmstui.tui.search.runner import Stop
    from mmstui.tui.search.screen import SearchScreen
    from mmstui.tui.search.session import Found, Hunt


class Origin(NamedTuple):
    """Where one was before everything was searched."""

    opened: Conversation | None
    spot: ThreadSpot
    row: int | None
    in_thread: bool


class InboxSearch(InboxFinding):
    """The part of `InboxScreen` that searches everything."""

    _hunt: Hunt | None = None  #: whose hit is open in the thread
    _origin: Origin | None = None
    _displaced = False  #: whether a hit was opened since
    _owed = 0  #: steps onward that wait for hits to be read
    _searching: SearchScreen | None = None
    _told: tuple[Status, Shown, str] | None = None

    if TYPE_CHECKING:

        async def ready(self) -> bool: ...
        def close_thread(self) -> None: ...
        def _labels(self, filters: Filters) -> str: ...
        def _days(self, filters: Filters) -> str: ...

    @job("The search is not shown: press \\ again.", group="dialog")
    async def action_search(self) -> None:
        """Search all messages, of the numbers and the days that are shown."""
        from mmstui.tui.search.session import Hunt

        filters = self.list.filters
        labels, days = self._labels(filters), self._days(filters)
        await self._search(Hunt(filters.dids, labels, self.list.during, days))

    async def _search(self, hunt: Hunt) -> None:
        from mmstui.tui.search.screen import SearchScreen

        if self._origin is None:
            self._origin = self._where()
        screen = self._searching = SearchScreen(
            self.center, hunt, self.looking, clock=self.clock, zone=self.zone
        )
        if self._told is not None:
            self.tell_search(*self._told)
        try:
            chosen = await self.app.push_screen_wait(screen)
        finally:
            self._searching = None
        if chosen is not None:
            await self._show_hit(hunt, reply=chosen.reply)
            return
        if self._hunt is None:
            # Else one was at a hit before, and is there again.
            await self._return()
        # What is marked was not looked for while the search had the thread that looks.
        self.find_again((), True)

    def search_again(self, changed: Sequence[int], everything: bool) -> None:
        """Conversations have changed: hits come, go, or have another name.

        While a hit is open in its thread the others are read when one goes on to them.
        """
        if self._hunt is not None:
            self._hunt.stale = True
        if self._searching is not None:
            self._searching.store_changed()
        else:
            self.find_again(changed, everything)

    def tell_search(self, status: Status, shown: Shown, trouble: str) -> None:
        """How things stand, for the header of the search: it heeds numbers and days."""
        self._told = (status, shown, trouble)
        if self._searching is not None:
            shown = replace(shown, unread_only=False)
            self._searching.header.update(status, shown, trouble)

    # A hit in its thread.

    @property
    def hunting(self) -> bool:
        """Whether the open thread is shown for a hit of the search."""
        return self._hunt is not None

    async def _show_hit(self, hunt: Hunt, *, reply: bool = False) -> None:
        if (hit := hunt.hit) is None or not await self.ready():
            return
        self._hunt, self._displaced, self._owed = None, True, 0
        await self.bar()
        await self.open(hit.conversation)
        view, query = self.pane.view, hunt.found.query
        self._hunt = hunt
        self.marks = Marks(hit.conversation.id, hunt.text, query, [])
        view.mark(query)
        if not view.show_message(hit.message.id):
            self.notify("This message is not here any more.", markup=False)
        self.show_bar()
        self.look_in_thread(self.marks, jump=False)
        if reply:
            self.pane.focus_box()

    def other_hit(self, key: Key) -> None:
        """Another hit of the open thread: back in the list of hits, one is there."""
        if self._hunt is not None:
            ids = [hit.message.id for hit in self._hunt.found.hits]
            if key[2] in ids:
                self._hunt.cursor = ids.index(key[2])

    async def onward(self, step: int) -> None:
        """The thread has no hit further on: to the next conversation that has one."""
        hunt = self._hunt
        if hunt is not None and (hunt.stale or self._owed):
            hunt.stale = False
            self._read_and_go(hunt, hunt.again(self.center), step)
            return
        place = self._next_place(hunt, step) if hunt is not None else None
        if hunt is not None and place is not None:
            hunt.cursor = place
            await self._show_hit(hunt)
        elif hunt is not None and step > 0 and hunt.found.more:
            self._read_and_go(hunt, hunt.more(self.center), step)
        else:
            which = "oldest" if step > 0 else "newest"
            self.notify(f"That was the {which} hit.", markup=False, timeout=3)

    def _next_place(self, hunt: Hunt, step: int) -> int | None:
        hit, marks = hunt.hit, self.marks
        if step > 0 and hit and marks and hit.conversation.id != marks.conversation_id:
            # The one that was open has no hit any more: the cursor is on the next already.
            return hunt.cursor
        return hunt.next_conversation(step)

    def _read_and_go(self, hunt: Hunt, search: Callable[[Stop], Found], step: int) -> None:
        """Take the step among the hits that are read first, with those asked for meanwhile."""
        self._owed += step

        def taken(found: Found) -> None:
            if self._hunt is hunt:
                hunt.take(found)
                self._go_on()

        self.looking.ask(search, taken)

    def _not_gone_on(self) -> None:
        self._owed = 0

    @job("The next hit is not shown: press the key again.", group="search", recover=_not_gone_on)
    async def _go_on(self) -> None:
        steps, self._owed = self._owed, 0
        for number in range(abs(steps)):
            step = 1 if steps > 0 else -1
            if number == 0 or self.marks is None:
                await self.onward(step)
            else:
                await self._along(self.marks, step)

    # Going back.

    def leave_hunt(self) -> bool:
        """From a hit in its thread to the list of hits."""
        hunt, self._hunt, self._owed = self._hunt, None, 0
        if hunt is not None:
            self.end_marks()
            self._again(hunt)
        return hunt is not None

    @job("What was found is not shown: press \\ to search again.", group="dialog")
    async def _again(self, hunt: Hunt) -> None:
        await self._search(hunt)

    def end_hunt(self) -> None:
        """One goes one's own way from here."""
        self._hunt = self._origin = None
        self._displaced, self._owed = False, 0

    def other_thread(self, conversation_id: int | None) -> None:
        """Another thread is opened, or none: what was marked in the last one is over."""
        if self.marks is not None and self.marks.conversation_id != conversation_id:
            if self._hunt is not None:
                self.end_hunt()
            self.end_marks()

    def _where(self) -> Origin:
        view = self.pane.view if self.opened is not None else None
        message = view.message if view is not None else None
        spot = ThreadSpot(message.id if message else None, view is None or view.at_end)
        return Origin(self.opened, spot, self.list.cursor_id, self.in_thread)

    async def _return(self) -> None:
        """Back to where one was, if a hit was opened meanwhile."""
        origin, self._origin = self._origin, None
        displaced, self._displaced = self._displaced, False
        if origin is None or not displaced:
            return
        if origin.opened is None:
            self.close_thread()
        else:
            await self.open(origin.opened, focus=origin.in_thread)
            self.to_spot(origin.spot)
        if origin.row is not None:
            self.list.select(origin.row)
        if not origin.in_thread:
            self.to_list()
