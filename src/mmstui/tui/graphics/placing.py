"""One picture on the terminal, over cells that Textual believes to be blank."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Placing:
    """Puts a picture there, and takes it away; `write` goes to the terminal as it is."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._clear = ""

    def put(self, column: int, row: int, drawn: str, clear: str = "") -> None:
        """Draw at a cell, counted from 0. `clear` is what takes it away where overwriting does not.

        The cursor is where it was afterwards.
        """
        self.clear()
        self._clear = clear
        self._write(f"\x1b7\x1b[{row + 1};{column + 1}H{drawn}\x1b8")

    def put_texts(
        self, column: int, row: int, sent: str, clear: str, texts: Sequence[str], style: str
    ) -> None:
        """The same for a picture that is `sent` once and seen where texts stand, one a row."""
        if self._clear != clear:
            self._clear = clear
            self._write(sent)
        placed = (f"\x1b[{row + 1 + n};{column + 1}H{text}" for n, text in enumerate(texts))
        self._write(f"\x1b7{style}{''.join(placed)}\x1b[0m\x1b8")

    def clear(self) -> None:
        """Nothing of it is left once the cells have been painted again."""
        clear, self._clear = self._clear, ""
        if clear:
            self._write(clear)
