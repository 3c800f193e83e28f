"""List and download the files of received MMS (voipms-api sections 2.3 and 8)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import MediaState
from mmstui.store import Store
from mmstui.store.media.media import MediaJob, MediaQuestion
from mmstui.sync.backoff import Backoff, Bell, Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.intervals import GAP, MEDIA_WAITS, QUESTION_EVERY, QUESTIONS
from mmstui.sync.store_writes import Offload
from mmstui.voipms import (
    AccessRefused,
    MediaNotThere,
    MediaRefused,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
    VoipMsError,
)

log = logging.getLogger("mmstui.sync")

#: Concurrent downloads.
_TOGETHER = 3


class MediaFetcher:
    """A worker that asks for missing file lists of MMS and downloads files."""

    def __init__(
        self, store: Store, service: Service, connection: ConnectionState, timing: Timing
    ) -> None:
        self._jobs = store.media
        self._messages = store.inbox
        self._folder = store.media_folder
        self._offload = Offload(store)
        self._service = service
        self._connection = connection
        self._timing = timing
        self._bell = Bell(timing)
        self._allowance = float(QUESTIONS)
        self._asked_at = timing.elapsed()
        self.fetched = 0  #: files downloaded by this worker

    def wake(self) -> None:
        """Check for work: messages were received, or the connection is back."""
        self._bell.ring()

    async def run(self) -> None:
        """Fetch whatever is due, until cancelled."""
        backoff = Backoff(self._timing)
        while True:
            await self._connection.ready()
            try:
                await self.fetch_due(patient=True)
            except (AccessRefused, SlowDown) as error:
                await self._connection.react_to(error)
            except NotConnected:
                await self._bell.wait(backoff.next())
            else:
                backoff.reset()
                await self._rest()

    async def fetch_due(self, *, patient: bool = False) -> None:
        """Fetch until nothing is due: downloads before questions, newest message first.

        Without `patient`, stops when the rate limit for questions is reached. Raises AccessRefused
        and SlowDown, and NotConnected when the connection is known to be offline. These errors do
        not count as tries of a file.
        """
        while True:
            now = self._timing.now()
            if jobs := self._jobs.wanted(now, _TOGETHER):
                await self._fetch_together(jobs)
            elif questions := self._jobs.questions(now, 1):
                if not await self._may_ask(patient):
                    return
                await self._ask(questions[0])
            else:
                return

    async def _may_ask(self, patient: bool) -> bool:
        """Wait until the rate limit allows a question. Without `patient`, return False instead."""
        now = self._timing.elapsed()
        earned = max(0.0, now - self._asked_at) / QUESTION_EVERY
        self._allowance, self._asked_at = min(float(QUESTIONS), self._allowance + earned), now
        if self._allowance < 1.0:
            if not patient:
                return False
            await self._timing.sleep(QUESTION_EVERY)
            return await self._may_ask(patient)
        self._allowance -= 1.0
        await self._timing.sleep(GAP)
        return True

    async def _rest(self) -> None:
        due = self._jobs.next_due_at()
        wait = None if due is None else max(0.5, self._timing.until(due))
        await self._bell.wait(wait)

    # File lists.

    async def _ask(self, question: MediaQuestion) -> None:
        answered, urls = True, tuple[str, ...]()
        try:
            urls = await self._service.media_urls(question.server_id)
        except Refused as error:
            # VoIP.ms does not know the id, perhaps not yet.
            log.info("the files of an MMS are refused: %s", error.status)
        except (NoAnswer, NotConnected) as error:
            self._raise_if_offline(error)
            answered = False
        now = self._timing.now()
        if urls:
            await self._offload(self._jobs.listed, question.message_id, urls, now)
        elif self._may_come(question.message_id, question.since, now, answered=answered):
            later, tries = now + self._wait(question.tries), question.tries + 1
            await self._offload(self._jobs.question_later, question.message_id, later, tries)
        else:
            await self._offload(self._jobs.question_given_up, question.message_id)

    # Downloads.

    async def _fetch_together(self, jobs: Sequence[MediaJob]) -> None:
        outcomes = await asyncio.gather(*map(self._fetch, jobs), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _fetch(self, job: MediaJob) -> None:
        target = self._folder / f".incoming-{job.media_id}"
        try:
            came = await self._service.download(job.url, target)
        except MediaRefused as error:
            log.info("a file was left alone: %s", error.status)
            await self._failed(job, MediaState.REFUSED, reason=error.status)
        except (MediaNotThere, Refused):
            await self._not_there(job, answered=True)
        except (NoAnswer, NotConnected) as error:
            self._raise_if_offline(error)
            await self._not_there(job, answered=False)
        else:
            await self._offload(
                self._jobs.arrived,
                job.media_id, data_path=target, type=came.type, bytes=came.bytes,
            )  # fmt: skip
            self.fetched += 1

    def _raise_if_offline(self, error: VoipMsError) -> None:
        """Raise a NotConnected while the connection is offline; else it concerns only this file."""
        if isinstance(error, NotConnected) and self._connection.offline:
            raise error

    async def _not_there(self, job: MediaJob, *, answered: bool) -> None:
        now = self._timing.now()
        if self._may_come(job.message_id, job.since, now, answered=answered):
            await self._failed(job, MediaState.PENDING, now + self._wait(job.tries))
        else:
            await self._failed(job, MediaState.EXPIRED)

    async def _failed(
        self,
        job: MediaJob,
        state: MediaState,
        retry_at: datetime | None = None,
        reason: str = "",
    ) -> None:
        await self._offload(
            self._jobs.failed, job.media_id, retry_at=retry_at, state=state, reason=reason
        )

    def _may_come(self, message_id: int, since: datetime, now: datetime, *, answered: bool) -> bool:
        """Return whether to try again: a late file arrives within hours, an old file has expired.

        `answered`: VoIP.ms answered that the file is not there. Without an answer the file is tried
        for as long as VoIP.ms keeps files.
        """
        message = self._messages.message(message_id)
        # Both times are by VoIP.ms's clock.
        if message is not None and self._service.server_now() - message.at > limits.MEDIA_LIFETIME:
            return False
        return now - since < (limits.MEDIA_RETRY_FOR if answered else limits.MEDIA_LIFETIME)

    def _wait(self, tries: int) -> timedelta:
        seconds = MEDIA_WAITS[min(tries, len(MEDIA_WAITS) - 1)]
        return timedelta(seconds=seconds * (1.0 - self._timing.random() / 10.0))
