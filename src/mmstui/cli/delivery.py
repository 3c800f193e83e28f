"""Waiting for what becomes of a message that a command sends, and taking back what did not go."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from mmstui.center import MessageCenter
from mmstui.cli.exit_codes import Exit, outcome
from mmstui.domain.messages import Message
from mmstui.domain.problems import AGAIN_AS_MMS, StoreProblem

#: What a command does not keep unless it was asked to: it says so, and is repeated after mending.
_NOT_KEPT = frozenset({Exit.ACCESS, Exit.REFUSED})
#: Of what is not kept nobody knows that it was too long: sent again, it would be an SMS again.
_NOT_AS_MMS = "Shorten it; or repeat with --id KEY, which keeps it, and once more: that is an MMS."
#: The codes that say not to repeat, the one that says most first.
_KEPT = (Exit.UNCONFIRMED, Exit.LIMIT, Exit.QUEUED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. Not `kept`: nothing of it is here, and it never went."""

    message: Message
    code: Exit
    kept: bool = True


class Signals:
    """Signals that end a wait in order, from the moment on at which there is something to tell.

    `number` is that of the one that came, 0 before.
    """

    HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.number = 0
        self._end: Callable[[], object] = lambda: None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in self.HEARD:
            # Not in the main thread: then no signal is ours. One that was ignored stays so (nohup).
            with suppress(ValueError):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _came(self, number: int, _frame: object) -> None:
        self.number = number
        self._end()

    async def until(self, work: Coroutine[None, None, None]) -> None:
        """Do it until it ends or a signal comes."""
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.number:
            task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            if not self.number:
                raise
        finally:
            self._end = lambda: None


class Delivery:
    """One `send`. `keep`: a key will ask for it again, so nothing is taken back."""

    def __init__(
        self, center: MessageCenter, message_ids: Sequence[int], signals: Signals, *, keep: bool
    ) -> None:
        self._center = center
        self._ids = tuple(message_ids)
        self._signals = signals
        self._keep = keep
        self._queued = {message.id: message for message in center.inbox.messages(self._ids)}
        self.problem: StoreProblem | None = None  #: with which the wait ended

    def repeat_refused(self) -> None:
        """A key that comes again for what did not go is the user's word to try once more."""
        for message in self._queued.values():
            if outcome(message) in _NOT_KEPT:
                self._center.outbox.send_again(message.id).result()

    def wait(self, seconds: timedelta) -> None:
        """Send it, or wait for the process that does."""
        try:
            asyncio.run(self._signals.until(self._center.sync.deliver(self._ids, seconds)))
        except StoreProblem as problem:
            self.problem = problem

    def outcomes(self) -> list[Outcome]:
        """What became of each, in the order of the recipients."""
        before = {message.id: message for message in self._center.inbox.messages(self._ids)}
        back: set[int] = set()
        if not self._keep:
            back = set(self._center.outbox.withdraw(self._unwanted(before.values())).result())
        now = {message.id: message for message in self._center.inbox.messages(self._ids)}
        return [self._outcome(key, before, now, back) for key in self._ids]

    def _unwanted(self, messages: Iterable[Message]) -> list[int]:
        unwanted = _NOT_KEPT | {Exit.QUEUED} if self._signals.number else _NOT_KEPT
        return [message.id for message in messages if outcome(message) in unwanted]

    def _outcome(
        self, key: int, before: dict[int, Message], now: dict[int, Message], back: set[int]
    ) -> Outcome:
        if key in now:
            return Outcome(now[key], outcome(now[key]))
        message = before.get(key, self._queued[key])
        if key in back and outcome(message) in _NOT_KEPT:
            return Outcome(_forgotten(message), outcome(message), kept=False)
        # Taken back: by the signal, or by somebody at an inbox meanwhile.
        return Outcome(message, Exit.FAILURE, kept=False)

    def exit_code(self, outcomes: Sequence[Outcome]) -> int:
        """One code for them all: none that invites to repeat what went to somebody."""
        codes = {one.code for one in outcomes}
        if codes <= {Exit.DONE}:
            return Exit.DONE
        for code in _KEPT:
            if code in codes:
                return code
        if self._signals.number:
            return 128 + self._signals.number
        if Exit.DONE in codes and not self._keep:
            return Exit.FAILURE
        return next(code for code in (Exit.ACCESS, Exit.REFUSED, Exit.FAILURE) if code in codes)


def _forgotten(message: Message) -> Message:
    """A message that is not here any more, without a promise that only one that is kept holds."""
    problem = message.problem
    if problem is None or AGAIN_AS_MMS not in problem.words:
        return message
    words = problem.words.replace(AGAIN_AS_MMS, _NOT_AS_MMS)
    return replace(message, problem=replace(problem, words=words))
