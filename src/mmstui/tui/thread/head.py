"""The head of a thread: the name, and below it the number and the DID."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.strip import Strip

from mmstui.domain.phone.numbers import formatted
from mmstui.tui.layout import MEASURE, THREAD_TEXT
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.line_builder import LineBuilder, blank_strip, width_of
from mmstui.tui.ui.line_widget import LineWidget

#: Shown beside the name while keys act on another conversation.
OTHER_SELECTED: Final = "not the row chosen in the list"


def via_words(did: str, label: str) -> tuple[str, str]:
    """Return `via (514) 555-0100 Shop`, and a shorter form."""
    number = formatted(did)
    return (f"via {number}" if label == number else f"via {number} {label}", f"via {label}")


class ThreadHead(LineWidget):
    """A head of two lines, between blank ones on 30 rows or more, else on the second surface."""

    DEFAULT_CSS = """
    ThreadHead { width: 1fr; height: 4; background: $background; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._who = ""
        self._facts: tuple[str, ...] = ()
        self._brief: tuple[str, ...] = ()
        self._did = ""
        self._other_selected = False

    @property
    def other_selected(self) -> bool:
        """Whether the list has focus, with its cursor on another conversation."""
        return self._other_selected

    @other_selected.setter
    def other_selected(self, other_selected: bool) -> None:
        if other_selected != self._other_selected:
            self._other_selected = other_selected
            self.refresh()

    def show(
        self, name: str, facts: Sequence[str] = (), brief: Sequence[str] = (), did: str = ""
    ) -> None:
        """Show a name and facts, all ready to paint; `brief` replaces facts that do not fit.

        The last fact names the DID `did`, and has its colour.
        """
        shown = (name, tuple(facts), tuple(brief), did)
        if shown != (self._who, self._facts, self._brief, self._did):
            self._who, self._facts, self._brief, self._did = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render one row."""
        palette = Palette.of(self)
        short = self.size.height < 4
        surface = palette.t1 if short else palette.t0
        row = y if short else y - 1
        width = self.size.width
        if row not in (0, 1):
            return blank_strip(width, surface.blank)
        line = LineBuilder(width, surface.blank).to(THREAD_TEXT)
        room = min(width, MEASURE) - THREAD_TEXT - 2
        if row == 0:
            if self._other_selected:
                line.text(self._who, surface.soft, room - len(OTHER_SELECTED) - 3).skip(3)
                line.text(OTHER_SELECTED, surface.warn, room)
            else:
                line.text(self._who, surface.strong, room)
        else:
            parts = [(fact, surface.soft) for fact in self._facts]
            if self._brief and width_of(parts, 3) > room:
                parts = [(fact, surface.soft) for fact in self._brief]
            if parts:
                label = DidColors.of(self).style(self._did, surface, surface.soft)
                parts[-1] = (parts[-1][0], label)
            line.parts(parts, 3, room)
        return line.strip()
