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
    position: ThreadPosition
    row: int | None
    in_thread: bool


class SearchFlows(FindFlows):
    """The part of `InboxScreen` that searches all messages."""

    _session: SearchSession | None = None  #: the session whose hit is open in the thread
    _origin: Origin | None = None
    _hit_opened = False  #: whether a hit was opened since
    _pending_steps = 0  #: steps to take once the hits are read
    _search_screen: SearchScreen | None = None
    _header_args: tuple[Status, Shown, str] | None = None

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
        await self._open_search(SearchSession(filters.dids, labels, self.list.during, days))

    async def _open_search(self, session: SearchSession) -> None:
        from mmstui.tui.search.screen import SearchScreen

        if self._origin is None:
            self._origin = self._current_position()
        screen = self._search_screen = SearchScreen(
            self.center, session, self.search_runner, clock=self.clock, zone=self.zone
        )
        if self._header_args is not None:
            self.update_search_header(*self._header_args)
        try:
            chosen = await self.app.push_screen_wait(screen)
        finally:
            self._search_screen = None
        if chosen is not None:
            await self._show_hit(session, reply=chosen.reply)
            return
        if self._session is None:
            # Otherwise a hit was open before, and its thread is shown again.
            await self._return_to_origin()
        # The search screen used the runner; search the thread or the list again.
        self.refresh_results((), True)

    def search_again(self, changed: Sequence[int], everything: bool) -> None:
        """Search again after conversations changed.

        While a hit is open, the session is only marked stale: its hits are read at the next step.
        """
        if self._session is not None:
            self._session.stale = True
        if self._search_screen is not None:
            self._search_screen.store_changed()
        else:
            self.refresh_results(changed, everything)

    def update_search_header(self, status: Status, shown: Shown, problem: str) -> None:
        """Update the header of the search screen, which respects DIDs and days."""
        self._header_args = (status, shown, problem)
        if self._search_screen is not None:
            shown = replace(shown, unread_only=False)
            self._search_screen.header.update(status, shown, problem)

    # A hit in its thread.

    @property
    def in_search_session(self) -> bool:
        """Whether the open thread shows a hit of a search session."""
        return self._session is not None

    async def _show_hit(self, session: SearchSession, *, reply: bool = False) -> None:
        if (hit := session.hit) is None or not await self.ready():
            return
        self._session, self._hit_opened, self._pending_steps = None, True, 0
        await self.mount_bar()
        await self.open(hit.conversation)
        view, query = self.pane.view, session.result.query
        self._session = session
        self.thread_hits = ThreadHits(hit.conversation.id, session.text, query, [])
        view.highlight(query)
        if not view.show_message(hit.message.id):
            self.notify("This message is not here any more.", markup=False)
        self.show_bar()
        self.search_thread(self.thread_hits, jump=False)
        if reply:
            self.pane.focus_box()

    def hit_selected(self, key: Key) -> None:
        """Move the session's cursor to another hit of the open thread."""
        if self._session is not None:
            ids = [hit.message.id for hit in self._session.result.hits]
            if key[2] in ids:
                self._session.cursor = ids.index(key[2])

    async def go_to_next_conversation(self, step: int) -> None:
        """Go to the next conversation with a hit: the open thread has no further one."""
        session = self._session
        if session is not None and (session.stale or self._pending_steps):
            session.stale = False
            self._search_and_step(session, session.search_again(self.center), step)
            return
        place = self._next_index(session, step) if session is not None else None
        if session is not None and place is not None:
            session.cursor = place
            await self._show_hit(session)
        elif session is not None and step > 0 and session.result.more:
            self._search_and_step(session, session.search_more(self.center), step)
        else:
            which = "oldest" if step > 0 else "newest"
            self.notify(f"That was the {which} hit.", markup=False, timeout=3)

    def _next_index(self, session: SearchSession, step: int) -> int | None:
        hit, hits = session.hit, self.thread_hits
        if step > 0 and hit and hits and hit.conversation.id != hits.conversation_id:
            # The open conversation has no hit any more, so the cursor is already on the next.
            return session.cursor
        return session.next_conversation(step)

    def _search_and_step(
        self, session: SearchSession, search: Callable[[Stop], SearchResult], step: int
    ) -> None:
        """Run a search, then take this step and those asked for meanwhile."""
        self._pending_steps += step

        def take_result(found: SearchResult) -> None:
            if self._session is session:
                session.update(found)
                self._take_steps()

        self.search_runner.run(search, take_result)

    def _drop_steps(self) -> None:
        self._pending_steps = 0

    @job("The next hit is not shown: press the key again.", group="search", recover=_drop_steps)
    async def _take_steps(self) -> None:
        steps, self._pending_steps = self._pending_steps, 0
        for number in range(abs(steps)):
            step = 1 if steps > 0 else -1
            if number == 0 or self.thread_hits is None:
                await self.go_to_next_conversation(step)
            else:
                await self._step_hit(self.thread_hits, step)

    # Back.

    def back_to_hits(self) -> bool:
        """Go from a hit in its thread to the list of hits; return False if there is no session."""
        session, self._session, self._pending_steps = self._session, None, 0
        if session is not None:
            self.end_thread_hits()
            self._reopen(session)
        return session is not None

    @job("What was found is not shown: press \\ to search again.", group="dialog")
    async def _reopen(self, session: SearchSession) -> None:
        await self._open_search(session)

    def end_session(self) -> None:
        """End the search session without returning to its start."""
        self._session = self._origin = None
        self._hit_opened, self._pending_steps = False, 0

    def thread_changed(self, conversation_id: int | None) -> None:
        """End the search in the thread, and its session, when another thread or none is opened."""
        if self.thread_hits is not None and self.thread_hits.conversation_id != conversation_id:
            if self._session is not None:
                self.end_session()
            self.end_thread_hits()

    def _current_position(self) -> Origin:
        view = self.pane.view if self.opened is not None else None
        message = view.message if view is not None else None
        position = ThreadPosition(message.id if message else None, view is None or view.at_end)
        return Origin(self.opened, position, self.list.cursor_id, self.in_thread)

    async def _return_to_origin(self) -> None:
        """Return to the position before the search, if a hit was opened since."""
        origin, self._origin = self._origin, None
        was_opened, self._hit_opened = self._hit_opened, False
        if origin is None or not was_opened:
            return
        if origin.opened is None:
            self.close_thread()
        else:
            await self.open(origin.opened, focus=origin.in_thread)
            self.to_position(origin.position)
        if origin.row is not None:
            self.list.select(origin.row)
        if not origin.in_thread:
            self.to_list()
