"""The list of files in a folder: slot, size, time, kind, name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.message import Message

from mmstui.domain.routing import file_size
from mmstui.tui.attach import commands as attach_commands
from mmstui.tui.attach.folders import PARENT, FolderEntry, Listing, with_verdict
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import HIT, Role, Surface
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.formatting import list_time
from mmstui.tui.ui.fuzzy import Folded, fold, ranked
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.option_rows import Cell, paint_hits
from mmstui.tui.ui.virtual_list import VirtualList

#: Below this width the time is not shown.
ROOM_FOR_TIME: Final = 46
#: With more files than this, searching takes noticeably long and runs in a thread.
MANY: Final = 1000
_SLOT_END, _SIZE_END, _TIME_END = 3, 12, 20
#: Returns the slot that holds a file of a folder, from 1, or None.
SlotOf = Callable[[Path | None, FolderEntry], int | None]
_NO_HITS: Final[frozenset[int]] = frozenset()


class FileBrowser(VirtualList, can_focus=True):
    """A list of a folder's entries. It reads no folder itself: the screen gives it a `Listing`.

    Files that the listing has not checked are read in a thread when they become visible.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.MOVES, dialog_commands.CHOOSE, *attach_commands.IN_BROWSER)
    ]

    @dataclass
    class Checked(Message):
        """Posted when the kinds of files became known."""

        browser: FileBrowser

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        slot_of: SlotOf,
    ) -> None:
        """`slot_of` returns the slot that holds a file of a folder, from 1, or None."""
        super().__init__(tone=1, text_column=4)
        self._clock = clock
        self._zone = zone
        self._slot_of = slot_of
        self._away = False
        self._listing: Listing | None = None
        self._entries: list[FolderEntry] = []
        #: The shown rows: indices of entries, and the matches of a query in their names.
        self._shown: Sequence[tuple[int, frozenset[int]]] = ()
        self._query = ""
        self._searching = False
        self._then: Callable[[], None] | None = None
        self._folded: dict[int, Folded] = {}
        self._checking: set[int] = set()

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self._shown)

    @property
    def takes_keys(self) -> bool:
        """Whether the list has the keys."""
        return not self._away

    def set_takes_keys(self, here: bool) -> None:
        """Set whether the list, or the find field above it, has the keys."""
        if here == self._away:
            self._away = not here
            self.refresh()

    @property
    def folder(self) -> Path | None:
        """The shown folder; None before the first one."""
        return self._listing.path if self._listing else None

    @property
    def entry(self) -> FolderEntry | None:
        """The entry under the cursor."""
        return self._entries[self._shown[self.cursor][0]] if self._shown else None

    def show(self, listing: Listing, at: str | None = None) -> None:
        """Show a folder, the cursor on the entry named `at`, otherwise on the first that is not
        `..`.
        """
        self._listing = listing
        self._entries = list(listing.entries)
        self._query = ""
        self._searching = False
        self._then = None
        self._folded = {}
        self._checking = set()
        self._shown = [(index, _NO_HITS) for index in range(len(self._entries))]
        names = [entry.name for entry in self._entries]
        first = 1 if len(names) > 1 and names[0] == PARENT else 0
        self.rows_changed(names.index(at) if at in names else first)

    def find(self, query: str) -> None:
        """Show only the matches of a query, the best first; all entries for an empty query."""
        self._query = query.strip()
        self._searching = False
        if not self._query:
            at = self._shown[self.cursor][0] if self._shown else 0
            self._shown = [(index, _NO_HITS) for index in range(len(self._entries))]
            self.rows_changed(at)
        elif len(self._entries) > MANY:
            self._searching = True
            self._find_many(self._query)
        else:
            self._shown = self._found(self._query)
            self.rows_changed()

    def _search_failed(self, query: str) -> None:
        if query == self._query:
            self._searching, self._then = False, None

    @job(
        "The files were not searched: change a letter to try again.",
        group="finding",
        exclusive=True,
        recover=_search_failed,
    )
    async def _find_many(self, query: str) -> None:
        listing = self._listing
        found = await asyncio.to_thread(self._found, query)
        if self.is_attached and self._listing is listing and self._query == query:
            self._shown = found
            self.rows_changed()
            self._settle()

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call `then` when the rows match the last query: now, if they do."""
        if self._searching:
            self._then = then
        else:
            then()

    def _settle(self) -> None:
        self._searching = False
        then, self._then = self._then, None
        if then is not None:
            then()

    def _found(self, query: str) -> list[tuple[int, frozenset[int]]]:
        places = [i for i, entry in enumerate(self._entries) if entry.name != PARENT]
        return [(place, hit.hits[0]) for place, hit in ranked(query, places, self._texts)]

    def _texts(self, index: int) -> tuple[Folded, ...]:
        if (found := self._folded.get(index)) is None:
            found = self._folded[index] = fold(self._entries[index].shown)
        return (found,)

    # Checking visible files.

    def view_changed(self) -> None:
        """Read the beginnings of files that became visible."""
        if self._listing is None or not self.is_attached:
            return
        end = self.top + max(1, self.size.height) * 2
        wanted = [
            index
            for index, _ in self._shown[self.top : end]
            if not self._entries[index].kind and index not in self._checking
        ]
        if wanted:
            self._checking.update(wanted)
            listing, entries = self._listing, [(i, self._entries[i]) for i in wanted]
            self._check(listing, entries)

    def _check_failed(self, listing: Listing, wanted: list[tuple[int, FolderEntry]]) -> None:
        if listing is self._listing:
            self._checking.difference_update(index for index, _ in wanted)

    @job(
        "mmstui cannot tell what these files are: enter attaches one anyway.",
        group="judging",
        recover=_check_failed,
        repeats=True,
    )
    async def _check(self, listing: Listing, wanted: list[tuple[int, FolderEntry]]) -> None:
        def checked() -> list[tuple[int, FolderEntry]]:
            return [(index, with_verdict(listing.path, entry)) for index, entry in wanted]

        found = await asyncio.to_thread(checked)
        if self._listing is not listing or not self.is_attached:
            return
        for index, entry in found:
            self._entries[index] = entry
        self.refresh()
        self.post_message(self.Checked(self))

    # Drawing.

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint slot, size, time, kind and name."""
        place, hits = self._shown[index]
        entry = self._entries[place]
        usable = entry.folder or entry.fits or entry.fittable or not entry.kind
        if (slot := self._slot_of(self.folder, entry)) is not None:
            line.gutter(str(slot), surface.of(Role.ACCENT, bold=True), _SLOT_END, 1)
        fact = surface.soft if usable else surface.faint
        if entry.size is not None:
            line.gutter(file_size(entry.size), fact, _SIZE_END, _SLOT_END)
        end = _SIZE_END
        if self.size.width >= ROOM_FOR_TIME:
            if entry.modified is not None:
                time = list_time(entry.modified, self._clock(), self._zone)
                line.gutter(time, fact, _TIME_END, _SIZE_END + 1)
            end = _TIME_END
        kind = "too big" if entry.too_big else entry.kind
        line.to(end + 2).text(kind, fact).to(end + 11)
        slash = "" if entry.shown.endswith("/") or not entry.folder else "/"
        name = Cell(f"{entry.shown}{slash}", hits=hits)
        style = surface.text if usable else surface.faint
        paint_hits(line, name, style, surface.accent + HIT if usable else HIT)

    def paint_empty(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the reason why there are no rows."""
        line.to(self.text_column)
        if self._listing is None:
            line.text("Reading the folder.", surface.soft)
        elif self._entries:
            line.text("No file is called that.", surface.soft)
        else:
            line.text("Nothing here.", surface.soft)
