"""What the footer says: bold keys, soft words; hints that do not fit are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.tui.layout import ROOMY
from mmstui.tui.ui.line import Line, Part, width_of

if TYPE_CHECKING:
    from mmstui.tui.theme.palette import Surface

GAP: Final = 3


class Hint(NamedTuple):
    """A key and its word."""

    keys: str
    word: str


class Foot(NamedTuple):
    """What the footer says."""

    hints: tuple[Hint, ...]
    #: At the right end: the palette, where there is room, and the help.
    end: tuple[Hint, Hint]
    lead: str = ""  #: before the hints, in accent
    note: str = ""  #: a sentence instead of the hints, ready to paint


def paint_footer(line: Line, foot: Foot, surface: Surface, covered_from: int) -> None:
    """Paint the footer into an empty line, with no hint from a column on."""
    width = line.width
    end: list[Part] = []
    for hint in foot.end[width < ROOMY :]:
        end += [("  ", surface.blank)] if end else []
        end += [(hint.keys, surface.strong), (f" {hint.word}", surface.soft)]
    room = width - width_of(end) - 1 - GAP
    line.skip(1)
    if foot.note:
        line.text(foot.note, surface.text, room)
    else:
        _add_hints(line, foot, surface, min(room, covered_from))
    line.to(width - 1 - width_of(end)).parts(end)


def _add_hints(line: Line, foot: Foot, surface: Surface, room: int) -> None:
    """Add as many hints as fit into some columns."""
    line.text(foot.lead, surface.accent)
    for hint in foot.hints:
        parts: list[Part] = [(hint.keys, surface.strong), (f" {hint.word}", surface.soft)]
        gap = GAP if line.used > 1 else 0
        if line.used + gap + width_of(parts) > room:
            break
        line.skip(gap).parts(parts)
