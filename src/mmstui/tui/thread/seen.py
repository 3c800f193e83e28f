"""Decides when a message counts as read: after half a second on screen in a focused thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Final

#: Seconds that a message must be on screen to count as read (design, section 2).
SEEN_AFTER: Final = 0.5


class SeenTimer:
    """Times how long unread messages have been on screen without a break. Reports each once."""

    def __init__(self, clock: Callable[[], float], after: float = SEEN_AFTER) -> None:
        self._clock = clock
        self._after = after
        self._since: dict[int, float] = {}
        self._reported: set[int] = set()

    def reset(self) -> None:
        """Reset, for another thread."""
        self._since.clear()
        self._reported.clear()

    def update(self, visible: Collection[int]) -> float | None:
        """Note that these unread messages, and no others, are on screen now.

        Returns the seconds until one of them counts as read, None without any.
        """
        now = self._clock()
        self._since = {
            each: self._since.get(each, now) for each in visible if each not in self._reported
        }
        if not self._since:
            return None
        return max(0.0, min(self._since.values()) + self._after - now)

    @property
    def is_due(self) -> bool:
        """Whether a message has been on screen long enough."""
        return any(map(self._is_long, self._since.values()))

    def _is_long(self, since: float) -> bool:
        return self._clock() - since >= self._after - 1e-6

    def seen(self, until: float = math.inf) -> tuple[int, ...]:
        """Return messages that have been on screen long enough and were not reported before.

        What came on screen after `until` was not seen.
        """
        found = tuple(
            each for each, since in self._since.items() if self._is_long(since) and since <= until
        )
        self._reported.update(found)
        for each in found:
            del self._since[each]
        return found
