"""A store and engines in front of a simulator, over real HTTP, with a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from mmstui.domain.messages import Attachment, Kind, MediaState, Message, State
from mmstui.simulator import ManualClock
from mmstui.store import AccountKey, Store
from mmstui.sync import Engine, Policy
from mmstui.sync.backoff import Timing
from mmstui.voipms import Client, Timeouts
from support import copies
from support.simulated import SHOP, ZOE, Simulated

T = TypeVar("T")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


class Office:
    """One account on this machine. `url` may lead through a proxy."""

    def __init__(self, home: Path, sim: Simulated, clock: ManualClock) -> None:
        self.sim = sim
        self.clock = clock
        self.url = sim.url
        self.password = sim.password
        self._rests = 0
        account = AccountKey.of(sim.url, sim.username)
        self.home = home
        copies.put_copy(copies.empty, account, home)
        self.store = Store.open(home, account, clock=clock.now)
        self.timeouts = Timeouts(connect=2.0, silence=5.0, read=5.0, send=5.0)

    def engine(self, owner: str = "first", **policy: Any) -> Engine:
        """Return another engine, like that of another process."""
        return Engine(
            self.store,
            self.client,
            policy=Policy(**{"backfill": False} | policy),
            timing=Timing(self.clock.now, self.clock.now, self._glance, random=lambda: 0.0),
            owner=owner,
        )

    def client(self) -> Client:
        """Return a client with the simulator's clock."""
        return Client(
            self.url,
            self.sim.username,
            lambda: self.password,
            clock=self.now,
            timeouts=self.timeouts,
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    async def _glance(self, seconds: float) -> None:
        # Whoever waits looks at the clock again and again: only the test moves it.
        if 30 < seconds <= 60:
            self._rests += 1  # the poller rests until its next round
        await asyncio.sleep(min(seconds, 0.01))

    # What happens at VoIP.ms.

    def arrives(
        self,
        text: str,
        *,
        ago: timedelta = timedelta(minutes=1),
        kind: Any = "sms",
        contact: str = ZOE,
        did: str = SHOP,
        outgoing: bool = False,
        files: int = 0,
    ) -> None:
        """Add a message to VoIP.ms, `ago` old."""
        at = self.clock.now() - ago.total_seconds()
        media = [
            self.sim.account.make_media("image/png", "png", lambda: PNG, at, outgoing=outgoing)
            for _ in range(files)
        ]
        self.sim.account.add(kind, did, contact, text, at=at, outgoing=outgoing, media=media)

    @property
    def accepted(self) -> list[str]:
        """Return the texts that VoIP.ms accepted."""
        return [message.text for message in self.sim.account.accepted]

    # What the user does and sees.

    def queue(
        self,
        text: str = "Hello",
        *,
        contact: str = ZOE,
        kind: Kind = Kind.SMS,
        attachments: tuple[Attachment, ...] = (),
    ) -> int:
        (message_id,) = self.store.outbox.queue(
            did=SHOP, contacts=[contact], text=text, kind=kind, attachments=attachments
        )
        return message_id

    def attachment(self, name: str = "cat.png") -> Attachment:
        source = self.home / name
        source.write_bytes(PNG)
        return self.store.drafts.adopt_attachment(source)

    def message(self, message_id: int) -> Message:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message

    def state(self, message_id: int) -> State:
        return self.message(message_id).state

    def messages(self) -> list[Message]:
        return [
            message
            for conversation in self.store.inbox.conversation_ids()
            for message in self.store.inbox.thread(conversation, limit=10_000)
        ]

    def texts(self) -> list[str]:
        return sorted(message.text for message in self.messages())

    def unread(self) -> set[str]:
        return {message.text for message in self.messages() if message.unread}

    def files(self) -> list[MediaState]:
        return [media.state for message in self.messages() for media in message.media]

    # Time.

    @asynccontextmanager
    async def running(self, engine: Engine) -> AsyncIterator[None]:
        task = asyncio.create_task(engine.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def holds(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds; the clock stands still."""
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0.005)

    async def polled(self, times: int = 1) -> None:
        """Let that many intervals pass, with a poll in each."""
        for _ in range(times):
            rests = self._rests
            await self.holds(lambda rests=rests: self._rests > rests)  # type: ignore[misc]
            self.clock.advance(61)
            await self.holds(self._polled_just_now)

    async def alive_after(self, seconds: float) -> None:
        """Let so much time pass, and wait for the leader's next sign of life."""
        self.clock.advance(seconds)
        await self.holds(
            lambda: (sign := self.store.signals.get("leader")) and sign[0] == self.now()
        )

    def _polled_just_now(self) -> bool:
        last_sync = self.store.signals.get("last_sync")
        return last_sync is not None and int(last_sync[1]) >= int(self.clock.now() * 1000)


async def in_time(work: Awaitable[T]) -> T:
    """Return the result of work that must end within some seconds of real time."""
    return await asyncio.wait_for(work, 20)
