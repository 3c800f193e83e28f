r"""`/`, `\`, n and N in the inbox: one search session, shared by list, thread and all messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmstui.tui.inbox.find_in_list import FindInList
from mmstui.tui.inbox.find_in_thread import FindInThread
from mmstui.tui.inbox.list_flows import next_unread
from mmstui.tui.inbox.search_flow import SearchFlow
from mmstui.tui.layout import ROW_TEXT, THREAD_TEXT
from mmstui.tui.search.session import ListSearch, SearchSession

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen
    from mmstui.tui.search.bar import FindBar
    from mmstui.tui.search.runner import SearchRunner


class Finding:
    """Owns the search session, the find bar and the search thread; passes keys to their search."""

    def __init__(self, inbox: InboxScreen) -> None:
        self.inbox = inbox
        self.session = SearchSession()
        self.bar: FindBar | None = None
        self._runner: SearchRunner | None = None
        self.in_list = FindInList(self)
        self.in_thread = FindInThread(self)
        self.everywhere = SearchFlow(self)

    @property
    def runner(self) -> SearchRunner:
        """Runs searches in a thread."""
        if self._runner is None:
            from mmstui.tui.search.runner import SearchRunner

            self._runner = SearchRunner(self.inbox)
        return self._runner

    def close(self) -> None:
        """End the search thread."""
        if self._runner is not None:
            self._runner.close()

    # The bar.

    async def mount_bar(self) -> FindBar:
        """Return the find bar; mount it at the first call."""
        if self.bar is None:
            from mmstui.tui.search.bar import FindBar

            self.bar = FindBar(self._typed)
            await self.inbox.mount(self.bar, before="KeyFooter")
        return self.bar

    @property
    def typing(self) -> bool:
        """Whether the bar has focus."""
        return self.bar is not None and self.bar.typing

    def show_bar(self) -> None:
        """Show the query in the bar: the thread's if there is one, else the list's."""
        if (bar := self.bar) is None:
            return
        if (hits := self.session.hits) is not None:
            width = self.inbox.list.styles.width
            beside = width is not None and not self.inbox.has_class("-one-pane")
            left = int(width.value) if width is not None and beside else 0
            bar.show(hits.text, self.in_thread.words(hits), left=left, column=THREAD_TEXT)
        elif (listed := self.session.listed) is not None:
            bar.show(listed.text, self.in_list.words(listed), left=0, column=ROW_TEXT)
        else:
            bar.hide()

    async def begin(self) -> None:
        """Open the find bar for the focused pane."""
        bar = await self.mount_bar()
        if bar.typing:
            return
        listed, conversation = self.session.listed, self.inbox.conversation
        if self.inbox.in_thread and conversation is not None:
            if listed is not None and not listed.text:
                self.session.listed = None
            self.in_thread.begin(conversation.id)
        else:
            self.in_thread.end()
            self.session.listed = listed or ListSearch()
        self.show_bar()
        bar.field.focus()

    def _typed(self, text: str) -> None:
        if (hits := self.session.hits) is not None:
            self.in_thread.typed(hits, text)
        elif (listed := self.session.listed) is not None:
            self.in_list.typed(listed, text)

    # Keys.

    def choose(self) -> None:
        """Focus the pane again; keep the results."""
        inbox, session = self.inbox, self.session
        if session.hits is not None and session.hits.searched:
            inbox.set_focus(inbox.pane.view)
            inbox.call_after_refresh(self.show_bar)
        elif session.hits is None and session.listed is not None and session.listed.text.strip():
            inbox.set_focus(inbox.list)
        else:
            self.leave()

    async def move(self, rows: int) -> None:
        """Move between hits while the bar has focus: up is older in a thread."""
        if self.session.hits is not None:
            await self.in_thread.step(self.session.hits, -rows)
        else:
            self.inbox.list.action_move(rows)

    def page(self, pages: int) -> None:
        """Move by a page of the list's results."""
        if self.session.hits is None:
            self.inbox.list.action_page(pages)

    async def to_hit(self, step: int) -> None:
        """Move to the next hit: older in a thread, below in the list; without hits, next unread."""
        inbox, session, opened = self.inbox, self.session, self.inbox.conversation
        if inbox.in_thread and session.hits is not None:
            await self.in_thread.step(session.hits, step)
        elif inbox.in_thread:
            if (row := next_unread(inbox, opened.id if opened else None, step)) is not None:
                await inbox.open(row)
        elif session.listed is not None and session.listed.query is not None:
            inbox.list.action_move(step)
        elif (row := next_unread(inbox, inbox.list.cursor_id, step)) is not None:
            inbox.list.select(row.id)

    def leave(self) -> bool:
        """Go one step back in the search; return False if there is none."""
        inbox, hits, typing = self.inbox, self.session.hits, self.typing
        if hits is not None and (typing or (inbox.in_thread and not inbox.pane.writing.composing)):
            if hits.search is not None:
                self.everywhere.back_to_hits(hits.search)
                return True
            if typing:
                self.in_thread.restore_position(hits)
            self.in_thread.end()
            inbox.set_focus(inbox.pane.view)
            return True
        if self.session.listed is not None and (typing or inbox.list.has_focus):
            self.in_list.end()
            inbox.set_focus(inbox.list)
            return True
        return False

    # Changes.

    def thread_changed(self, conversation_id: int | None) -> None:
        """End the search in the thread when another thread or none is opened."""
        hits = self.session.hits
        if hits is not None and hits.conversation_id != conversation_id:
            self.in_thread.end()

    def store_changed(self, changed: Sequence[int], everything: bool) -> None:
        """Search again after conversations changed.

        While a hit is open, the search in all messages is only marked stale: its hits are read at
        the next step.
        """
        hits = self.session.hits
        if hits is not None and hits.search is not None:
            hits.search.stale = True
        if self.everywhere.screen is not None:
            self.everywhere.screen.store_changed()
        else:
            self.search_again(changed, everything)

    def search_again(self, changed: Sequence[int], everything: bool) -> None:
        """Search the thread or the list again after conversations changed."""
        hits, listed = self.session.hits, self.session.listed
        searched = listed is not None and listed.query is not None
        if not (hits is not None or searched) or self.runner.pending:
            return
        if hits is not None and hits.searched:
            if everything or hits.conversation_id in changed:
                self.in_thread.search(hits, jump=False)
        elif listed is not None and listed.query is not None and not self.typing:
            self.in_list.search(listed, listed.query)
