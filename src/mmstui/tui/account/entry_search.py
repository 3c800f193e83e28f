"""The field and the rows of the phonebook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from mmstui.domain.messages import Status
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account.pending_change_text import obstacle
from mmstui.tui.account.phonebook_rows import EntryFinder, EntryOptions, NamedEntry
from mmstui.tui.jobs import job
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.field import FindField
from mmstui.tui.ui.fuzzy import Found
from mmstui.tui.ui.option_rows import OptionRows

#: With more entries than this, searching takes noticeably long and runs in a thread.
MANY: Final = 500
_NO_NAMES: Final = f"No names yet. {account_commands.ADD.key} adds the first one."


class EntrySearch:
    """Finds entries while a query is typed; the cursor stays on its entry when they change."""

    def __init__(self, owner: Dialog[str], status: Status, choose: Callable[[], None]) -> None:
        """`choose` is called for an enter that was pressed during a search."""
        self.owner = owner
        self._status = status
        self._choose = choose
        self._finder = EntryFinder()
        self._found: list[tuple[NamedEntry, Found]] = []
        self._found_for: tuple[EntryFinder, str, str] | None = None  #: inputs of the rows
        self._enter_waits = False
        self.added = ""  #: the number of a new entry, for the cursor
        self.field = FindField(find=self._typed, prompt="/ finds names and numbers", id="find")
        self.rows: OptionRows[NamedEntry] = OptionRows(tone=1, empty=_NO_NAMES)

    @property
    def entries(self) -> Sequence[NamedEntry]:
        """All entries."""
        return self._finder.entries

    @property
    def entry(self) -> NamedEntry | None:
        """The entry under the cursor."""
        return self.rows.option.value if self.rows.option is not None else None

    @property
    def query(self) -> str:
        """The typed text."""
        return self.field.value.strip()

    @property
    def typing(self) -> bool:
        """Whether the field has the focus."""
        return self.field.has_focus

    @property
    def no_match(self) -> bool:
        """Whether nothing matches the text that is being typed."""
        return self.typing and bool(self.query) and not self.rows.count

    def update(self, entries: list[NamedEntry], status: Status) -> None:
        """Show changed entries."""
        self._status = status
        if entries != self._finder.entries:
            self._finder = EntryFinder(entries)
            self._fold(self._finder)
        asked = (self._finder, self.field.value, obstacle(status))
        if asked == self._found_for:
            return
        at = self.entry.who.id if self.entry is not None else None
        before, found = self._found, self._finder.find(self.field.value)
        self._found, self._found_for = found, asked
        options = EntryOptions(found, status)
        ids = [entry.who.id for entry, _ in found]
        numbers = [entry.who.number for entry, _ in found]
        if ids == [entry.who.id for entry, _ in before]:
            self.rows.replace(options)
        elif self.added in numbers:
            row, self.added = numbers.index(self.added), ""
            self.rows.show(options, row)
        else:
            self.rows.keep(options, ids.index(at) if at in ids else self.rows.cursor)

    @job(
        f"The phonebook cannot be searched yet: press {account_commands.PHONEBOOK.key} again.",
        group="fold",
    )
    async def _fold(self, finder: EntryFinder) -> None:
        """Fold the names in advance, so that the first search is fast."""
        await asyncio.to_thread(finder.fold)

    def settled(self) -> bool:
        """Return whether the rows match the text; if not, an enter waits until they do."""
        self._enter_waits = self._found_for is None or self._found_for[1] != self.field.value
        return not self._enter_waits

    def _typed(self, query: str) -> None:
        self._enter_waits = False
        if len(self._finder.entries) > MANY:
            self._find_in_thread(self._finder, query)
        else:
            self._show(self._finder, query, self._finder.find(query))

    def _search_failed(self, *_: object) -> None:
        self._enter_waits = False

    @job(
        "The names were not searched: change a letter to try again.",
        group="finding",
        exclusive=True,
        recover=_search_failed,
    )
    async def _find_in_thread(self, finder: EntryFinder, query: str) -> None:
        found = await asyncio.to_thread(finder.find, query)
        if self.owner.is_attached and query == self.field.value:
            self._show(finder, query, found)

    def _show(self, finder: EntryFinder, query: str, found: list[tuple[NamedEntry, Found]]) -> None:
        empty = f"No one is called “{line(query)}”." if query else _NO_NAMES
        self._found, self._found_for = found, (finder, query, obstacle(self._status))
        self.rows.show(EntryOptions(found, self._status), empty=empty)
        if self._enter_waits:
            self._choose()
