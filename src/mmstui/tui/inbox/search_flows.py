"""Search all messages from the inbox, move from hit to hit, and return to the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mmstui.center import Key
from mmstui.domain.messages import Conversation, Status
from mmstui.tui.inbox.find_flows import FindFlows, ThreadHits, ThreadPosition
from mmstui.tui.jobs import job
from mmstui.tui.ui.header import Shown

if TYPE_CHECKING:
    from mmstui.tui.inbox.filters import Filters
    from mmstui.tui.search.runner import Stop
    from mmstui.tui.search.screen import SearchScreen
    from mmstui.tui.search.session import SearchResult, SearchSession


class Origin(NamedTuple):
    """The position before the search was opened."""

    opened: Conversation | None
    spot: ThreadPosition
    row: int | None
    in_thread: bool


class SearchFlows(FindFlows):
    """The part of `InboxScreen` that searches all messages."""

    _hunt: SearchSession | None = None  #: the session whose hit is open in the thread
    _origin: Origin | None = None
    _displaced = False  #: whether a hit was opened since
    _owed = 0  #: steps to take once the hits are read
    _searching: SearchScreen | None = None
    _told: tuple[Status, Shown, str] | None = None

    if TYPE_CHECKING:

        async def ready(self) -> bool: ...
        def close_thread(self) -> None: ...
        def _labels(self, filters: Filters) -> str: ...
        def _days(self, filters: Filters) -> str: ...

    @job("The search is not shown: press \\ again.", group="dialog")
    async def action_search(self) -> None:
        """Search all messages of the DIDs and days that are shown."""
        from mmstui.tui.search.session import SearchSession

        filters = self.list.filters
        labels, days = self._labels(filters), self._days(filters)
        await self._search(SearchSession(filters.dids, labels, self.list.during, days))

    async def _search(self, hunt: SearchSession) -> None:
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
            # Otherwise a hit was open before, and its thread is shown again.
            await self._return()
        # The search screen used the runner; search the thread or the list again.
        self.find_again((), True)

    def search_again(self, changed: Sequence[int], everything: bool) -> None:
        """Search again after conversations changed.

        While a hit is open, the session is only marked stale: its hits are read at the next step.
        """
        if self._hunt is not None:
            self._hunt.stale = True
        if self._searching is not None:
            self._searching.store_changed()
        else:
            self.find_again(changed, everything)

    def tell_search(self, status: Status, shown: Shown, trouble: str) -> None:
        """Update the header of the search screen, which respects DIDs and days."""
        self._told = (status, shown, trouble)
        if self._searching is not None:
            shown = replace(shown, unread_only=False)
            self._searching.header.update(status, shown, trouble)

    # A hit in its thread.

    @property
    def hunting(self) -> bool:
        """Whether the open thread shows a hit of a search session."""
        return self._hunt is not None

    async def _show_hit(self, hunt: SearchSession, *, reply: bool = False) -> None:
        if (hit := hunt.hit) is None or not await self.ready():
            return
        self._hunt, self._displaced, self._owed = None, True, 0
        await self.bar()
        await self.open(hit.conversation)
        view, query = self.pane.view, hunt.found.query
        self._hunt = hunt
        self.marks = ThreadHits(hit.conversation.id, hunt.text, query, [])
        view.mark(query)
        if not view.show_message(hit.message.id):
            self.notify("This message is not here any more.", markup=False)
        self.show_bar()
        self.look_in_thread(self.marks, jump=False)
        if reply:
            self.pane.focus_box()

    def other_hit(self, key: Key) -> None:
        """Move the session's cursor to another hit of the open thread."""
        if self._hunt is not None:
            ids = [hit.message.id for hit in self._hunt.found.hits]
            if key[2] in ids:
                self._hunt.cursor = ids.index(key[2])

    async def onward(self, step: int) -> None:
        """Go to the next conversation with a hit: the open thread has no further one."""
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

    def _next_place(self, hunt: SearchSession, step: int) -> int | None:
        hit, marks = hunt.hit, self.marks
        if step > 0 and hit and marks and hit.conversation.id != marks.conversation_id:
            # The open conversation has no hit any more, so the cursor is already on the next.
            return hunt.cursor
        return hunt.next_conversation(step)

    def _read_and_go(
        self, hunt: SearchSession, search: Callable[[Stop], SearchResult], step: int
    ) -> None:
        """Run a search, then take this step and those asked for meanwhile."""
        self._owed += step

        def taken(found: SearchResult) -> None:
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

    # Back.

    def leave_hunt(self) -> bool:
        """Go from a hit in its thread to the list of hits; return False if there is no session."""
        hunt, self._hunt, self._owed = self._hunt, None, 0
        if hunt is not None:
            self.end_marks()
            self._again(hunt)
        return hunt is not None

    @job("What was found is not shown: press \\ to search again.", group="dialog")
    async def _again(self, hunt: SearchSession) -> None:
        await self._search(hunt)

    def end_hunt(self) -> None:
        """End the search session without returning to its start."""
        self._hunt = self._origin = None
        self._displaced, self._owed = False, 0

    def other_thread(self, conversation_id: int | None) -> None:
        """End the search in the thread, and its session, when another thread or none is opened."""
        if self.marks is not None and self.marks.conversation_id != conversation_id:
            if self._hunt is not None:
                self.end_hunt()
            self.end_marks()

    def _where(self) -> Origin:
        view = self.pane.view if self.opened is not None else None
        message = view.message if view is not None else None
        spot = ThreadPosition(message.id if message else None, view is None or view.at_end)
        return Origin(self.opened, spot, self.list.cursor_id, self.in_thread)

    async def _return(self) -> None:
        """Return to the position before the search, if a hit was opened since."""
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
