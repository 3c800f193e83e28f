"""Before a person's eyes: on screen for half a second while the keys go there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

#: Seconds that a message must stay in sight to count as read (design, section 2).
SEEN_AFTER: Final = 0.5


class SeenWatch:
    """How long each unread message has been in sight without a break. Tells of each once."""

    def __init__(self, clock: Callable[[], float], after: float = SEEN_AFTER) -> None:
        self._clock = clock
        self._after = after
        self._since: dict[int, float] = {}
        self._told: set[int] = set()

    def forget(self) -> None:
        """Another thread is shown."""
        self._since.clear()
        self._told.clear()

    def look(self, in_sight: Collection[int]) -> float | None:
        """These unread messages are in sight now, no others.

        Gives the seconds until one of them has been there long enough, None without any.
        """
        now = self._clock()
        self._since = {
            each: self._since.get(each, now) for each in in_sight if each not in self._told
        }
        if not self._since:
            return None
        return max(0.0, min(self._since.values()) + self._after - now)

    def seen(self) -> tuple[int, ...]:
        """Those that have been in sight long enough and were not told of before."""
        now = self._clock()
        found = tuple(
            each for each, since in self._since.items() if now - since >= self._after - 1e-6
        )
        self._told.update(found)
        for each in found:
            del self._since[each]
        return found
