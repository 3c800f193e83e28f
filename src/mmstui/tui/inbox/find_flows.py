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
    known: bool = False  #: `keys` is the answer to `query`
    steps: int = 0  #: steps to take once the hits are known

    def place(self, key: Key | None) -> int | None:
        """Return the index of a hit; None if the key is no hit."""
        return self.keys.index(key) if key in self.keys else None

    def beyond(self, key: Key | None, step: int) -> Key | None:
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

    marks: ThreadHits | None = None
    _bar: FindBar | None = None
    _wanted: str = ""  #: the query of the list, as typed
    _narrowed: Query | None = None
    _in_list = False  #: whether the bar searches the list
    _before: ThreadPosition | None = None
    _looking: SearchRunner | None = None

    if TYPE_CHECKING:

        @property
        def hunting(self) -> bool: ...
        def other_hit(self, key: Key) -> None: ...
        async def onward(self, step: int) -> None: ...
        def leave_hunt(self) -> bool: ...
        def end_hunt(self) -> None: ...

    @property
    def looking(self) -> SearchRunner:
        """Runs searches in a thread."""
        if self._looking is None:
            from mmstui.tui.search.runner import SearchRunner

            self._looking = SearchRunner(self)
        return self._looking

    # Find bar.

    async def bar(self) -> FindBar:
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
        if (marks := self.marks) is not None:
            width = self.list.styles.width
            beside = width is not None and not self.has_class("-one-pane")
            left = int(width.value) if width is not None and beside else 0
            bar.show(marks.text, self._thread_words(marks), left=left, column=THREAD_TEXT)
        elif self._wanted or self._in_list:
            bar.show(self._wanted, self._list_words(), left=0, column=ROW_TEXT)
        else:
            bar.hide()

    def _thread_words(self, marks: ThreadHits) -> str:
        if not marks.query:
            return "in this conversation"
        if not marks.known:
            return ""
        if not marks.keys:
            return "nowhere here: words match from their beginning"
        message = self.pane.view.message
        place = marks.place(message.key if message is not None else None)
        count = f"{len(marks.keys):,}"
        words = f"{count} in this conversation" if place is None else f"{place + 1:,} of {count}"
        if self._bar is not None and self._bar.typing:
            return words
        return f"{words}   n N next, previous   esc {'to the hits' if self.hunting else 'end'}"

    def _list_words(self) -> str:
        if self._narrowed is None:
            return "by name, number, note or last message"
        return count_of(len(self.list.ids), "conversation")

    async def action_find(self) -> None:
        """Open the find bar for the focused pane."""
        bar = await self.bar()
        if bar.typing:
            return
        if self.in_thread and (conversation := self.pane.conversation) is not None:
            self.end_hunt()
            view = self.pane.view
            message = view.message
            self._before = ThreadPosition(message.id if message is not None else None, view.at_end)
            self.marks, self._in_list = ThreadHits(conversation.id, "", None, []), False
            view.mark(None)
        else:
            self.end_marks()
            self._in_list = True
        self.show_bar()
        bar.field.focus()

    def _typed(self, text: str) -> None:
        if (marks := self.marks) is not None:
            self._find_in_thread(marks, text)
        elif self._in_list:
            self._find_in_list(text)

    # Find in the thread.

    def _find_in_thread(self, marks: ThreadHits, text: str) -> None:
        from mmstui.domain.search_query import parse

        query = parse(text)
        marks.text = text
        if query == marks.query:
            return
        marks.query, marks.keys, marks.known = query, [], False
        self.pane.view.mark(query or None)
        if query:
            self.look_in_thread(marks, jump=True)
        else:
            self.looking.forget()
            self._go_back()
        self.show_bar()

    def look_in_thread(self, marks: ThreadHits, *, jump: bool) -> None:
        """Search all hits of the thread; with `jump` the cursor goes to the newest."""
        if (query := marks.query) is None:
            return
        number = marks.conversation_id

        def answer(keys: list[Key]) -> None:
            if self.marks is not marks or marks.query != query:
                return
            marks.keys, marks.known = keys, True
            if jump and keys:
                self.pane.view.show_message(keys[0][2])
            self.show_bar()
            if marks.steps:
                self._catch_up(marks)

        self.looking.ask(
            lambda stop: self.center.search.in_thread(number, query, stop=stop), answer
        )

    def _go_back(self) -> None:
        """Return to the scroll position before the search."""
        if self._before is not None:
            self.to_spot(self._before)

    def to_spot(self, spot: ThreadPosition) -> None:
        """Scroll the open thread to a position."""
        if spot.at_end:
            self.pane.view.to_end()
        elif spot.message_id is not None:
            self.pane.view.show_message(spot.message_id)

    def end_marks(self) -> None:
        """End the search in the thread, and its highlighting."""
        if self.marks is not None:
            self.marks = None
            self.looking.forget()
            if self.pane.view.is_attached:
                self.pane.view.mark(None)
        self.show_bar()

    # Find in the list.

    def _find_in_list(self, text: str) -> None:
        from mmstui.domain.search_query import parse

        query = parse(text)
        self._wanted = text
        if not query and not query.digits:
            self.looking.forget()
            self._narrowed = None
            self.list.find(None)
            self.show_bar()
        elif query != self._narrowed or self.looking.pending:
            self._look_in_list(query)

    def _look_in_list(self, query: Query) -> None:
        def answer(found: frozenset[int]) -> None:
            self._narrowed = query
            self.list.find(query, found)
            if (words := self.nothing_found()) is not None:
                self.list.set_empty(words)
            self.show_bar()

        self.looking.ask(lambda stop: self.center.search.listed(query, stop=stop), answer)

    def nothing_found(self) -> Empty | None:
        """Return the text of a list without results; None if the list is not searched."""
        if self._narrowed is None:
            return None
        words = f"No conversation has “{self._narrowed.text}” in its name, number or last message."
        return Empty(words, (("\\", "search all messages"), ("esc", "all")))

    def _end_list(self) -> None:
        self._wanted, self._narrowed, self._in_list = "", None, False
        self.looking.forget()
        self.list.find(None)
        self.show_bar()

    # Actions.

    def action_choose(self) -> None:
        """Focus the pane again; keep the results."""
        if self.marks is not None:
            if self.marks.query:
                self.set_focus(self.pane.view)
                self.call_after_refresh(self.show_bar)
            else:
                self.leave_find()
        elif self._in_list:
            if self._wanted.strip():
                self.set_focus(self.list)
            else:
                self.leave_find()

    async def action_step(self, rows: int) -> None:
        """Move between hits while the bar has focus: up is older in a thread."""
        if self.marks is not None:
            await self._along(self.marks, -rows)
        else:
            self.list.action_down() if rows > 0 else self.list.action_up()

    def action_leaf(self, pages: int) -> None:
        """Move by a page of the list's results."""
        if self.marks is None:
            self.list.action_page_down() if pages > 0 else self.list.action_page_up()

    async def action_next_hit(self) -> None:
        """Move to the next hit: older in a thread, below in the list; without hits, next unread."""
        await self._hit(1)

    async def action_previous_hit(self) -> None:
        """Move to the previous hit, or the previous unread conversation."""
        await self._hit(-1)

    async def _hit(self, step: int) -> None:
        if self.in_thread:
            if self.marks is not None:
                await self._along(self.marks, step)
            elif (row := self._unread(self.opened.id if self.opened else None, step)) is not None:
                await self.open(row)
        elif self._narrowed is not None:
            self.list.action_down() if step > 0 else self.list.action_up()
        elif (row := self._unread(self.list.cursor_id, step)) is not None:
            self.list.select(row.id)

    def _unread(self, current: int | None, step: int) -> Conversation | None:
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

    def _not_caught_up(self, marks: ThreadHits) -> None:
        marks.steps = 0

    @job(
        "The next of the hits is not shown: press the key again.",
        group="search",
        recover=_not_caught_up,
    )
    async def _catch_up(self, marks: ThreadHits) -> None:
        """Take the steps that were asked for before the hits were known."""
        steps, marks.steps = marks.steps, 0
        for _ in range(abs(steps)):
            await self._along(marks, 1 if steps > 0 else -1)

    async def _along(self, marks: ThreadHits, step: int) -> None:
        if not marks.known:
            marks.steps += step
            return
        message = self.pane.view.message
        key = marks.beyond(message.key if message is not None else None, step)
        if key is not None:
            self.pane.view.show_message(key[2])
            self.other_hit(key)
            self.show_bar()
        else:
            await self.onward(step)

    def leave_find(self) -> bool:
        """Go one step back in the search; return False if there is none."""
        typing = self._bar is not None and self._bar.typing
        if self.marks is not None and (typing or (self.in_thread and not self.pane.composing)):
            if self.leave_hunt():
                return True
            if typing:
                self._go_back()
            self.end_marks()
            self.set_focus(self.pane.view)
            return True
        if (self._in_list or self._wanted) and (typing or self.list.has_focus):
            self._end_list()
            self.set_focus(self.list)
            return True
        return False

    def find_again(self, changed: Sequence[int], everything: bool) -> None:
        """Search again after conversations changed."""
        if self.looking.pending or not (self.marks or self._narrowed):
            return
        if self.marks is not None and self.marks.query:
            if everything or self.marks.conversation_id in changed:
                self.look_in_thread(self.marks, jump=False)
        elif self._narrowed is not None and not (self._bar is not None and self._bar.typing):
            self._look_in_list(self._narrowed)
