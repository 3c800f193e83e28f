"""Send queued messages: one at a time, each at most once, with every outcome recorded.

An attempt is on the disk before the first byte of its request leaves. However the request ends, its
outcome is recorded as one of the states of `mmstui.domain.messages.State`. No message is sent
twice: polls look for a message whose request got no answer (`PollScheduler.look_soon`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from mmstui.domain.messages import Kind, State
from mmstui.domain.times.clock_skew import Before
from mmstui.domain.traces import place_of
from mmstui.store import Store, StoreProblem
from mmstui.store.sending.outbox import OutboxItem
from mmstui.sync.backoff import Backoff, Bell, Timing, first_of
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import GRACE, SOON
from mmstui.sync.store_writes import Offload, P, wait_despite_cancel
from mmstui.voipms import (
    AccessRefused,
    DailyLimit,
    NoAnswer,
    NotConnected,
    Sent,
    SlowDown,
    VoipMsError,
)

log = logging.getLogger("mmstui.sync")

#: Seconds between tries to record an outcome, when the store cannot be written.
_WRITE_AGAIN = (1.0, 2.0, 5.0, 10.0, 30.0)
_CLOSED = ("closed", "mmstui was closed before VoIP.ms had answered.")
_FAULT = ("unexpected", "Something unforeseen ended the request.")


class Sender:
    """A worker that sends queued messages one by one. `owner` identifies this process in attempts.

    `look_soon` is called when polls must look for a message. `known` returns what VoIP.ms has
    before a message is sent, within a bounded time. `counts` has the outcomes of this run.
    """

    def __init__(
        self,
        store: Store,
        service: Service,
        connection: ConnectionState,
        timing: Timing,
        *,
        owner: str,
        look_soon: Callable[[], None],
        known: Callable[[OutboxItem], Awaitable[Before]],
    ) -> None:
        self._outbox = store.outbox
        self._signals = store.signals
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._process = owner
        self._look_soon = look_soon
        self._known = known
        self._bell = Bell(timing)
        self._backoff = Backoff(timing)
        self._resume_at: float | None = None  #: by `Timing.elapsed`
        self._network_wait = False
        self._closing = False
        self._runs = 0
        self._owner = owner
        self.counts: dict[State, int] = {}

    # To be called on the loop's thread.

    def store_changed(self) -> None:
        """Check the queue. Called after any write to the store."""
        self._bell.ring()

    def end_backoff(self) -> None:
        """End a wait that is only network back-off: the user queued or requested something."""
        if self._network_wait:
            self._resume_at = None
        self._bell.ring()

    async def connection_works(self) -> None:
        """End the waits of messages that only waited for the network. A poll succeeded."""
        if self._network_wait:
            self._network_wait = False
            await self._offload(self._outbox.end_network_waits)
            self._resume_at = None
            self._bell.ring()

    def close(self) -> None:
        """Start no more attempts; `run` returns after the open one."""
        self._closing = True
        self._bell.ring()

    # Sending the queue.

    async def take_over(self) -> None:
        """Mark attempts that earlier processes left open as unknown, so that polls look for them.

        This includes attempts of an earlier run of this process whose outcome could not be
        recorded.
        """
        self._runs += 1
        self._owner = f"{self._process}.{self._runs}"
        if await self._offload(self._outbox.take_over, self._owner, self._timing.now()):
            self._look_soon()

    async def run(self) -> None:
        """Send queued messages until closed."""
        await self.take_over()
        while not self._closing:
            rest = self._rest()
            if rest is None or rest > 0:
                await self._bell.wait(rest)
            elif not await self._send_next():
                # The message is held now, or another process took it.
                await self._bell.wait(1.0)

    async def drain(self) -> None:
        """Send the messages that are due now, and return."""
        await self.take_over()
        while (rest := self._rest()) is not None and rest <= 0:
            if not await self._send_next():
                return

    def _rest(self) -> float | None:
        """Return the seconds until a message is due; None when none will be."""
        if self._connection.access is not None:
            return None
        due = self._outbox.next_due_at()
        if due is None:
            return None
        rest = self._timing.until(due)
        return (
            rest if self._resume_at is None else max(rest, self._resume_at - self._timing.elapsed())
        )

    async def _send_next(self) -> bool:
        item = await self._offload(self._outbox.next_to_send, self._timing.now())
        if item is None:
            return False
        attempt = asyncio.ensure_future(self._attempt(item))
        try:
            await asyncio.shield(attempt)
        except asyncio.CancelledError:
            await self._finish_or_cancel(attempt)
            raise
        return attempt.result()

    async def _finish_or_cancel(self, attempt: asyncio.Future[bool]) -> None:
        """Give an attempt a moment to finish, then cancel it. The program is closing."""
        self._closing = True
        try:
            if not attempt.done():
                await first_of(asyncio.wait({attempt}), self._timing.sleep(GRACE))
        finally:
            attempt.cancel()
            await wait_despite_cancel(attempt)

    # One attempt.

    async def _attempt(self, item: OutboxItem) -> bool:
        """Send one message; return False if it must not be sent any more."""
        before = await self._known(item)
        if self._closing:
            return False
        started = self._timing.now()
        begun = self._offload.submit(
            self._outbox.begin_attempt, item.message_id, self._owner, started, before
        )
        try:
            attempt_id = await asyncio.shield(begun)
        except asyncio.CancelledError:
            await self._requeue_unsent(await wait_despite_cancel(begun))
            raise
        if attempt_id is None:
            return False
        # If the machine slept here, the attempt would have a time long before its request.
        slept = abs((self._timing.now() - started).total_seconds()) > SOON
        if self._closing or slept:
            await self._requeue_unsent(attempt_id)
            return False
        await self._conclude(attempt_id, await self._outcome(attempt_id, item))
        return True

    async def _outcome(self, attempt_id: int, item: OutboxItem) -> Sent | Exception:
        """Make the request and return its result or error. Cancelled, record `unknown`."""
        try:
            if item.kind is Kind.MMS:
                return await self._service.send_mms(
                    item.did, item.contact, item.text, item.attachments
                )
            return await self._service.send_sms(item.did, item.contact, item.text)
        except asyncio.CancelledError:
            await wait_despite_cancel(
                self._offload.submit(
                    self._outbox.attempt_unknown, attempt_id, *_CLOSED, self._timing.now()
                )
            )
            raise
        except Exception as error:
            return error

    async def _requeue_unsent(self, attempt_id: int | None) -> None:
        """Queue a message again of whose request no byte has left."""
        if attempt_id is not None:
            await wait_despite_cancel(
                self._offload.submit(
                    self._outbox.attempt_requeued, attempt_id, self._timing.now(), network=True
                )
            )

    async def _conclude(self, attempt_id: int, outcome: Sent | Exception) -> None:
        """Record the outcome of an attempt, then apply it to the messages that follow."""
        now = self._timing.now()
        outbox = self._outbox
        match outcome:
            case Sent():
                await self._write(outbox.attempt_sent, attempt_id, outcome.server_id, now)
                self._count(State.SENT)
                await self._after_success()
            case NotConnected():
                wait = timedelta(seconds=self._backoff.next())
                await self._requeue(attempt_id, wait, outcome, network=True)
            case SlowDown():
                await self._requeue(attempt_id, outcome.retry_after, outcome, network=False)
            case AccessRefused() | DailyLimit():
                words = (outcome.status, outcome.words)
                await self._write(outbox.attempt_held, attempt_id, *words)
                self._count(State.HELD)
                await self._after_refusal(outcome)
            case VoipMsError() if not isinstance(outcome, NoAnswer):
                words = (outcome.status, outcome.full)
                await self._write(outbox.attempt_refused, attempt_id, *words)
                self._count(State.FAILED)
                self._backoff.reset()
            case _:
                await self._lost(attempt_id, outcome)

    async def _requeue(
        self, attempt_id: int, wait: timedelta, error: VoipMsError, *, network: bool
    ) -> None:
        """Queue a message again that VoIP.ms did not accept, to be sent after `wait`."""
        resume_at = self._timing.elapsed() + wait.total_seconds()
        await self._write(
            self._outbox.attempt_requeued, attempt_id, self._timing.now() + wait,
            network=network, code=error.status, words=error.full,
        )  # fmt: skip
        self._resume_at, self._network_wait = resume_at, network

    async def _lost(self, attempt_id: int, error: Exception) -> None:
        words = (error.status, error.words) if isinstance(error, VoipMsError) else _FAULT
        if words is _FAULT:
            log.error("a send ended unforeseen: %s", place_of(error))
        await self._write(self._outbox.attempt_unknown, attempt_id, *words, self._timing.now())
        self._count(State.UNKNOWN)
        self._look_soon()

    async def _after_success(self) -> None:
        self._backoff.reset()
        self._resume_at = None
        await self._connection.answered()
        if self._signals.get("day_limit") is not None:
            await self._offload(self._signals.clear, "day_limit")

    async def _after_refusal(self, error: AccessRefused | DailyLimit) -> None:
        if isinstance(error, AccessRefused):
            await self._connection.refuse(error)
        else:
            await self._offload(self._signals.set, "day_limit", error.status, self._timing.now())

    def _count(self, state: State) -> None:
        self.counts[state] = self.counts.get(state, 0) + 1

    async def _write(self, fn: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Record an outcome, with retries if the store cannot be written: nothing else knows it."""
        for wait in (*_WRITE_AGAIN, None):
            try:
                await self._offload.until_committed(fn, *args, **kwargs)
            except StoreProblem as problem:
                log.error("the outcome of a send could not be written: %s", problem.trouble.value)
                if wait is None:
                    raise
                await self._timing.sleep(wait)
            else:
                return
