"""Every way to break a line during a send, over real sockets; then polls look for the message.

In each case one message is queued in a real store and the real client sends it through a proxy to
the simulator. In the end VoIP.ms has it at most once, and the store says `sent` exactly if it does.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from faults.simulation.ledger import Broken
from faults.simulation.world import folder_in_memory
from mmstui.domain.messages import Attachment, Kind, State
from mmstui.simulator import ManualClock, Switches
from mmstui.sync import Policy
from mmstui.sync.backoff import Timing
from mmstui.sync.workers import Workers
from mmstui.voipms import Client, Sent, Timeouts, VoipMsError
from support.faults import (
    EMPTY_200,
    EMPTY_LINE,
    HTML_200,
    PAGE_502,
    PAGE_522,
    TRUNCATED_JSON,
    AcceptThenDrop,
    CutReply,
    CutRequest,
    Drip,
    Fault,
    Refuse,
    Stall,
    StallRequest,
    canned,
)
from support.office import Office
from support.proxy import FaultProxy
from support.sheet import STATUSES
from support.simulated import Simulated, running_simulator, unhurried

#: Statuses that no document knows, or in other letters.
_ODD = ("Sms_Failed", "an_odd_one", "")
PAGES = ("522", "html", "truncated", "empty")
#: For lines on which somebody waits for ever. Where a busy machine lets it end too early, that is
#: one more request without an answer; nothing is judged by how long something took.
QUICK = Timeouts(connect=60.0, silence=0.12, read=0.25, send=0.25)
#: For all others: so long that no machine is too busy.
PATIENT = Timeouts(connect=60.0, silence=60.0, read=60.0, send=60.0)
#: More than the client reads of any answer.
_TOO_BIG = canned("200 OK", b" " * 51_000_000, "application/json")
#: What a poll may meet that tells nothing about the rows.
_NO_PAGES = (
    Refuse(), AcceptThenDrop(), PAGE_522, PAGE_502, HTML_200, EMPTY_200, TRUNCATED_JSON, EMPTY_LINE,
    canned("200 OK", b"[" * 100_000, "application/json"), _TOO_BIG,
    *(CutReply(after) for after in range(0, 500, 25)),
)  # fmt: skip

_SETTLED = frozenset({State.SENT, State.FAILED, State.HELD, State.UNCONFIRMED})
#: Polls until nothing is looked for any more: three complete ones, and five minutes.
_LOOKS = 6
#: Cases on one bench: the polls that look for them are one series.
_TOGETHER = 60


@dataclass(frozen=True)
class Case:
    """One way to break a send. `switches` are the simulator's while it lasts.

    `blind`: the check before the send fails too, so the message may end as `unconfirmed`.
    """

    name: str
    fault: Fault = field(default_factory=Fault)
    switches: tuple[tuple[str, object], ...] = ()
    kind: Kind = Kind.SMS
    slow: bool = False  #: ends by a time-out of the client
    url: str = ""  #: instead of the proxy's
    blind: bool = False


def cuts(size: int, way: Callable[[int], Fault], step: int = 1, **rest: object) -> Iterator[Case]:
    """Return cases that cut the line after each byte of an exchange in one direction."""
    for after in range(0, size + 1, step):
        fault = way(after)
        yield Case(repr(fault), fault, **rest)  # type: ignore[arg-type]


def answers() -> Iterator[Case]:
    """Return cases for every answer of VoIP.ms, or of a proxy in front of it."""
    for kind, method in ((Kind.SMS, "sendSMS"), (Kind.MMS, "sendMMS")):
        for status in (*STATUSES, *_ODD):
            yield Case(
                f"{method} says {status!r}", kind=kind,
                switches=(("statuses", {method: status}), ("fault_times", 1)),
            )  # fmt: skip
        for page in PAGES:
            for acts in (True, False):
                yield Case(
                    f"{method} is a {page} page, done: {acts}", kind=kind,
                    switches=(
                        ("pages", {method: page}), ("pages_act", acts), ("fault_times", 1)
                    ),
                )  # fmt: skip
    for fault in (
        Refuse(), AcceptThenDrop(), PAGE_522, PAGE_502, HTML_200, EMPTY_200, TRUNCATED_JSON,
        EMPTY_LINE, canned("200 OK", b'{"status":"success"}', "application/json"),
        canned("200 OK", b'{"status":"success","sms":0}', "application/json"),
        canned("200 OK", b'{"status":"success","sms":"x"}', "application/json"),
        canned("200 OK", b'["success"]', "application/json"),
        canned("200 OK", b"\xff\xfe\x00", "application/json"),
        canned("301 Moved\r\nlocation: https://voip.ms/api/v1/rest.php", b""),
        canned("307 Again\r\nlocation: /api/v1/rest.php", b""),
        canned("500 Fault", b"<soap/>", "text/xml"), canned("503 Later\r\nretry-after: 1", b""),
        canned("429 Slow\r\nretry-after: 1", b""), canned("403 No", b"blocked"),
    ):  # fmt: skip
        yield Case(f"{fault!r}"[:90], fault)
    yield Case("51 MB", _TOO_BIG)


#: A name that never resolves (RFC 6761), and a port where nobody listens.
_NOWHERE = (
    Case("no such name", url="https://voip.invalid/api/v1/rest.php"),
    Case("nobody listens there", url="http://127.0.0.1:1/api/v1/rest.php"),
)


def stalls(request: int, reply: int, step: int) -> Iterator[Case]:
    """Return cases in which the other side stalls until the client gives up."""
    for after in range(0, request + 1, step * 4):
        yield Case(f"stalls after {after} bytes there", StallRequest(after), slow=True)
    for after in range(0, reply, step):
        yield Case(f"stalls after {after} bytes back", Stall(after), slow=True)
    yield Case("drips for ever", Drip(size=1, pause=0.02), slow=True)
    yield Case("drips quickly", Drip(size=40, pause=0.001))
    yield Case("never answers", switches=(("send_never_answers", True),), slow=True)


@dataclass(frozen=True)
class Send:
    """A case that was run: its message, and the message's state before the line was repaired."""

    case: Case
    message_id: int
    text: str
    first: State


