"""What a search found in a message, marked in the lines that are laid out of it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from mmstui.domain.search_query import Query, Span
from mmstui.tui.thread.layout import Line, Piece
from mmstui.tui.ui.found_text import split


def marked(lines: tuple[Line, ...], text: str, query: Query) -> tuple[Line, ...]:
    """The same lines, the pieces of the message's own text parted at the hits.

    `text` is that which the lines were broken out of: what is found may stand in two of them.
    """
    spans = query.spans(text)
    if not spans:
        return lines
    found: list[Line] = []
    at = 0
    for line in lines:
        pieces: list[Piece] = []
        for piece in line.pieces:
            if piece.body:
                # Lines are the text, without blanks where it was broken.
                at = max(at, text.find(piece.text, at))
                pieces.extend(_parted(piece, _within(spans, at, at + len(piece.text))))
                at += len(piece.text)
            else:
                pieces.append(piece)
        found.append(Line(tuple(pieces), line.block, line.picture))
    return tuple(found)


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of spans that lie in a stretch, counted from its beginning."""
    return [
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans
        if first < end and last > start
    ]


def _parted(piece: Piece, spans: Sequence[Span]) -> list[Piece]:
    pieces: list[Piece] = []
    column = piece.column
    for text, hit in split(piece.text, spans):
        cells = cell_len(text)
        pieces.append(piece._replace(column=column, text=text, cells=cells, hit=hit))
        column += cells
    return pieces
