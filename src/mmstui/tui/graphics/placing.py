"""Places one picture on the terminal, over cells that are blank to Textual."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Placing:
    """Shows and removes a picture; `write` writes to the terminal unchanged."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._clear = ""

    def put(self, column: int, row: int, drawn: str, clear: str = "") -> None:
        """Draw at a cell, counted from 0. `clear` removes the picture if overwriting does not.

        The cursor returns to where it was.
        """
        self.clear()
        self._clear = clear
        self._write(f"\x1b7\x1b[{row + 1};{column + 1}H{drawn}\x1b8")

    def put_texts(
        self, column: int, row: int, sent: str, clear: str, texts: Sequence[str], style: str
    ) -> None:
        """Show a picture that is `sent` once and visible where texts stand, one a row."""
        if self._clear != clear:
            self._clear = clear
            self._write(sent)
        placed = (f"\x1b[{row + 1 + n};{column + 1}H{text}" for n, text in enumerate(texts))
        self._write(f"\x1b7{style}{''.join(placed)}\x1b[0m\x1b8")

    def clear(self) -> None:
        """Remove the picture; its cells must be repainted."""
        clear, self._clear = self._clear, ""
        if clear:
            self._write(clear)
