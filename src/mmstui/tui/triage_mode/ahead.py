"""Reads and paints the conversations that come next, so that a key shows them within one frame."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from textual.dom import DOMNode

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Palette
from mmstui.tui.thread.layout import Geometry
from mmstui.tui.thread.rows import RowsAhead
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.thread.window import ThreadWindow


class ReadAhead:
    """The last screenfuls of wanted conversations, read, laid out and painted on a thread.

    The view does not use one whose conversation has changed since.
    """

    def __init__(self, view: ThreadView, source: Inbox) -> None:
        self._view, self._source = view, source
        self._wanted: tuple[int, ...] = ()
        self._screenfuls: dict[int, RowsAhead] = {}
        self._changed: set[int] = set()
        self._reading = False

    @property
    def owner(self) -> DOMNode:
        """The node of the job."""
        return self._view

    def want(self, ids: Sequence[int]) -> None:
        """Read these conversations if they are not read yet, the first one first; no others."""
        self._wanted = tuple(ids)
        self._screenfuls = {n: each for n, each in self._screenfuls.items() if n in self._wanted}
        if self._missing and not self._reading:
            self._reading = True
            self._read()

    def take(self, number: int) -> RowsAhead | None:
        """Return what was read of a conversation, once."""
        return self._screenfuls.pop(number, None)

    def drop(self, changed: Collection[int], everything: bool = False) -> None:
        """Drop what was read of conversations that have changed."""
        gone = self._wanted if everything else changed
        self._changed.update(gone)
        self._screenfuls = {n: each for n, each in self._screenfuls.items() if n not in gone}

    @property
    def _missing(self) -> list[int]:
        return [number for number in self._wanted if number not in self._screenfuls]

    def _screenful(self, row: Conversation, geometry: Geometry, palette: Palette) -> RowsAhead:
        """Read a conversation, and paint its end. On any thread."""
        window = ThreadWindow(self._source, row, geometry, self._view.clock)
        return RowsAhead.of(window, self._view.size.height, palette)

    def _ended(self) -> None:
        self._reading = False
        self._wanted = ()

    @job(
        "The next conversation was not read ahead: it is read when its turn comes.",
        group="ahead",
        recover=_ended,
        repeats=True,
    )
    async def _read(self) -> None:
        while missing := self._missing:
            number = missing[0]
            self._changed.discard(number)
            row = self._source.conversations([number]).get(number)
            if row is None:
                self._wanted = tuple(each for each in self._wanted if each != number)
                continue
            palette, geometry = Palette.of(self._view), self._view.geometry()
            screenful = await asyncio.to_thread(self._screenful, row, geometry, palette)
            if number in self._wanted and number not in self._changed:
                self._screenfuls[number] = screenful
        self._reading = False
