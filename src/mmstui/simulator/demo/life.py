"""The live demo: people write, answer, and share photos."""

import heapq
import random
import re
from collections.abc import Callable
from functools import partial
from string import Template

from mmstui.simulator.account import Account, Message
from mmstui.simulator.clock import Clock
from mmstui.simulator.demo.exchanges import ANSWERS, ARRIVALS, CAPTIONS, PRAISE, REPLIES
from mmstui.simulator.demo.history import add_line
from mmstui.simulator.demo.numbers import SHOP, SHORT_CODE, ZOE
from mmstui.simulator.demo.people import PEOPLE
from mmstui.simulator.demo.script import DAYS, Language, Line, Person

STEP = 0.25
"""Seconds between two steps."""
PATIENCE = 5.0
"""Seconds to wait for a first poll before people write without one."""
OPENING = (3.0, 5.5, 8.0)
"""Seconds after the start at which the first three people write.

A client's first sync, which marks its messages as read, is over by then.
"""
PHOTO_AT = 14.0
PAUSE = (20.0, 40.0)
"""Seconds between two unprompted messages."""
ANSWER_AFTER = (1.0, 2.5)
"""Seconds until an answer; a client that polls every two seconds has it within five."""
PHOTOS = ("lake", "boat", "sunset")
PHOTO_EVERY = 6
"""Every n-th arrival is a photo."""


class DemoLife:
    """Adds messages to the demo account. The same seed and sends give the same messages."""

    def __init__(self, account: Account, clock: Clock, seed: int = 1) -> None:
        """Use `account`; nothing happens before `run` or `step` is called."""
        self._account = account
        self._clock = clock
        self._seed = seed
        self._chance = random.Random(f"life:{seed}")
        self._people = [one for one in PEOPLE if one.number != SHORT_CODE]
        self._by_number = {one.number: one for one in PEOPLE}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._planned = 0
        self._left: dict[tuple[str, ...], list[str]] = {}
        self._made_at = clock.now()
        self._begun = False
        self._watched = False
        account.when_accepted.append(self._answer_later)

    async def run(self) -> None:
        """Add messages until cancelled."""
        while True:
            self.step()
            await self._clock.sleep(STEP)

    def step(self) -> None:
        """Do everything that is due."""
        now = self._clock.now()
        if not self._watched and self._polled():
            # The first poll of a client: earlier messages are history for it.
            self._watched = True
            self._open(now)
        elif not self._begun and now >= self._made_at + PATIENCE:
            self._open(now)
        while self._due and self._due[0][0] <= now:
            heapq.heappop(self._due)[2]()

    def _polled(self) -> bool:
        requests = self._account.requests
        return requests["getSMS"] + requests["getMMS"] > 0

    def _open(self, now: float) -> None:
        """Schedule the opening, and on the first call the arrivals after it."""
        zoe = self._by_number[ZOE]
        others = self._chance.sample(self._people[1:9], 2)
        for offset, person in zip(OPENING, (zoe, *others), strict=True):
            self._plan(now + offset, partial(self._write, person))
        self._plan(now + PHOTO_AT, lambda: self._share_photo(zoe))
        if not self._begun:
            self._begun = True
            self._plan(now + PHOTO_AT + self._chance.uniform(*PAUSE), self._arrive)

    def _plan(self, at: float, happening: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._due, (at, self._planned, happening))

    def _arrive(self) -> None:
        """Let a person write, and schedule the next arrival."""
        person = self._chance.choice(self._people)
        if person.did == SHOP and self._chance.randrange(PHOTO_EVERY) == 0:
            self._share_photo(person)
        else:
            self._write(person)
        self._plan(self._clock.now() + self._chance.uniform(*PAUSE), self._arrive)

    def _write(self, person: Person) -> None:
        text = self._fill(self._deal(ARRIVALS[person.language]), person.language)
        self._add(person.did, person.number, Line(outgoing=False, text=text))

    def _share_photo(self, person: Person) -> None:
        caption = self._deal(CAPTIONS[person.language])
        file = self._deal(PHOTOS)
        self._add(person.did, person.number, Line(outgoing=False, text=caption, file=file))

    def _answer_later(self, sent: Message) -> None:
        """Schedule the answer to a sent message, unless its contact is a DID of the account."""
        if sent.contact in self._account.dids:
            return
        text = self._reply_to(sent)
        at = self._clock.now() + self._chance.uniform(*ANSWER_AFTER)
        line = Line(outgoing=False, text=text)
        self._plan(at, lambda: self._add(sent.did, sent.contact, line))

    def _reply_to(self, sent: Message) -> str:
        person = self._by_number.get(sent.contact)
        language: Language = person.language if person else guess_language(sent.text)
        pool = PRAISE if sent.media else ANSWERS if "?" in sent.text else REPLIES
        return self._fill(self._deal(pool[language]), language)

    def _deal(self, pool: tuple[str, ...]) -> str:
        """Return a text of the pool; none is repeated before all were used."""
        left = self._left.setdefault(pool, [])
        if not left:
            left += self._chance.sample(pool, len(pool))
        return left.pop()

    def _fill(self, text: str, language: Language) -> str:
        hour = self._chance.randint(8, 17)
        return Template(text).safe_substitute(
            n=self._chance.randint(1100, 2990),
            h=f"{hour} h" if language == "fr" else f"{hour}:00",
            day=self._chance.choice(DAYS[language]),
        )

    def _add(self, did: str, contact: str, line: Line) -> None:
        add_line(self._account, did, contact, line, self._clock.now(), self._seed)


def guess_language(text: str) -> Language:
    """Return the most likely language of a text."""
    if re.search(r"[àâçèéêëîïôùûœ]|\b(le|la|les|des|vous|bonjour|merci|oui)\b", text.lower()):
        return "fr"
    return "en"
