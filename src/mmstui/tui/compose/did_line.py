"""A DID in a line: `SMS+MMS  (514) 555-0100  Shop`."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Did
from mmstui.domain.numbers import formatted
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder


class DidLine(Widget):
    """A line with the sending DID, or a note that it is chosen next."""

    DEFAULT_CSS = """
    DidLine { height: 1; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._did: Did | None = None

    def show(self, did: Did | None) -> None:
        """Show a DID; None: not chosen yet."""
        self._did = did
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0 and self._did is not None:
            facts = [(self._did.ability, surface.soft), (formatted(self._did.number), surface.soft)]
            line.parts([*facts, (self._did.label, surface.text)], 2)
        elif y == 0:
            line.text("comes next", surface.faint)
        return line.strip()
