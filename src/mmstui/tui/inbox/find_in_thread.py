"""`/` in a thread: highlights hits; n and N move from hit to hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.dom import DOMNode

from mmstui.center import Key
from mmstui.tui.jobs import job
from mmstui.tui.search.commands import NEXT, PREVIOUS
from mmstui.tui.search.session import ThreadHits, ThreadPosition
from mmstui.tui.thread.commands import LIST
from mmstui.tui.ui.commands import hint

if TYPE_CHECKING:
    from mmstui.tui.inbox.finding import Finding
    from mmstui.tui.thread.view import ThreadView


class FindInThread:
    """Searches the open thread, and moves its cursor between the hits."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    @property
    def owner(self) -> DOMNode:
        """The node of the jobs."""
        return self._finding.inbox

    @property
    def _view(self) -> ThreadView:
        return self._finding.inbox.pane.view

    def words(self, hits: ThreadHits) -> str:
        """Return the words beside the query, ready to paint."""
        if not hits.searched:
            return "in this conversation"
        if not hits.complete:
            return ""
        if not hits.keys:
            return "nowhere here: words match from their beginning"
        message = self._view.message
        place = hits.index_of(message.key if message is not None else None)
        count = f"{len(hits.keys):,}"
        words = f"{count} in this conversation" if place is None else f"{place + 1:,} of {count}"
        if self._finding.typing:
            return words
        esc = "to the hits" if hits.search is not None else "end"
        keys = hint("next, previous", NEXT, PREVIOUS), hint(esc, LIST)
        return "   ".join([words, *(f"{key} {word}" for key, word in keys)])

    def begin(self, conversation_id: int) -> None:
        """Begin a search in the open thread."""
        self._finding.session.hits = ThreadHits(conversation_id, before=self.position())
        self._view.highlight(None)

    def typed(self, hits: ThreadHits, text: str) -> None:
        """Search for what the user typed."""
        from mmstui.domain.searching.search_query import parse

        query = parse(text)
        hits.text = text
        if query == hits.query:
            return
        hits.query, hits.keys, hits.complete = query, [], False
        self._view.highlight(query or None)
        if query:
            self.search(hits, jump=True)
        else:
            self._finding.runner.cancel()
            self.restore_position(hits)
        self._finding.show_bar()

    def search(self, hits: ThreadHits, *, jump: bool) -> None:
        """Search all hits of the thread; with `jump` the cursor goes to the newest."""
        if (query := hits.query) is None:
            return
        number, center = hits.conversation_id, self._finding.inbox.center

        def answer(keys: list[Key]) -> None:
            if self._finding.session.hits is not hits or hits.query != query:
                return
            hits.keys, hits.complete = keys, True
            if jump and keys:
                self._view.show_message(keys[0][2])
            self._finding.show_bar()
            if hits.pending_steps:
                self._take_pending_steps(hits)

        if hits.search is not None and not hits.search.result.search.plain:
            # Its operators are about messages: what matched in this conversation is known.
            answer(hits.search.keys_in(number))
            return
        self._finding.runner.run(
            lambda stop: center.search.in_thread(number, query, stop=stop), answer
        )

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
            await self.step(hits, 1 if pending_steps > 0 else -1)

    async def step(self, hits: ThreadHits, step: int) -> None:
        """Move to the next older hit, or with -1 to the next newer one."""
        if not hits.complete:
            hits.pending_steps += step
            return
        message = self._view.message
        key = hits.next_key(message.key if message is not None else None, step)
        if key is None:
            await self._finding.everywhere.to_next_conversation(step)
            return
        self._view.show_message(key[2])
        if hits.search is not None:
            hits.search.point_at(key[2])
        self._finding.show_bar()

    def end(self) -> None:
        """End the search in the thread, and its highlighting."""
        if self._finding.session.hits is not None:
            self._finding.session.hits = None
            self._finding.runner.cancel()
            if self._view.is_attached:
                self._view.highlight(None)
        self._finding.show_bar()

    # The position in the thread.

    def position(self) -> ThreadPosition:
        """Return the scroll position of the open thread."""
        message = self._view.message
        return ThreadPosition(message.id if message is not None else None, self._view.at_end)

    def restore_position(self, hits: ThreadHits) -> None:
        """Return to the scroll position before the search."""
        if hits.before is not None:
            self.to_position(hits.before)

    def to_position(self, position: ThreadPosition) -> None:
        """Scroll the open thread to a position."""
        if position.at_end:
            self._view.to_end()
        elif position.message_id is not None:
            self._view.show_message(position.message_id)
