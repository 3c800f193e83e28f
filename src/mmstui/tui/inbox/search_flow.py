r"""`\` in the inbox: search all messages, move from hit to hit, and return to the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from mmstui.tui.jobs import job
from mmstui.tui.search.session import Origin, ThreadHits, ThreadPosition

if TYPE_CHECKING:
    from mmstui.tui.inbox.finding import Finding
    from mmstui.tui.search.message_search import MessageSearch, SearchResult
    from mmstui.tui.search.runner import Stop
    from mmstui.tui.search.screen import SearchScreen
    from mmstui.tui.ui.header import HeaderState


class SearchFlow:
    """Searches all messages on a screen of its own; the chosen hit is shown in its thread."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding
        self._inbox = finding.inbox
        self.screen: SearchScreen | None = None  #: while it is open

    @property
    def owner(self) -> DOMNode:
        """The node of the jobs."""
        return self._inbox

    @property
    def _current(self) -> MessageSearch | None:
        """The search whose hit is open in the thread."""
        hits = self._finding.session.hits
        return hits.search if hits is not None else None

    @job("The search is not shown: press \\ again.", group="dialog")
    async def begin(self, text: str = "") -> None:
        """Search all messages of the DIDs and days that are shown, for a text if one is given."""
        from mmstui.domain.searching.search_operators import parse_search
        from mmstui.tui.search.message_search import MessageSearch, SearchResult

        filters, shown, current = self._inbox.filters, self._inbox.head.shown, self._current
        labels = shown.dids if filters.dids is not None else ""
        search = MessageSearch(
            filters.dids, labels, self._inbox.list.during, shown.days, text,
            result=SearchResult(parse_search(text, self._inbox.zone)), stale=bool(text),
        )  # fmt: skip
        search.origin = current.origin if current is not None else self._position()
        await self._ask(search)

    def show_head(self, head: HeaderState) -> None:
        """Show what the inbox's header shows, while the search is open."""
        if self.screen is not None:
            shown = head.shown._replace(view="")
            self.screen.header.state = head._replace(shown=shown, notice=False)

    def back_to_hits(self, search: MessageSearch) -> None:
        """Go from a hit in its thread to the list of hits."""
        search.pending_steps = 0
        self._finding.in_thread.end()
        self._reopen(search)

    @job("What was found is not shown: press \\ to search again.", group="dialog")
    async def _reopen(self, search: MessageSearch) -> None:
        await self._ask(search)

    async def _ask(self, search: MessageSearch) -> None:
        """Show the hits, then the chosen one, or the position before."""
        from mmstui.tui.search.screen import SearchScreen

        inbox = self._inbox
        screen = self.screen = SearchScreen(
            inbox.center, search, self._finding.runner, clock=inbox.clock, zone=inbox.zone
        )
        self.show_head(inbox.head)
        try:
            chosen = await inbox.ask(screen)
        finally:
            self.screen = None
        if chosen is not None:
            await self._show_hit(search, reply=chosen.reply)
            return
        if self._current is None and search.opened:
            # Otherwise a hit was open before, and its thread is shown again.
            await self._return_to_origin(search.origin)
        # The search screen used the runner; search the thread or the list again.
        self._finding.search_again((), True)

    async def _show_hit(self, search: MessageSearch, *, reply: bool = False) -> None:
        """Open the hit under the cursor in its thread."""
        inbox, finding = self._inbox, self._finding
        if (hit := search.hit) is None or not await inbox.late_pane.ready():
            return
        search.opened, search.pending_steps = True, 0
        await finding.mount_bar()
        await inbox.open(hit.conversation)
        view, query = inbox.pane.view, search.result.query
        hits = ThreadHits(hit.conversation.id, search.text, query, search=search)
        finding.session.hits = hits
        view.highlight(query)
        if not view.show_message(hit.message.id):
            inbox.say("This message is not here any more.")
        finding.show_bar()
        finding.in_thread.search(hits, jump=False)
        if reply:
            inbox.pane.writing.focus_box()

    # From hit to hit.

    async def to_next_conversation(self, step: int) -> None:
        """Go to the next conversation with a hit: the open thread has no further one."""
        search, center = self._current, self._inbox.center
        if search is not None and (search.stale or search.pending_steps):
            search.stale = False
            self._search_and_step(search, search.search_again(center), step)
            return
        place = self._next_index(search, step) if search is not None else None
        if search is not None and place is not None:
            search.cursor = place
            await self._show_hit(search)
        elif search is not None and step > 0 and search.result.more:
            self._search_and_step(search, search.search_more(center), step)
        else:
            which = "oldest" if step > 0 else "newest"
            self._inbox.say(f"That was the {which} hit.", timeout=3)

    def _next_index(self, search: MessageSearch, step: int) -> int | None:
        hit, hits = search.hit, self._finding.session.hits
        if step > 0 and hit and hits and hit.conversation.id != hits.conversation_id:
            # The open conversation has no hit any more, so the cursor is already on the next.
            return search.cursor
        return search.next_conversation(step)

    def _search_and_step(
        self, search: MessageSearch, run: Callable[[Stop], SearchResult], step: int
    ) -> None:
        """Run a search, then take this step and those asked for meanwhile."""
        search.pending_steps += step

        def take_result(found: SearchResult) -> None:
            if self._current is search:
                search.update(found)
                self._take_steps(search)

        self._finding.runner.run(run, take_result)

    def _drop_steps(self, search: MessageSearch) -> None:
        search.pending_steps = 0

    @job("The next hit is not shown: press the key again.", group="search", recover=_drop_steps)
    async def _take_steps(self, search: MessageSearch) -> None:
        steps, search.pending_steps = search.pending_steps, 0
        for number in range(abs(steps)):
            step, hits = 1 if steps > 0 else -1, self._finding.session.hits
            if number == 0 or hits is None:
                await self.to_next_conversation(step)
            else:
                await self._finding.in_thread.step(hits, step)

    # Back.

    def _position(self) -> Origin:
        inbox, opened = self._inbox, self._inbox.conversation
        in_thread = self._finding.in_thread
        position = in_thread.position() if opened is not None else ThreadPosition(None, True)
        return Origin(opened, position, inbox.list.cursor_id, inbox.in_thread)

    async def _return_to_origin(self, origin: Origin | None) -> None:
        """Return to the position before the search: a hit was opened since."""
        inbox = self._inbox
        if origin is None:
            return
        if origin.conversation is None:
            inbox.close_thread()
        else:
            await inbox.open(origin.conversation, focus=origin.in_thread)
            self._finding.in_thread.to_position(origin.position)
        if origin.row is not None:
            inbox.list.select(origin.row)
        if not origin.in_thread:
            inbox.to_list()
