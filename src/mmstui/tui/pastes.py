"""What is pasted is text: nothing in it is a key or a sequence for the parser.

Terminals mark the ends of a paste (bracketed paste). Textual's parser believes an escape between
them, and takes all that follows it for keys that were pressed: a text from a web page could press
them. Many terminals take escapes out of a paste; not all do, and tmux does not.
"""

from __future__ import annotations

from typing import Final

BEGINS: Final = "\x1b[200~"
ENDS: Final = "\x1b[201~"


class Pastes:
    """Takes escapes out of what is pasted. One per parser; reads may be cut anywhere."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""
        self._last = ""

    def take(self, data: str) -> str:
        """What of a read is for the parser."""
        data, self._held = self._held + data, ""
        out = []
        # A mark that a read cut in two has gone on already: an escape by itself is a key.
        if not self._inside and (rest := self._rest_of_mark(data)):
            out.append(rest)
            data, self._inside = data.removeprefix(rest), True
        while data:
            mark = ENDS if self._inside else BEGINS
            text, found, data = data.partition(mark)
            if self._inside:
                if not found:
                    text, self._held = _cut(text)
                text = text.replace("\x1b", "")
            out += [text, found]
            self._inside ^= bool(found)
        taken = "".join(out)
        self._last = (self._last + taken)[-len(BEGINS) :]
        return taken

    def _rest_of_mark(self, data: str) -> str:
        """What `data` begins with, if it is the rest of a mark that the last read began."""
        for length in range(1, len(BEGINS)):
            begun, rest = BEGINS[:length], BEGINS[length:]
            if self._last.endswith(begun) and data.startswith(rest):
                return rest
        return ""


def _cut(text: str) -> tuple[str, str]:
    """A text, and what at its end may become the mark."""
    for length in range(len(ENDS) - 1, 0, -1):
        if text.endswith(ENDS[:length]):
            return text[:-length], ENDS[:length]
    return text, ""
