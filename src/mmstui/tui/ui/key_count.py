"""Counts before a motion, as in vi: `5 j` goes five down.

A digit does at once what it does, and waits for no further key. So it cannot both choose a view
and count: a view would come late, or be left again when a motion follows. In the list digits choose
views, until `[keys]` gives the views other keys, as the preset of vim does: then they count there.
In a conversation and in triage mode, where hands go far and nobody looks at the list, they always
count.
"""

from __future__ import annotations

from typing import Final

from textual.dom import DOMNode

#: The highest count: more messages than fit in a window of a thread help nobody.
_MOST: Final = 999


class KeyCount:
    """The count that is being typed, and the one that the last key had before it."""

    def __init__(self) -> None:
        self.typed = 0
        self._key = ""
        self._before = 1

    def read(self, key: str) -> bool:
        """Note a key whose command will run; return whether the count has changed by that.

        A digit changes the count only by `add`: it may be the key of another command.
        """
        self._key = key
        if key.isdecimal():
            self._before = 1
            return False
        self._before, changed, self.typed = self.typed or 1, self.typed > 0, 0
        return changed

    def add(self) -> None:
        """Let the last key, a digit, be a digit of the count."""
        if self._key.isdecimal():
            self.typed = min(self.typed * 10 + int(self._key), _MOST)

    def take(self) -> int:
        """Return how many times the last key acts."""
        count, self._before = self._before, 1
        return count


def times(node: DOMNode) -> int:
    """Return how many times a key of a node acts: what was counted before it, else 1."""
    count = _count_of(node)
    return count.take() if count is not None else 1


def typed_count(node: DOMNode) -> str:
    """Return the count that is being typed on a screen; "" for none."""
    count = _count_of(node)
    return str(count.typed or "") if count is not None else ""


def _count_of(node: DOMNode) -> KeyCount | None:
    found = getattr(node.screen, "key_count", None)
    return found if isinstance(found, KeyCount) else None
