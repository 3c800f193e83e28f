"""One line of a pane, as texts with their styles: gutter, two blank columns, text.

All text given here must be ready to paint (`mmstui.domain.text.sanitise`): it is neither parsed as
markup nor cleaned. Nothing here needs Textual or more of Rich than its measure of cells: the first
sight (`mmstui.first_sight`) builds the same lines, with styles of its own that have what `_blends`
asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from mmstui.tui.terminal.clusters import NARROW, clusters
from mmstui.tui.terminal.clusters import width_of_text as cell_len

if TYPE_CHECKING:
    from rich.style import Style

    from mmstui.tui.theme.palette import Surface

ELLIPSIS = "…"
_JOINER = "\u200d"
#: Characters of the longest cluster: a family of four with their skin tones.
_LONGEST_CLUSTER = 12
_EMOJI_STYLE = "\ufe0f"
#: A part of a line: a text and its style.
Part = tuple[str, "Style"]


def whole_clauses(text: str, width: int) -> str:
    """Return as many clauses of a text as fit, from its beginning: what a colon divides stays one.

    If none fits, the text is cut.
    """
    if cell_len(text) <= width:
        return text
    signs = ":;" if ": " in text or "; " in text else ","
    ends = (at for at, sign in enumerate(text) if sign in signs and text[at + 1 :][:1] == " ")
    return max((text[:at] for at in ends if cell_len(text[:at]) <= width), default=cut(text, width))


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with an ellipsis where it was cut."""
    if width <= 0:
        return ""
    # A character takes at most two cells, so most texts need no measuring.
    if len(text) * 2 <= width:
        return text
    if len(text) > width and NARROW.fullmatch(text, 0, width + 1):
        if width == 1:
            return ELLIPSIS
        end = width - 1
    elif cell_len(text) <= width:
        return text
    elif width == 1:
        return ELLIPSIS
    else:
        end = used = 0
        # Only the beginning of a long body can be visible.
        for cluster in clusters(text[: width * _LONGEST_CLUSTER]):
            if (used := used + cluster.cells) >= width:
                break
            end += len(cluster.text)
    return text[:end].rstrip() + ELLIPSIS


def _without_joiners(text: str) -> str:
    """Return the text without joiners at its ends: they would join with the blank beside them."""
    if _JOINER not in text:
        return text
    end = text.rstrip(_JOINER + _EMOJI_STYLE)
    if _JOINER in text[len(end) :]:
        text = end
    return text.lstrip(_JOINER)


class Line:
    """Builds one line from left to right, in cells, and fills it to its width.

    Text beyond the right edge is cut, so that a strip always has exactly `width` cells. Blanks are
    merged into the neighbouring text where that is invisible: each segment sends about 40 bytes of
    colour codes to the terminal.
    """

    __slots__ = ("_gap", "_pieces", "_used", "blank", "width")

    def __init__(self, width: int, blank: Style) -> None:
        self.width = width
        #: The style of what is not written.
        self.blank = blank
        self._pieces: list[tuple[str, Style]] = []
        self._used = 0
        self._gap = 0

    @property
    def used(self) -> int:
        """The number of cells built so far."""
        return self._used

    @property
    def left(self) -> int:
        """The number of cells left."""
        return self.width - self._used

    def to(self, column: int) -> Self:
        """Add blanks up to a column."""
        if (gap := min(column, self.width) - self._used) > 0:
            self._gap += gap
            self._used += gap
        return self

    def skip(self, cells: int) -> Self:
        """Add some blank cells."""
        return self.to(self._used + cells)

    def text(self, text: str, style: Style, limit: int | None = None) -> Self:
        """Add a text, cut to `limit` cells or to the cells left."""
        room = self.left if limit is None else min(limit, self.left)
        if text and room > 0:
            text = _without_joiners(cut(text, room))
            self._used += cell_len(text)
            self._add(text, style)
        return self

    def parts(self, parts: Iterable[Part], gap: int = 0, limit: int | None = None) -> Self:
        """Add texts, `gap` cells apart; together they take at most `limit` cells."""
        end = self.width if limit is None else min(self.width, self._used + limit)
        first = True
        for text, style in parts:
            if not text:
                continue
            if not first and gap:
                if self._used + gap >= end:
                    break
                self.skip(gap)
            first = False
            self.text(text, style, end - self._used)
        return self

    def gutter(self, text: str, style: Style, end: int, start: int = 0) -> Self:
        """Add a text right-aligned so that it ends before column `end`, cut on its right."""
        text = cut(text, end - max(start, self._used))
        return self.to(end - cell_len(text)).text(text, style)

    def pieces(self) -> list[tuple[str, Style]]:
        """Return the texts of the whole line with their styles."""
        self.to(self.width)
        if self._gap and self._pieces:
            text, style = self._pieces[-1][:2]
            if style is not None and self._blends(style):
                self._pieces[-1] = (text + " " * self._gap, style)
                self._gap = 0
        self._flush()
        return self._pieces

    def _add(self, text: str, style: Style) -> None:
        if self._gap and self._blends(style):
            text = " " * self._gap + text
            self._gap = 0
        self._flush()
        self._pieces.append((text, style))

    def _flush(self) -> None:
        if self._gap:
            self._pieces.append((" " * self._gap, self.blank))
            self._gap = 0

    def _blends(self, style: Style) -> bool:
        """Whether blanks in this style look like the line's own blanks."""
        return (
            style.bgcolor == self.blank.bgcolor
            and bool(style.reverse) == bool(self.blank.reverse)
            and not (style.underline or style.strike or style.meta or style.link)
        )


def width_of(parts: Iterable[Part], gap: int = 0) -> int:
    """Return the number of cells that `LineBuilder.parts` would take."""
    widths = [cell_len(text) for text, _ in parts if text]
    return sum(widths) + gap * max(0, len(widths) - 1)


def wrap(text: str, width: int) -> list[str]:
    """Break a text between words into lines of at most `width` cells."""
    lines = [""]
    for word in text.split():
        if not lines[-1]:
            lines[-1] = cut(word, width)
        elif cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(cut(word, width))
    return lines


def advice(
    text: str, keys: Iterable[tuple[str, str]], surface: Surface, width: int, gap: int = 3
) -> list[list[Part]]:
    """Lay out a soft sentence, then keys with their words; a key and its word stay on one line."""
    lines: list[list[Part]] = [[(line, surface.soft)] for line in wrap(text, width)]
    used = cell_len(lines[-1][0][0])
    for key, word in keys:
        cells = cell_len(key) + 1 + cell_len(word)
        pair: list[Part] = [(key, surface.strong), (f" {word}", surface.soft)]
        if used and used + gap + cells > width:
            lines.append(pair)
            used = cells
        else:
            blank = [(" " * gap, surface.blank)] if used else []
            lines[-1].extend([*blank, *pair])
            used += gap + cells
    return lines
