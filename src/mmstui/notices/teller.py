"""Tells a push service or a program of new messages, as the inbox tells the terminal.

Messages that could not be told wait, and are told with those that came meanwhile as one notice.
What somebody has read until then is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.domain.notices import Burst, Notice, notices
from mmstui.domain.problems import StoreProblem
from mmstui.notices.push import NotTold, Pusher
from mmstui.notices.unseen import unseen
from mmstui.sync.backoff import Backoff, Bell, Timing

if TYPE_CHECKING:
    from mmstui.center import MessageCenter

#: Back-off of a target that fails, in seconds, and messages that wait for it.
_FIRST_WAIT: Final = 5.0
_LONGEST_WAIT: Final = 900.0
_MOST_UNTOLD: Final = 1_000


class ToldAccount(NamedTuple):
    """The account that messages are told of, and the time zone of quiet hours."""

    center: MessageCenter
    zone: tzinfo


class NoticeTeller:
    """Tells one target of new messages, until it is cancelled."""

    def __init__(
        self,
        pusher: Pusher,
        account: Callable[[], ToldAccount],
        timing: Timing,
        tell: Callable[[str], None],
    ) -> None:
        """`account` returns the account as it is now; `tell` gets sentences for a log."""
        self._pusher = pusher
        self._account = account
        self._timing = timing
        self._tell = tell
        self._started = timing.now()
        self._burst = Burst(account().center.settings.notices.burst)
        self._bell = Bell(timing)
        self._backoff = Backoff(timing, first=_FIRST_WAIT, longest=_LONGEST_WAIT)
        self._failing = False

    def add(self, message_ids: Iterable[int]) -> None:
        """Tell of messages that have just arrived, unless somebody sees them first."""
        self._burst.add(message_ids, self._timing.elapsed())
        self._bell.ring()

    async def run(self) -> None:
        """Tell of messages when notices are due."""
        while True:
            due = self._burst.due()
            wait = None if due is None else due - self._timing.elapsed()
            if wait is None or wait > 0:
                await self._bell.wait(wait)
            else:
                await self._tell_of(self._burst.take())

    async def _tell_of(self, message_ids: Sequence[int]) -> None:
        center, zone = self._account()
        settings = center.settings.notices
        self._burst.window = settings.burst  # The settings may have been read again.
        untold: list[int] = []
        wait = 0.0
        try:
            arrived = await asyncio.to_thread(unseen, center.inbox, message_ids, self._started)
        except StoreProblem as problem:
            self._fails(problem.what)
            arrived, untold = [], list(message_ids)
        found = notices(settings, arrived, self._timing.now(), zone)
        for notice in found:
            try:
                await self._pusher.push(notice)
            except NotTold as problem:
                self._fails(f"{self._pusher.target} {problem}.")
                wait = max(wait, problem.after)
                untold += _ids(notice) if problem.again else []
            else:
                self._works()
        if untold:
            self._burst.add(untold[-_MOST_UNTOLD:], self._timing.elapsed())
            await self._timing.sleep(max(wait, self._backoff.next()))
        elif found:
            self._burst.told(self._timing.elapsed())

    def _fails(self, words: str) -> None:
        """Tell the first failure in a row."""
        if not self._failing:
            self._failing = True
            self._tell(f"A notice was not given: {words}")

    def _works(self) -> None:
        self._backoff.reset()
        if self._failing:
            self._failing = False
            self._tell(f"Notices reach {self._pusher.target} again.")


def _ids(notice: Notice) -> list[int]:
    return [each.message.id for each in notice.arrived]
