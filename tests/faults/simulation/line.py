"""The line between one process and VoIP.ms, with all its faults."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from faults.simulation.server import DIDS
from mmstui.domain.messages import Attachment, Kind
from mmstui.domain.wire import Balance, Page, PhonebookEntry, ServerDid
from mmstui.voipms import (
    Downloaded,
    MediaNotThere,
    NoAnswer,
    NotConnected,
    Refused,
    Sent,
    VoipMsError,
)

if TYPE_CHECKING:
    from faults.simulation.process import Process
    from faults.simulation.world import World

T = TypeVar("T")

#: Seconds after which the client gives up.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Mood:
    """The state of a line: the rate of each fault, and the longest time of one way."""

    name: str
    refused: float = 0.0  #: never connected
    cut_before: float = 0.0  #: the request does not arrive
    cut_after: float = 0.0  #: the answer does not
    slow: float = 3.0
    very_slow: float = 0.0  #: so often, a way takes up to 100 s
    slow_send: float = 0.0  #: so much longer at most for a request to send


FINE = Mood("fine")
#: Polls come in between a request to send and its answer, which is still waited for.
SLUGGISH = Mood("sluggish", slow=1.0, slow_send=28.0)
MOODS = (
    FINE,
    Mood("quick", slow=0.2),
    Mood("offline", refused=1.0),
    Mood("flaky", refused=0.1, cut_before=0.2, cut_after=0.3, slow=5.0),
    Mood("deaf", cut_after=0.9, slow=1.0),
    Mood("dumb", cut_before=0.9, slow=1.0),
    Mood("slow", slow=12.0, very_slow=0.2),
    Mood("frozen", very_slow=0.8, cut_before=0.1, cut_after=0.1),
)


class Line:
    """A process's client, as in `sync.service.Service`."""

    def __init__(self, world: World, process: Process) -> None:
        self._world = world
        self._process = process
        self._rng: random.Random = world.rng
        self.server_skew = timedelta(0)

    def server_now(self) -> datetime:
        return datetime.fromtimestamp(self._world.wall(), UTC) + self.server_skew

    async def dids(self) -> list[ServerDid]:
        known = [ServerDid(number, "", "", True, True, None) for number in DIDS]
        return await self._ask("dids", lambda: known)

    async def phonebook(self) -> list[PhonebookEntry]:
        return await self._ask("phonebook", list)

    # Nobody of these worlds asks for these.

    async def did(self, number: str) -> ServerDid | None:
        return await self._ask("did", lambda: ServerDid(number, "", "", True, True, None))

    async def ip(self) -> str:
        return await self._ask("ip", lambda: "203.0.113.7")

    async def balance(self) -> Balance:
        return await self._ask("balance", lambda: Balance("1.00"))

    async def set_did(self, number: str, *, enable: bool, fields: Mapping[str, str]) -> None:
        await self._ask("set_did", lambda: None)

    async def save_entry(self, entry: str | None, fields: Mapping[str, str]) -> str:
        return await self._ask("save_entry", str)

    async def delete_entry(self, entry: str) -> None:
        await self._ask("delete_entry", lambda: None)

    async def history(
        self,
        kind: Kind,
        first: date,
        last: date,
        *,
        limit: int,
        did: str | None = None,
        contact: str | None = None,
        known_digest: str | None = None,
    ) -> Page:
        self._world.polls += did is None
        return await self._ask(
            f"history {kind} {first} {last} {limit}",
            lambda: self._world.server.history(
                kind, first, last, limit, did, contact, known_digest
            ),
        )

    async def media_urls(self, server_id: int) -> tuple[str, ...]:
        return await self._ask("files", lambda: self._world.server.media_urls(server_id))

    async def download(self, url: str, target: Path, **_: Any) -> Downloaded:
        def fetch() -> Downloaded:
            if self._rng.random() < 0.3:
                raise MediaNotThere("404", "Not there.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"PNG")
            return Downloaded("image/png", 3)

        return await self._ask("download", fetch)

    async def delete(self, kind: Kind, server_id: int) -> bool:
        orders = self._world.orders
        orders.leaves(kind, server_id)

        def remove() -> bool:
            try:
                known = self._world.server.delete(kind, server_id)
            except Refused:
                orders.answered(kind, server_id, refused=True)
                raise
            orders.answered(kind, server_id, refused=False)
            return known

        return await self._ask(f"delete {kind} {server_id}", remove)

    async def send_sms(self, did: str, dst: str, text: str) -> Sent:
        return await self._send(Kind.SMS, did, dst, text, ())

    async def send_mms(
        self, did: str, dst: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> Sent:
        return await self._send(Kind.MMS, did, dst, text, tuple(a.name for a in attachments))

    async def aclose(self) -> None:
        pass

    async def _send(
        self, kind: Kind, did: str, dst: str, text: str, files: tuple[str, ...]
    ) -> Sent:
        doubt = abs((self.server_now() - self._world.server.now()).total_seconds())
        request = self._world.ledger.request(self._process, kind, did, dst, text, files, doubt)
        server = self._world.server

        def take() -> Sent:
            server_id = server.send(request)
            self._world.ledger.taken(request)
            return Sent(server_id, server.now())

        sent = await self._ask(
            f"send #{request.id} of {request.message_id}", take, longer=self._world.mood.slow_send
        )
        request.told = True
        return sent

    # The way there and back.

    async def _ask(self, what: str, work: Callable[[], T], longer: float = 0.0) -> T:
        """Make a request; it arrives even if its caller ends. Raises VoipMsError."""
        world, rng, mood = self._world, self._rng, self._world.mood
        if rng.random() < mood.refused:
            await asyncio.sleep(rng.random())
            raise NotConnected("refused", "Nobody there.")
        lost_there, lost_back = rng.random() < mood.cut_before, rng.random() < mood.cut_after
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        give_up = asyncio.get_running_loop().call_later(
            _PATIENCE, _fail, answer, NoAnswer("no_answer_in_time", "Too late.")
        )

        def deliver(result: T | VoipMsError) -> None:
            world.log(f"{self._process.name} hears of {what}: {_brief(result)}")
            loop = self._process.loop
            if isinstance(result, VoipMsError):
                loop.call_soon_threadsafe(_fail, answer, result)
            else:
                loop.call_soon_threadsafe(_succeed, answer, result)

        def arrive() -> None:
            if world.under_way.pop(request, None) is None:
                return  # it has, as the machine fell asleep
            if lost_there:
                world.log(f"{what} is lost on its way")
                deliver(NoAnswer("cut", "Cut."))
                return
            world.step(f"{what} arrives")
            try:
                result: T | VoipMsError = work()
            except VoipMsError as error:
                result = error
            if lost_back:
                result = NoAnswer("cut", "Cut.")
            world.timeline.after(self._way(mood, longer), lambda: deliver(result))

        request = object()
        world.under_way[request] = arrive
        world.timeline.after(self._way(mood, longer), arrive)
        try:
            result = await answer
        finally:
            give_up.cancel()
        self.server_skew = world.server.now() - datetime.fromtimestamp(world.wall(), UTC)
        return result

    def _way(self, mood: Mood, longer: float) -> float:
        rng = self._rng
        share = rng.random()
        return share * (100.0 if rng.random() < mood.very_slow else mood.slow + longer)


def _succeed(answer: asyncio.Future[T], result: T) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[Any], error: VoipMsError) -> None:
    if not answer.done():
        answer.set_exception(error)


def _brief(result: object) -> str:
    match result:
        case VoipMsError():
            return f"{type(result).__name__} {result.status}"
        case Page():
            return f"{result.count} rows{' as before' if result.unchanged else ''}"
        case Sent():
            return f"id {result.server_id}"
        case _:
            return "ok"
