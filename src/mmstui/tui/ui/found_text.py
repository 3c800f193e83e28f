"""Text with highlighted matches of a search, cut around the first match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from mmstui.tui.terminal.clusters import begins, ends
from mmstui.tui.ui.line import ELLIPSIS, Line, cut

if TYPE_CHECKING:
    from rich.style import Style

    from mmstui.domain.searching.search_query import Query, Span
    from mmstui.tui.theme.palette import Surface


class Part(NamedTuple):
    """A piece of a text, and whether it is a match."""

    text: str
    hit: bool


def split(text: str, spans: Sequence[Span]) -> list[Part]:
    """Split a text at its matches; spans are sorted and do not overlap.

    A cluster of which a part matches is a match.
    """
    parts: list[Part] = []
    at = 0
    for first, last in spans:
        start, end = max(at, begins(text, first)), ends(text, last - 1)
        if start > at:
            parts.append(Part(text[at:start], False))
        if end > start:
            parts.append(Part(text[start:end], True))
            at = end
    if at < len(text):
        parts.append(Part(text[at:], False))
    return parts


def fitted(text: str, spans: Sequence[Span], room: int) -> list[Part]:
    """Return the beginning of a text in at most `room` cells."""
    shown = cut(text, room)
    if shown == text:
        return split(text, spans)
    end = len(shown) - len(ELLIPSIS)
    inside = [(start, min(stop, end)) for start, stop in spans if start < end]
    return split(shown, inside)


def around(text: str, spans: Sequence[Span], room: int) -> list[Part]:
    """Return at most `room` cells of a text that include its first match."""
    if not spans or cell_len(text[: spans[0][1]]) < room:
        return fitted(text, spans, room)
    # Begin at a word; give a third of the room to the text before the match, or the rest of the
    # room.
    start = first = spans[0][0]
    left = room - len(ELLIPSIS) - cell_len(text[first : first + room])
    while start > 0 and cell_len(text[start - 1 : first]) <= max(left, room // 3):
        start -= 1
    blank = text.find(" ", start, first)
    start = blank + 1 if blank >= 0 else begins(text, start)
    shift = start - len(ELLIPSIS)
    moved = [(at - shift, end - shift) for at, end in spans]
    return fitted(ELLIPSIS + text[start:], moved, room)


def paint_parts(line: Line, parts: Sequence[Part], style: Style, surface: Surface) -> None:
    """Paint the pieces: matches in accent, bold and underlined."""
    for text, hit in parts:
        line.text(text, surface.hit if hit else style)


def paint_found(
    line: Line, text: str, style: Style, surface: Surface, room: int, query: Query | None
) -> None:
    """Paint the beginning of a text, with the matches of a query highlighted if there is one."""
    if not query:
        line.text(text, style, room)
        return
    spans = query.spans(text) or query.number_spans(text)
    paint_parts(line, fitted(text, spans, room), style, surface)