class _OtherLine(Client):
    """A client of the simulator, except for sends: these use another client's line."""

    def __init__(self, office: Office, sends: Client) -> None:
        sim = office.sim
        super().__init__(sim.url, sim.username, sim.password, clock=office.now, timeouts=PATIENT)
        self._sends = sends

    async def send_sms(self, did: str, dst: str, text: str) -> Sent:
        return await self._sends.send_sms(did, dst, text)

    async def send_mms(
        self, did: str, dst: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> Sent:
        return await self._sends.send_mms(did, dst, text, attachments)

    async def aclose(self) -> None:
        await self._sends.aclose()
        await super().aclose()


class Bench:
    """A store, a simulator and the proxy between them, for one case after the other."""

    def __init__(self, office: Office, proxy: FaultProxy, sim: Simulated) -> None:
        self._office = office
        self._proxy = proxy
        self._sim = sim
        self._clean = Switches(**unhurried().as_dict())  # type: ignore[arg-type]
        self._clean.sends_per_day = 0
        self._sim.switches.sends_per_day = 0
        self._count = 0

    async def sizes(self) -> tuple[int, int]:
        """Return the bytes of a request and of its answer, with a margin: where cuts may fall."""
        before = self._proxy.request_bytes
        await self._broken(Case("nothing is wrong"))
        return self._proxy.request_bytes - before, 300

    async def run(self, cases: Sequence[Case]) -> Iterator[tuple[State, Broken | None]]:
        """Break the line during one send after the other, repair it, and look for the messages."""
        sends = [await self._broken(case) for case in cases]
        await self._look_for([send.message_id for send in sends])
        return (self._judged(send) for send in sends)

    async def _broken(self, case: Case) -> Send:
        """Send one message over a line that breaks."""
        office = self._office
        self._count += 1
        text = f"precious {self._count}"
        # A contact for each: what waits must not keep the next one waiting.
        contact = f"{514 + self._count // 100}55501{self._count % 100:02}"
        queued = office.queue(text, kind=case.kind, contact=contact)
        self._sim.switches.apply(dict(case.switches))
        self._proxy.fault = case.fault
        office.timeouts = QUICK if case.slow else PATIENT
        office.url = case.url or self._proxy.url
        client = office.client()
        async with self._workers(client if case.blind else _OtherLine(office, client)) as workers:
            await workers.sender.drain()
        office.url = self._proxy.url
        self._sim.switches.apply(self._clean.as_dict())
        self._proxy.mend()
        office.timeouts = PATIENT
        return Send(case, queued, text, office.state(queued))

    async def _look_for(self, message_ids: Sequence[int]) -> None:
        office = self._office
        async with self._workers() as workers:
            for _ in range(_LOOKS):
                await workers.poller.poll()
                if all(office.state(each) in _SETTLED for each in message_ids):
                    return
                office.clock.advance(100.0)
                office.store.outbox.end_network_waits()
                await workers.sender.drain()

    def _judged(self, send: Send) -> tuple[State, Broken | None]:
        there, last = self._office.accepted.count(send.text), self._office.state(send.message_id)
        story = f"{send.case.name}: {send.first}, then {last}, {there} times at VoIP.ms"
        if there > 1:
            return last, Broken("doubled", story)
        in_doubt = send.case.blind and last is State.UNCONFIRMED
        is_wrong = last not in _SETTLED or ((last is State.SENT) != (there == 1) and not in_doubt)
        if is_wrong or (send.first is State.SENT and there == 0):
            return last, Broken("lost", story)
        return last, None

    @contextlib.asynccontextmanager
    async def _workers(self, client: Client | None = None) -> AsyncIterator[Workers]:
        """Return a process's workers, with their own client."""
        office = self._office
        timing = Timing(office.clock.now, office.clock.now, office._glance, random=lambda: 0.0)
        client = client or office.client()
        workers = Workers(
            office.store, client, Policy(backfill=False), timing, f"case {self._count}"
        )
        workers.begin()
        try:
            yield workers
        finally:
            await client.aclose()

    async def look_in_vain(self) -> int:
        """Run polls without a valid page: they must not count as complete."""
        office, proxy = self._office, self._proxy
        queued = office.queue("looked for")
        proxy.fault = CutRequest(200)
        async with self._workers() as workers:
            await workers.sender.drain()
        count = 0
        for fault in _NO_PAGES:
            async with self._workers() as workers:
                proxy.fault = fault
                with contextlib.suppress(VoipMsError):
                    await workers.poller.poll()
                    break  # so many bytes were all there was
            office.clock.advance(200.0)
            count += 1
            if office.state(queued) is not State.UNKNOWN:
                raise Broken("lost", f"polls that met {fault!r:.90} made it {office.state(queued)}")
        proxy.mend()
        return count


@contextlib.asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """Provide a bench for a series of cases."""
    clock = ManualClock(datetime(2026, 3, 2, 17, 0, tzinfo=UTC))
    with folder_in_memory() as folder:
        async with running_simulator(clock=clock) as sim, FaultProxy(sim.port) as proxy:
            office = Office(folder, sim, clock)
            office.url = proxy.url
            try:
                yield Bench(office, proxy, sim)
            finally:
                office.store.close()


async def run(every: int = 1) -> Counter[str]:
    """Run all cases, or every n-th. Return counts of states, `cases`, `doubled` and `lost`."""
    counts: Counter[str] = Counter()
    async with bench() as one:
        request, reply = await one.sizes()
    cases = [
        *cuts(request, CutRequest),
        *cuts(reply, CutReply),
        *cuts(reply, lambda after: CutReply(after, reset=False), step=3),
        *cuts(reply, CutReply, step=5, kind=Kind.MMS),
        *cuts(reply, CutReply, step=5, blind=True),
        *answers(),
        *_NOWHERE,
        *stalls(request, reply, step=30),
    ][::every]
    for start in range(0, len(cases), _TOGETHER):
        async with bench() as one:
            for state, broken in await one.run(cases[start : start + _TOGETHER]):
                counts.update(["cases", state.value])
                if broken is not None:
                    counts[broken.kind] += 1
                    print(f"    {broken}", flush=True)
    async with bench() as one:
        try:
            counts["polls broken"] = await one.look_in_vain()
        except Broken as broken:
            counts[broken.kind] += 1
            print(f"    {broken}", flush=True)
    return counts
