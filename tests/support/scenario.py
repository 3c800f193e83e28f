"""A workshop's account on Friday 20 November 2026 at 14:02 in Toronto, made through the real rooms.

A simulator with a clock that stands still, the real client, the real engine: nothing is put into
the store by hand. What is shown of it is the same on every machine, every day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from mmstui.center import MessageCenter
from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Draft, State
from mmstui.settings import Settings
from mmstui.simulator import Account, Did, ManualClock, Switches, create_app
from mmstui.store import AccountKey, Store
from mmstui.sync.backoff import Timing
from mmstui.sync.engine import Engine
from mmstui.voipms import Client
from support import copies, drawings
from support.scenario_words import (
    AREAS,
    CODE,
    DISPATCH,
    FAX,
    FILES,
    FIRST_NAMES,
    HALCYON,
    LAST_NAMES,
    LEAK,
    MARC,
    OLDER,
    OTTAWA,
    PRIYA,
    SHOP,
    SUPPORT,
    TALKS,
    ZOE,
    File,
    Said,
)

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 20, 14, 2, tzinfo=TORONTO)
URL = "http://127.0.0.1:8731/api/v1/rest.php"
USERNAME, PASSWORD = "workshop@example.com", "workshop"
#: What was set up for the shop's number before, by hand and by another program.
SET_UP = {
    "sms_email": "atelier@example.com",
    "sms_email_enabled": "1",
    "sms_forward": "5145550177",
    "sms_url_callback": "https://crm.example.com/sms?from={FROM}&text={MESSAGE}&key=9f31",
    "sms_url_callback_enabled": "1",
}
#: Conversations in all.
CONVERSATIONS = 212
#: Seconds from which a worker's wait is one for the clock, not for its turn.
A_WAIT = 1.0
#: States that two messages each are in, at the end.
_OPEN = (State.FAILED, State.UNCONFIRMED, State.QUEUED)


def at(time: str, day: int = 20) -> datetime:
    """A time of that November on Toronto's wall clock."""
    hour, minute = map(int, time.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TORONTO)


def settings(home: Path, theme: str = "mmstui-dark") -> Settings:
    """The settings of the scenario's inbox."""
    return Settings(
        home=home,
        config_file=home / "config.toml",
        api_url=URL,
        username=USERNAME,
        zone="America/Toronto",
        theme=theme,
    )


class StillInbox(Inbox):
    """The first half second of looking: what comes before the eyes is not yet marked read."""

    def mark_read(self, message_ids: Sequence[int]) -> Future[None]:
        """Nothing."""
        done: Future[None] = Future()
        done.set_result(None)
        return done


def open_center(home: Path, theme: str = "mmstui-dark") -> MessageCenter:
    """The scenario's message center over a home that `build` made, at its moment. Close it."""
    center = MessageCenter.open(settings(home, theme), clock=NOW.timestamp)
    center.inbox = StillInbox(center._store)
    return center


def built() -> Path:
    """Return a home that `build` made, the same for all tests of a process: to be copied."""
    return copies.made_once(build)


def build(home: Path) -> None:
    """Make the account, and live its Friday up to 14:02."""
    asyncio.run(_Friday(home).live())


