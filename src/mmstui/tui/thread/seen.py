"""Decides when a message counts as read: after half a second on screen in a focused thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from mmstui.tui.jobs import job
from mmstui.tui.terminal.attention import ASK_AGAIN, Attention

if TYPE_CHECKING:
    from mmstui.tui.thread.view import ThreadView

#: Seconds that a message must be on screen to count as read (design, section 2).
SEEN_AFTER: Final = 0.5
_MIN_DELAY: Final = 0.02


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


class ReadMarks:
    """Has a view report the messages that were read in it."""

    def __init__(self, view: ThreadView, seen: SeenTimer) -> None:
        self.owner = self._view = view
        #: Whether somebody can look at the terminal.
        self.attention = Attention({})
        self._seen = seen
        self._timer: Timer | None = None
        self._attended = False

    def reset(self) -> None:
        """Reset, for another thread."""
        self._seen.reset()
        if self._view.painted_up_to is not None:
            self._view.painted_up_to.reset()

    def set_attended(self, attended: bool) -> None:
        """Note whether the thread or its compose box has focus."""
        self._attended = attended
        self.update()

    def update(self) -> None:
        """Note which unread messages are on screen, and schedule a check whether they were read."""
        # Not `is_current`, which is also True for a dimmed screen below a dialog.
        watched, viewport = self._attended and self._view.screen.is_active, self._view.viewport
        visible = viewport.fully_visible_unread() if watched and viewport is not None else ()
        delay = self._seen.update(visible)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if delay is not None:
            # Textual never fires a timer whose time is over before it has started.
            self._timer = self._view.set_timer(max(_MIN_DELAY, delay), self._report)

    def _report(self) -> None:
        self._timer = None
        # A dialog may have covered the thread meanwhile.
        if not self._view.screen.is_active:
            self._seen.update(())
        elif self._attended and self._seen.is_due:
            if not self.attention.follows_focus:
                self._ask_whether_seen()
                return
            self._post(math.inf)
        self.update()

    def _post(self, until: float) -> None:
        if self._attended and self._view.screen.is_active and (seen := self._seen.seen(until)):
            self._view.post_message(self._view.Seen(seen))

    def _ask_later(self) -> None:
        self._timer = self._view.set_timer(ASK_AGAIN, self._report)

    @job(
        "Not known whether you saw the new messages: they stay unread.",
        group="seen",
        exclusive=True,
        recover=_ask_later,
        repeats=True,
    )
    async def _ask_whether_seen(self) -> None:
        """Post what was seen in tmux or screen; ask again later about the others."""
        self._post(await self.attention.seen_until())
        if self._seen.is_due:
            self._ask_later()
        else:
            self.update()
