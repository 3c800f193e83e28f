"""Highlights a query's hits in the laid-out rows of a message."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from mmstui.domain.searching.search_query import Query, Span
from mmstui.tui.thread.layout import LaidOutPiece, LaidOutRow
from mmstui.tui.ui.found_text import split


def highlighted(lines: tuple[LaidOutRow, ...], text: str, query: Query) -> tuple[LaidOutRow, ...]:
    """Return the rows with the pieces of the message's text split at the hits.

    `text` is the text before it was wrapped: a hit may span two rows.
    """
    spans = query.spans(text)
    if not spans:
        return lines
    found: list[LaidOutRow] = []
    at = 0
    for line in lines:
        pieces: list[LaidOutPiece] = []
        for piece in line.pieces:
            if piece.body:
                # Rows contain the text without the blanks at which it was wrapped.
                at = max(at, text.find(piece.text, at))
                pieces.extend(_split_piece(piece, _spans_within(spans, at, at + len(piece.text))))
                at += len(piece.text)
            else:
                pieces.append(piece)
        found.append(LaidOutRow(tuple(pieces), line.block, line.picture))
    return tuple(found)


def _spans_within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of spans between two offsets, relative to `start`."""
    return [
        (max(first, start) - start, min(last, end) - start)
        for first, last in spans
        if first < end and last > start
    ]


def _split_piece(piece: LaidOutPiece, spans: Sequence[Span]) -> list[LaidOutPiece]:
    pieces: list[LaidOutPiece] = []
    column = piece.column
    for text, hit in split(piece.text, spans):
        cells = cell_len(text)
        pieces.append(piece._replace(column=column, text=text, cells=cells, hit=hit))
        column += cells
    return pieces
