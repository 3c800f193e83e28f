"""`/` in the list: shows only conversations that match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmstui.tui.inbox.commands import BACK
from mmstui.tui.inbox.list_paint import Empty
from mmstui.tui.search.commands import SEARCH
from mmstui.tui.search.session import ListSearch
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.formatting import count_of

if TYPE_CHECKING:
    from mmstui.domain.searching.search_operators import Search
    from mmstui.tui.inbox.finding import Finding
    from mmstui.tui.search.runner import Stop


class FindInList:
    """Searches the names, numbers, notes and last messages of the list."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    def words(self, listed: ListSearch) -> str:
        """Return the words beside the query, ready to paint."""
        if listed.query is None:
            return "by name, number, note or last message"
        if listed.told:
            return listed.told
        return count_of(len(self._finding.inbox.list.ids), "conversation")

    def typed(self, listed: ListSearch, text: str) -> None:
        """Search for what the user typed."""
        from mmstui.domain.searching.search_operators import parse_search

        wanted, runner = parse_search(text, self._finding.inbox.zone), self._finding.runner
        listed.text, listed.told = text, wanted.told
        if not wanted and not wanted.words.digits:
            runner.cancel()
            listed.query = None
            self._finding.inbox.list.find(None)
            self._finding.show_bar()
        elif wanted != listed.query or runner.pending:
            self.search(listed, wanted)

    def search(self, listed: ListSearch, wanted: Search) -> None:
        """Search, and show the results in the list.

        With operators, these are the conversations with a message that matches.
        """
        inbox = self._finding.inbox

        def answer(found: frozenset[int]) -> None:
            listed.query = wanted
            inbox.list.find(wanted.words, found)
            if (words := self.nothing_found()) is not None:
                inbox.list.set_empty(words)
            self._finding.show_bar()

        searches, words, dids = inbox.center.search, wanted.words, inbox.filters.dids

        def run(stop: Stop) -> frozenset[int]:
            if wanted.plain or not wanted:
                return searches.listed(words, stop=stop)
            return frozenset(searches.conversations(wanted, dids=dids, stop=stop))

        self._finding.runner.run(run, answer)

    def nothing_found(self) -> Empty | None:
        """Return the text of a list without results; None if the list is not searched."""
        listed = self._finding.session.listed
        if listed is None or listed.query is None:
            return None
        words = f"No conversation has “{listed.query.text}” in its name, number or last message."
        if not listed.query.plain and listed.query:
            words = f"No conversation is found by “{listed.query.text}”."
        return Empty(words, (hint("search all messages", SEARCH), hint("all", BACK)))

    def end(self) -> None:
        """Show all conversations again."""
        self._finding.session.listed = None
        self._finding.runner.cancel()
        self._finding.inbox.list.find(None)
        self._finding.show_bar()
