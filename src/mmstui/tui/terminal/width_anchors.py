"""Keeps texts in their columns, whatever width a terminal gives an emoji.

Programs that measure text and terminals that draw it agree on most characters, but not on many
newer ones: a family emoji has two cells here, eight there, three in tmux. The text after it would
then be drawn in a wrong column, or even in another pane. So after a text of unsure width the cursor
is moved to the column where the next text begins. The cells of the unsure text and the blanks after
it are painted first: if it is narrower there is no gap, and if it is wider there is room for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len

# Characters whose width is certain in all terminals: Latin, Greek, Cyrillic, Hebrew, punctuation,
# signs and lines, Chinese, Japanese and Korean.
_SURE: Final = (
    "\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u1e00-\u1fff"
    "\u2010-\u2015\u2018-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u21ff\u2200-\u22ff\u2500-\u25f7"
    "\u266a\u2713\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff60\ufffd"
)
_UNSURE: Final = re.compile(f"[^{_SURE}\x1b\r\n]")
_TOKEN: Final = re.compile(
    r"\x1b\[(?P<style>[\d;]+)m(?P<text>[^\x1b\r\n]*)\x1b\[0m|(?P<plain>[^\x1b\r\n]+)"
    r"|\x1b\[\d+;(?P<column>\d+)H|\x1b|[\r\n]+"
)


class _Text(NamedTuple):
    """A text in one style; "" for no style."""

    style: str
    text: str

    def painted(self, text: str) -> str:
        """Return another text in this style."""
        return f"\x1b[{self.style}m{text}\x1b[0m" if self.style and text else text


class _Other(NamedTuple):
    """Other output, and the cursor's column after it; None if unknown."""

    data: str
    column: int | None


def anchored(data: str) -> str:
    """Return the same output, with the column set after each text of unsure width."""
    if _UNSURE.search(data) is None:
        return data
    return "".join(_anchored([_token(match) for match in _TOKEN.finditer(data)]))


def _token(match: re.Match[str]) -> _Text | _Other:
    style, text, plain, column = match.group("style", "text", "plain", "column")
    if plain is not None:
        return _Text("", plain)
    if text is not None:
        return _Text(style, text)
    return _Other(match.group(), int(column) if column else None)


def _anchored(tokens: list[_Text | _Other]) -> Iterator[str]:
    #: The cursor's column, counted from 1.
    column: int | None = None
    for place, token in enumerate(tokens):
        if isinstance(token, _Other):
            column = token.column
            yield token.data
            continue
        cells = cell_len(token.text)
        unsure = _UNSURE.search(token.text)
        if column is None or unsure is None:
            yield token.painted(token.text)
        else:
            # Paint the blanks after it first, so that a wider text finds room there.
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            blanks = 0
            if isinstance(after, _Text):
                rest = after.text.lstrip(" ")
                blanks = len(after.text) - len(rest)
                tokens[place + 1] = after._replace(text=rest)
            # A variation selector may change the certain character before it.
            start = max(0, unsure.start() - 1)
            head, tail = token.text[:start], token.text[start:]
            begins = column + cell_len(head)
            cells += blanks
            yield token.painted(head + " " * (column + cells - blanks - begins))
            if isinstance(after, _Text):
                yield after.painted(" " * blanks)
            yield f"\x1b[{begins}G{token.painted(tail.rstrip(' '))}\x1b[{column + cells}G"
        if column is not None:
            column += cells
