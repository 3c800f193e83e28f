"""Engines of several processes that share a store, an account and a clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from mmstui.domain.messages import Kind, State
from mmstui.store import Store
from mmstui.sync import Engine, Policy
from mmstui.sync.backoff import Timing
from support.fake_service import SHOP, ZOE, FakeService
from support.virtual import VirtualTime

T = TypeVar("T")


class World:
    """Any number of processes with one store, one account and one clock that a test moves."""

    def __init__(
        self, store: Store, service: FakeService, timing: Timing, time: VirtualTime
    ) -> None:
        self.store = store
        self.service = service
        self.timing = timing
        self.time = time

    def engine(self, owner: str = "first", **policy: Any) -> Engine:
        return Engine(
            self.store,
            lambda: self.service,
            policy=Policy(**{"backfill": False} | policy),
            timing=self.timing,
            owner=owner,
        )

    async def done(self, work: Awaitable[T], within: float = 600.0) -> T:
        task = asyncio.ensure_future(work)
        await self.time.until(task.done, within=within)
        return task.result()

    def queue(self, text: str = "Hello", contact: str = ZOE, **options: Any) -> int:
        (message_id,) = self.store.outbox.queue(
            did=SHOP, contacts=[contact], text=text, kind=Kind.SMS, **options
        )
        return message_id

    def state(self, message_id: int) -> State:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message.state

    def texts(self) -> set[str]:
        return {
            message.text
            for conversation in self.store.inbox.conversation_ids()
            for message in self.store.inbox.thread(conversation, limit=10_000)
        }

    def signal(self, name: str) -> str | None:
        found = self.store.signals.get(name)
        return None if found is None else found[1]

    def request(self) -> None:
        """Ask for a poll, as ctrl+r in any process does."""
        self.store.outbox.end_network_waits()
        self.store.signals.request("poll_request", "", self.time.datetime())

    @asynccontextmanager
    async def running(self, engine: Engine) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(engine.run())
        await self.time.settle()
        yield task
        task.cancel()
        ended = asyncio.gather(task, return_exceptions=True)
        await self.time.until(ended.done)
        assert isinstance(ended.result()[0], asyncio.CancelledError)