class _Friday:
    """The account, its store, and the clock both go by."""

    def __init__(self, home: Path) -> None:
        self.clock = ManualClock(at("10:00"))
        self.account = Account(USERNAME, PASSWORD)
        self.switches = Switches(requests_per_minute=0)
        self.store = Store.open(home, AccountKey.of(URL, USERNAME), clock=self.clock.now)
        self.center = MessageCenter(settings(home), self.store, clock=self.clock.now)
        self._app = create_app(self.account, self.switches, self.clock)
        self.engine = Engine(
            self.store,
            self._connect,
            timing=Timing(self.clock.now, self.clock.now, self._sleep, random=lambda: 0.5),
            owner="scenario",
        )

    def _connect(self) -> Client:
        return Client(
            URL,
            USERNAME,
            PASSWORD,
            transport=httpx.ASGITransport(self._app, client=("127.0.0.1", 5000)),
            clock=lambda: datetime.fromtimestamp(self.clock.now(), UTC),
        )

    async def _sleep(self, seconds: float) -> None:
        await (self.clock.sleep(seconds) if seconds >= A_WAIT else asyncio.sleep(0))

    # What happens.

    async def live(self) -> None:
        """The story, in order."""
        try:
            self._furnish()
            await self._sync("10:00", full=True)
            await self._morning()
            await self._noon()
            await self._zoe()
            self._waiting()
            self._check()
        finally:
            self.center.close()

    async def _morning(self) -> None:
        self._hear(OTTAWA, CODE, "10:58", "Your code: 731604")
        await self._sync("10:59")
        words = "The six skirts left at noon. You will have them on Tuesday."
        await self._lose(OTTAWA, HALCYON, "11:32", words)
        for time in ("11:34", "11:38", "11:44"):
            await self._sync(time)

    async def _noon(self) -> None:
        words = "Tout est prêt, passez quand vous voulez avant 18 h."
        await self._refuse(SHOP, MARC, "12:47", words)
        self._hear(
            SHOP, LEAK, "13:04", "it drips right here, since we hit a rock on Sunday", "seam"
        )
        await self._sync("13:05")
        self._hear(OTTAWA, DISPATCH, "13:20", "Who takes the second truck?")
        await self._sync("13:21")
        self._read(OTTAWA, DISPATCH)
        self.center.drafts.save(OTTAWA, DISPATCH, Draft("me, I am there by 4")).result()

    async def _zoe(self) -> None:
        self._hear(SHOP, ZOE, "13:40", "On voit la fente, juste à l’avant.", "canoe")
        self._hear(SHOP, ZOE, "13:41", "", "memo")
        await self._sync("13:42")
        words = "Merci, c’est clair : 140 $ et deux jours."
        await self._say(SHOP, ZOE, "13:52", words)
        await self._refuse(SHOP, ZOE, "13:53", "On le prend dès demain si vous voulez.")
        await self._lose(SHOP, ZOE, "13:55", "Sinon lundi, à partir de 8 h.")
        for time in ("13:57", "13:59"):
            await self._sync(time)
        self._hear(SHOP, ZOE, "14:00", "Demain, c’est parfait !")
        self._hear(SHOP, ZOE, "14:01", "Est-ce que 9 h vous convient ?")
        await self._sync("14:02")

    def _waiting(self) -> None:
        """What was queued and has not gone: no worker has looked since."""
        # By a script: what comes from the inbox would have read the two new ones.
        words = "Oui, 9 h. Entrez par la porte de la cour."
        self.center.outbox.send(did=SHOP, contacts=[ZOE], text=words, origin="command").result()
        self.clock.set(at("10:15"))
        words = "The seal is ordered. We will ring you when it is in."
        self.center.outbox.send(did=SUPPORT, contacts=[PRIYA], text=words).result()
        self.clock.set(NOW)

    def _check(self) -> None:
        """It came to what the pictures are of: else a picture would be blamed for it."""
        status = self.center.status()
        came = (status.conversations, status.unread, status.sends_today, dict(status.outbox))
        wanted = (CONVERSATIONS, 4, 37, dict.fromkeys(_OPEN, 2))
        if came != wanted:
            raise AssertionError(f"{came} instead of {wanted}")

    # How it happens.

    async def _sync(self, time: str, *, full: bool = False) -> None:
        self.clock.set(at(time))
        report = await self.engine.once(full=full)
        if report.problem:
            raise AssertionError(f"{time}: {report.problem}")

    async def _say(self, did: str, contact: str, time: str, words: str) -> None:
        self.clock.set(at(time))
        self.center.outbox.send(did=did, contacts=[contact], text=words).result()
        await self._sync(time)

    async def _refuse(self, did: str, contact: str, time: str, words: str) -> None:
        """The carrier does not take it, and VoIP.ms does not say more than that."""
        self.switches.apply(
            {"statuses": {"sendSMS": "sms_failed"}, "fault_times": 1, "error_messages": False}
        )
        await self._say(did, contact, time, words)
        self.switches.apply({"error_messages": True})

    async def _lose(self, did: str, contact: str, time: str, words: str) -> None:
        """The request leaves, nothing comes back, and nothing was sent."""
        self.switches.apply({"pages": {"sendSMS": "522"}, "fault_times": 1})
        await self._say(did, contact, time, words)
        self.switches.apply({"statuses": {}, "pages": {}, "fault_times": -1})

    def _hear(self, did: str, contact: str, time: str, words: str, file: str = "") -> None:
        self._add(did, contact, Said(20, time, "<", words, file), at(time))

    def _read(self, did: str, contact: str) -> None:
        conversation = self.center.inbox.conversation(did, contact)
        if conversation is None:
            raise AssertionError("nobody to read")
        new = [each.id for each in self.center.inbox.thread(conversation.id) if each.unread]
        self.center.inbox.mark_read(new).result()

    # What the account has before.

    def _furnish(self) -> None:
        self.account.add_did(Did(SHOP, "MONTREAL, QC", "Shop", settings=dict(SET_UP)))
        self.account.add_did(Did(OTTAWA, "OTTAWA, ON", "Ottawa"))
        self.account.add_did(Did(SUPPORT, "MONTREAL, QC", "Support", mms=False))
        self.account.add_did(Did(FAX, "MONTREAL, QC", "Old fax", sms=False, mms=False))
        for talk in TALKS:
            if talk.name:
                self.account.add_name(talk.name, talk.contact)
        said = [
            (at(each.time, each.day), talk.did, talk.contact, each)
            for talk in TALKS
            for each in talk.said
        ]
        said += self._older(CONVERSATIONS - len(TALKS) - 1)
        for when, did, contact, each in sorted(said, key=lambda one: one[0]):
            self._add(did, contact, each, when)

    def _older(self, count: int) -> Iterator[tuple[datetime, str, str, Said]]:
        """Conversations before that week, ever sparser; every fifth with a nameless number."""
        for number in range(count):
            contact = f"{AREAS[number % len(AREAS)]}55501{number // len(AREAS):02}"
            if number % 5 != 3:
                first = FIRST_NAMES[number % len(FIRST_NAMES)]
                last = LAST_NAMES[(number + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
                self.account.add_name(f"{first} {last}", contact)
            days = 5 + number // 5 + number * number // 60
            end = at(f"{9 + number * 7 % 9}:{number * 13 % 60:02}") - timedelta(days=days)
            did = (SHOP, OTTAWA, SHOP, SUPPORT)[number % 4]
            lines = OLDER[number % len(OLDER)]
            for place, line in enumerate(lines):
                when = end - timedelta(minutes=7 * (len(lines) - 1 - place))
                yield when, did, contact, Said(0, "", line[0], line[2:])

    def _add(self, did: str, contact: str, said: Said, when: datetime) -> None:
        outgoing, moment = said.way == ">", when.timestamp()
        media = []
        if said.file:
            file = FILES[said.file]
            media = [
                self.account.make_media(
                    file.mime, file.extension, _content_of(file), moment, outgoing=outgoing
                )
            ]
        self.account.add(
            "mms" if media else "sms", did, contact, said.words,
            at=moment, outgoing=outgoing, media=media,
        )  # fmt: skip


def _content_of(file: File) -> Callable[[], bytes]:
    if file.drawn:
        return partial(drawings.picture, file.drawn, file.size)
    make = drawings.sound if file.mime.startswith("audio") else drawings.video
    return partial(make, file.size)
