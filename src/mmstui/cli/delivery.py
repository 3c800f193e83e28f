"""Wait for the outcome of a message that a command sends; withdraw what was not sent."""

from __future__ import annotations

import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

from mmstui.center import MessageCenter
from mmstui.cli.exit_codes import Exit, outcome
from mmstui.domain.messages import Message
from mmstui.domain.problems import AGAIN_AS_MMS, StoreProblem
from mmstui.domain.records import record, replace

#: Outcomes whose message is kept only with a key. The command can be repeated after a fix.
_NOT_KEPT = frozenset({Exit.ACCESS, Exit.REFUSED})
#: A message that is not kept would be an SMS again: the refusal is forgotten with it.
_NOT_AS_MMS = "Shorten it; or repeat with --id KEY, which keeps it, and once more: that is an MMS."
#: Codes after which the command must not be repeated, most important first.
_KEPT = (Exit.UNCONFIRMED, Exit.LIMIT, Exit.QUEUED)


@record
class DeliveryOutcome:
    """The outcome of one message. Not `kept`: it was never sent, and is not in the store."""

    message: Message
    code: Exit
    kept: bool = True


class Signals:
    """Handlers for signals that end the wait in an orderly way.

    `number` is the number of the received signal, 0 before.
    """

    HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.number = 0
        self._end: Callable[[], object] = lambda: None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in self.HEARD:
            # ValueError: not the main thread. An ignored signal stays ignored (nohup).
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
        """Run `work` until it ends or a signal arrives."""
        import asyncio

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
    """The delivery of one `send`. `keep`: the messages have a key, so none is withdrawn."""

    def __init__(
        self, center: MessageCenter, message_ids: Sequence[int], signals: Signals, *, keep: bool
    ) -> None:
        self._center = center
        self._ids = tuple(message_ids)
        self._signals = signals
        self._keep = keep
        self._queued = {message.id: message for message in center.inbox.messages(self._ids)}
        self.problem: StoreProblem | None = None  #: the error that ended the wait

    def repeat_refused(self) -> None:
        """Queue refused messages again: the repeated key is the user's request to retry."""
        for message in self._queued.values():
            if outcome(message) in _NOT_KEPT:
                self._center.outbox.send_again(message.id).result()

    def wait(self, seconds: timedelta) -> None:
        """Send the messages, or wait for the process that does."""
        import asyncio  # not for `--wait 0`

        try:
            asyncio.run(self._signals.until(self._center.sync.deliver(self._ids, seconds)))
        except StoreProblem as problem:
            self.problem = problem

    def outcomes(self) -> list[DeliveryOutcome]:
        """Return the outcome of each message, in the order of the recipients."""
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
    ) -> DeliveryOutcome:
        if key in now:
            return DeliveryOutcome(now[key], outcome(now[key]))
        message = before.get(key, self._queued[key])
        if key in back and outcome(message) in _NOT_KEPT:
            return DeliveryOutcome(_forgotten(message), outcome(message), kept=False)
        # Withdrawn after the signal, or deleted in an inbox meanwhile.
        return DeliveryOutcome(message, Exit.FAILURE, kept=False)

    def exit_code(self, outcomes: Sequence[DeliveryOutcome]) -> int:
        """Return one exit code, which never suggests to repeat a message that was sent."""
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
    """Return a message that is not kept, without a hint that is only true for kept messages."""
    problem = message.problem
    if problem is None or AGAIN_AS_MMS not in problem.words:
        return message
    words = problem.words.replace(AGAIN_AS_MMS, _NOT_AS_MMS)
    return replace(message, problem=replace(problem, words=words))
