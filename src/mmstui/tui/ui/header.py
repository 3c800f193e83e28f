"""The header: without a spinner or a clock, repainted only when one of its words changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Final

from textual.reactive import var
from textual.strip import Strip

from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.commands import key_of
from mmstui.tui.ui.header_line import NOTICE as NOTICE
from mmstui.tui.ui.header_line import HeaderFacts, header_facts, paint_header
from mmstui.tui.ui.header_line import HeaderState as HeaderState
from mmstui.tui.ui.header_line import Shown as Shown
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.line_widget import LineWidget

#: The command that shows what is behind a word of the header.
WHY: Final = "inbox.account"


class HeaderLine(LineWidget):
    """The header line."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; background: $background; }
    """

    state: var[HeaderState] = var(HeaderState(None), init=False, always_update=True)
    zone: var[tzinfo] = var(UTC, init=False)

    def __init__(self, *, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._facts = HeaderFacts()
        self.set_reactive(HeaderLine.zone, zone)

    def _watch_state(self, state: HeaderState) -> None:
        """Repaint if a word changes."""
        facts = header_facts(state, self._clock(), self.zone, key_of(WHY))
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface = Palette.of(self).t0
        line = LineBuilder(self.size.width, surface.blank)
        paint_header(line, self._facts, surface, DidColors.of(self))
        return line.strip()
