"""`/` in the inbox: filters the list, or highlights hits in the open thread; n and N move on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mmstui.center import Key
from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.actions import InboxActions
from mmstui.tui.inbox.conversation_list import Empty
from mmstui.tui.jobs import job
from mmstui.tui.layout import ROW_TEXT, THREAD_TEXT
from mmstui.tui.ui.formatting import count_of

if TYPE_CHECKING:
    from mmstui.domain.search_query import Query
    from mmstui.tui.search.bar import FindBar
    from mmstui.tui.search.runner import SearchRunner


@dataclass(slots=True)
class ThreadHits:
    """The hits of a query in the open thread: their keys, the newest first."""

    conversation_id: int
    text: str
    query: Query | None
    keys: list[Key]
    complete: bool = False  #: `keys` is the answer to `query`
    pending_steps: int = 0  #: steps to take once the hits are known

    def index_of(self, key: Key | None) -> int | None:
        """Return the index of a hit; None if the key is no hit."""
        return self.keys.index(key) if key in self.keys else None

    def next_key(self, key: Key | None, step: int) -> Key | None:
        """Return the next older hit with a step of 1, the next newer one with -1."""
        if key is None:
            return self.keys[0] if self.keys else None
        if step > 0:
            return next((each for each in self.keys if each < key), None)
        return next((each for each in reversed(self.keys) if each > key), None)


class ThreadPosition(NamedTuple):
    """The scroll position in a thread: a message, or the end."""

    message_id: int | None
    at_end: bool


class FindFlows(InboxActions):
    """Actions of `InboxScreen` that find in the list or the thread."""

    thread_hits: ThreadHits | None = None
    _bar: FindBar | None = None
    _list_text: str = ""  #: the query of the list, as typed
    _list_query: Query | None = None
    _bar_for_list = False  #: whether the bar searches the list
    _position_before: ThreadPosition | None = None
    _search_runner: SearchRunner | None = None

    if TYPE_CHECKING:

        @property
        def in_search_session(self) -> bool: ...
        def hit_selected(self, key: Key) -> None: ...
        async def go_to_next_conversation(self, step: int) -> None: ...
        def back_to_hits(self) -> bool: ...
        def end_session(self) -> None: ...

    @property
    def search_runner(self) -> SearchRunner:
        """Runs searches in a thread."""
        if self._search_runner is None:
            from mmstui.tui.search.runner import SearchRunner

            self._search_runner = SearchRunner(self)
        return self._search_runner

    # Find bar.

    async def mount_bar(self) -> FindBar:
        """Return the find bar; mount it at the first call."""
        if self._bar is None:
            from mmstui.tui.search.bar import FindBar

            self._bar = FindBar(self._typed)
            await self.mount(self._bar, before="KeyFooter")
        return self._bar

    def show_bar(self) -> None:
        """Show the query in the bar: the thread's if there is one, else the list's."""
        if (bar := self._bar) is None:
            return
        if (hits := self.thread_hits) is not None:
            width = self.list.styles.width
            beside = width is not None and not self.has_class("-one-pane")
            left = int(width.value) if width is not None and beside else 0
            bar.show(hits.text, self._thread_words(hits), left=left, column=THREAD_TEXT)
        elif self._list_text or self._bar_for_list:
            bar.show(self._list_text, self._list_words(), left=0, column=ROW_TEXT)
        else:
            bar.hide()

    def _thread_words(self, hits: ThreadHits) -> str:
        if not hits.query:
            return "in this conversation"
        if not hits.complete:
            return ""
        if not hits.keys:
            return "nowhere here: words match from their beginning"
        message = self.pane.view.message
        place = hits.index_of(message.key if message is not None else None)
        count = f"{len(hits.keys):,}"
        words = f"{count} in this conversation" if place is None else f"{place + 1:,} of {count}"
        if self._bar is not None and self._bar.typing:
            return words
        esc = "to the hits" if self.in_search_session else "end"
        return f"{words}   n N next, previous   esc {esc}"

    def _list_words(self) -> str:
        if self._list_query is None:
            return "by name, number, note or last message"
        return count_of(len(self.list.ids), "conversation")

    async def action_find(self) -> None:
        """Open the find bar for the focused pane."""
        bar = await self.mount_bar()
        if bar.typing:
            return
        if self.in_thread and (conversation := self.pane.conversation) is not None:
            self.end_session()
            view = self.pane.view
            message = view.message
            self._position_before = ThreadPosition(
                message.id if message is not None else None, view.at_end
            )
            self.thread_hits, self._bar_for_list = ThreadHits(conversation.id, "", None, []), False
            view.highlight(None)
        else:
            self.end_thread_hits()
            self._bar_for_list = True
        self.show_bar()
        bar.field.focus()

    def _typed(self, text: str) -> None:
        if (hits := self.thread_hits) is not None:
            self._find_in_thread(hits, text)
        elif self._bar_for_list:
            self._find_in_list(text)

    # Find in the thread.

    def _find_in_thread(self, hits: ThreadHits, text: str) -> None:
        from mmstui.domain.search_query import parse

        query = parse(text)
        hits.text = text
        if query == hits.query:
            return
        hits.query, hits.keys, hits.complete = query, [], False
        self.pane.view.highlight(query or None)
        if query:
            self.search_thread(hits, jump=True)
        else:
            self.search_runner.cancel()
            self._restore_position()
        self.show_bar()

    def search_thread(self, hits: ThreadHits, *, jump: bool) -> None:
        """Search all hits of the thread; with `jump` the cursor goes to the newest."""
        if (query := hits.query) is None:
            return
        number = hits.conversation_id

        def answer(keys: list[Key]) -> None:
            if self.thread_hits is not hits or hits.query != query:
                return
            hits.keys, hits.complete = keys, True
            if jump and keys:
                self.pane.view.show_message(keys[0][2])
            self.show_bar()
            if hits.pending_steps:
                self._take_pending_steps(hits)

        self.search_runner.run(
            lambda stop: self.center.search.in_thread(number, query, stop=stop), answer
        )

    def _restore_position(self) -> None:
        """Return to the scroll position before the search."""
        if self._position_before is not None:
            self.to_position(self._position_before)

    def to_position(self, position: ThreadPosition) -> None:
        """Scroll the open thread to a position."""
        if position.at_end:
            self.pane.view.to_end()
        elif position.message_id is not None:
            self.pane.view.show_message(position.message_id)

    def end_thread_hits(self) -> None:
        """End the search in the thread, and its highlighting."""
        if self.thread_hits is not None:
            self.thread_hits = None
            self.search_runner.cancel()
            if self.pane.view.is_attached:
                self.pane.view.highlight(None)
        self.show_bar()

    # Find in the list.

    def _find_in_list(self, text: str) -> None:
        from mmstui.domain.search_query import parse

        query = parse(text)
        self._list_text = text
        if not query and not query.digits:
            self.search_runner.cancel()
            self._list_query = None
            self.list.find(None)
            self.show_bar()
        elif query != self._list_query or self.search_runner.pending:
            self._search_list(query)

    def _search_list(self, query: Query) -> None:
        def answer(found: frozenset[int]) -> None:
            self._list_query = query
            self.list.find(query, found)
            if (words := self.nothing_found()) is not None:
                self.list.set_empty(words)
            self.show_bar()

        self.search_runner.run(lambda stop: self.center.search.listed(query, stop=stop), answer)

    def nothing_found(self) -> Empty | None:
        """Return the text of a list without results; None if the list is not searched."""
        if self._list_query is None:
            return None
        words = (
            f"No conversation has “{self._list_query.text}” in its name, number or last message."
        )
        return Empty(words, (("\\", "search all messages"), ("esc", "all")))

    def _end_list(self) -> None:
        self._list_text, self._list_query, self._bar_for_list = "", None, False
        self.search_runner.cancel()
        self.list.find(None)
        self.show_bar()

    # Actions.

    def action_choose(self) -> None:
        """Focus the pane again; keep the results."""
        if self.thread_hits is not None:
            if self.thread_hits.query:
                self.set_focus(self.pane.view)
                self.call_after_refresh(self.show_bar)
            else:
                self.leave_find()
        elif self._bar_for_list:
            if self._list_text.strip():
                self.set_focus(self.list)
            else:
                self.leave_find()

    async def action_move(self, rows: int) -> None:
        """Move between hits while the bar has focus: up is older in a thread."""
        if self.thread_hits is not None:
            await self._step_hit(self.thread_hits, -rows)
        else:
            self.list.action_down() if rows > 0 else self.list.action_up()

    def action_page(self, pages: int) -> None:
        """Move by a page of the list's results."""
        if self.thread_hits is None:
            self.list.action_page_down() if pages > 0 else self.list.action_page_up()

    async def action_next_hit(self) -> None:
        """Move to the next hit: older in a thread, below in the list; without hits, next unread."""
        await self._go_to_hit(1)

    async def action_previous_hit(self) -> None:
        """Move to the previous hit, or the previous unread conversation."""
        await self._go_to_hit(-1)

    async def _go_to_hit(self, step: int) -> None:
        if self.in_thread:
            if self.thread_hits is not None:
                await self._step_hit(self.thread_hits, step)
            elif (
                row := self._next_unread(self.opened.id if self.opened else None, step)
            ) is not None:
                await self.open(row)
        elif self._list_query is not None:
            self.list.action_down() if step > 0 else self.list.action_up()
        elif (row := self._next_unread(self.list.cursor_id, step)) is not None:
            self.list.select(row.id)

    def _next_unread(self, current: int | None, step: int) -> Conversation | None:
        """Return the next unread conversation of the list, wrapping around."""
        dids = self.list.filters.dids
        unread = set(self.center.inbox.conversation_ids(dids=dids, unread_only=True)) - {current}
        ids = list(self.list.ids)
        start = ids.index(current) if current in ids else -1 if step > 0 else len(ids)
        order = [*ids[start + 1 :], *ids[: max(0, start)]]
        if step < 0:
            order = [*reversed(ids[: max(0, start)]), *reversed(ids[start + 1 :])]
        for number in order:
            if number in unread:
                return self.center.inbox.conversations([number]).get(number)
        self.notify("Nothing else unread.", markup=False, timeout=3)
        return None

    def _drop_pending_steps(self, hits: ThreadHits) -> None:
        hits.pending_steps = 0

    @job(
        "The next of the hits is not shown: press the key again.",
        group="search",
        recover=_drop_pending_steps,
    )
    async def _take_pending_steps(self, hits: ThreadHits) -> None:
        """Take the steps that were asked for before the hits were known."""
        pending_steps, hits.pending_steps = hits.pending_steps, 0
        for _ in range(abs(pending_steps)):
            await self._step_hit(hits, 1 if pending_steps > 0 else -1)

    async def _step_hit(self, hits: ThreadHits, step: int) -> None:
        if not hits.complete:
            hits.pending_steps += step
            return
        message = self.pane.view.message
        key = hits.next_key(message.key if message is not None else None, step)
        if key is not None:
            self.pane.view.show_message(key[2])
            self.hit_selected(key)
            self.show_bar()
        else:
            await self.go_to_next_conversation(step)

    def leave_find(self) -> bool:
        """Go one step back in the search; return False if there is none."""
        typing = self._bar is not None and self._bar.typing
        if self.thread_hits is not None and (
            typing or (self.in_thread and not self.pane.composing)
        ):
            if self.back_to_hits():
                return True
            if typing:
                self._restore_position()
            self.end_thread_hits()
            self.set_focus(self.pane.view)
            return True
        if (self._bar_for_list or self._list_text) and (typing or self.list.has_focus):
            self._end_list()
            self.set_focus(self.list)
            return True
        return False

    def refresh_results(self, changed: Sequence[int], everything: bool) -> None:
        """Search again after conversations changed."""
        if self.search_runner.pending or not (self.thread_hits or self._list_query):
            return
        if self.thread_hits is not None and self.thread_hits.query:
            if everything or self.thread_hits.conversation_id in changed:
                self.search_thread(self.thread_hits, jump=False)
        elif self._list_query is not None and not (self._bar is not None and self._bar.typing):
            self._search_list(self._list_query)
