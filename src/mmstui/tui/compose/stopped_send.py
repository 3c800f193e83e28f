"""In a team: a send waits if somebody wrote what its writer has not had on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mmstui.center.people import People
from mmstui.domain.messages import SEVERAL
from mmstui.domain.outgoing import Seen
from mmstui.domain.problems import Changed
from mmstui.domain.text.plurals import count_of
from mmstui.tui.compose.commands import SEND

#: Entries that are kept: only the newest ones are still to become old enough.
_KEPT: Final = 8


class PaintedUpTo:
    """The newest message of the open thread that its writer has had on the screen.

    It must have been there for `after` seconds, as for the read marks; but what was there when the
    thread was opened counts at once.
    """

    def __init__(
        self, clock: Callable[[], float], after: float, show_news: Callable[[], None]
    ) -> None:
        """`show_news` reads the thread again, and shows its end."""
        self.show_news = show_news
        self._clock = clock
        self._after = after
        self._since: list[tuple[float, int]] = []

    def reset(self) -> None:
        """Forget everything, for another thread."""
        self._since.clear()

    def note(self, message_id: int) -> None:
        """Note that messages up to this one are on the screen now."""
        if not self._since:
            self._since.append((self._clock() - self._after, message_id))
        elif message_id > self._since[-1][1]:
            self._since = [*self._since[-_KEPT:], (self._clock(), message_id)]

    def newest(self) -> int:
        """Return the id of the message; 0 if there was none."""
        before = self._clock() - self._after + 1e-6
        return max((each for since, each in self._since if since <= before), default=0)


def seen_in(painted: PaintedUpTo | None, key: tuple[str, str]) -> Seen | None:
    """Return what stops a message to these; None if nothing does: without a team, or a thread."""
    return None if painted is None or key == SEVERAL else Seen(*key, painted.newest())


def stopped(changed: Changed, painted: PaintedUpTo | None, people: People) -> str:
    """Show in the open thread what others wrote, which counts as seen then.

    Return why the message was not sent, ready to paint. `painted`: None if the thread is closed.
    """
    if painted is not None:
        painted.note(changed.newest)
        painted.show_news()
    if changed.answered:
        who = "Somebody" if changed.answered_by is None else people.name(changed.answered_by)
        words = f"{who} has answered"
    else:
        words = f"{count_of(changed.came, 'new message')} came"
    return f"Not sent: {words}. {SEND.key} sends it anyway."
