"""The demo account's last thirty days, generated backwards from the clock's present time."""

import random
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mmstui.simulator.account import Account, Did, Kind, Media
from mmstui.simulator.clock import Clock
from mmstui.simulator.demo.exchanges import EXCHANGES
from mmstui.simulator.demo.numbers import FAX, LONG_THREAD, SHOP, SUPPORT
from mmstui.simulator.demo.people import PEOPLE
from mmstui.simulator.demo.pictures import FILES, draw
from mmstui.simulator.demo.script import Line, Person, read_exchange
from mmstui.simulator.eastern import EASTERN
from mmstui.simulator.switches import Switches

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
SPAN = 29.5 * DAY
LONG_THREAD_LINES = 420
MINUTES_AGO = (3, 41, 58, 77, 152, 186, 229, 265, 291)
"""Minutes since the newest conversations ended; the others end on earlier days."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A line with its time, in epoch seconds, and its conversation."""

    at: float
    did: str
    contact: str
    line: Line


def demo_account(clock: Clock, seed: int = 1) -> Account:
    """Return the demo account at the clock's present time. `seed` seeds all random choices."""
    account = Account()
    demo_dids(account)
    for person in PEOPLE:
        if person.name:
            account.add_name(person.name, person.number)
    chance = random.Random(seed)
    now = clock.now()
    lines: list[Dated] = []
    for place, person in enumerate(PEOPLE):
        lines += _thread(person, place, now, chance)
    for dated in sorted(lines, key=lambda one: one.at):
        add_line(account, dated.did, dated.contact, dated.line, dated.at, seed)
    return account


def demo_dids(account: Account) -> None:
    """Give an account the demo's three DIDs: SMS+MMS, SMS, no SMS."""
    account.add_did(Did(SHOP, "MONTREAL, QC", "Shop"))
    account.add_did(Did(SUPPORT, "MONTREAL, QC", "Support", mms=False))
    account.add_did(Did(FAX, "MONTREAL, QC", "Old fax", sms=False, mms=False))


def demo_switches() -> Switches:
    """Return switches for a client that polls every two seconds, and for old pictures."""
    return Switches(requests_per_minute=600, media_lifetime_days=90.0)


def add_line(account: Account, did: str, contact: str, line: Line, at: float, seed: int) -> None:
    """Add a line of a conversation to the account, as an MMS if it has a file."""
    media: list[Media] = []
    if line.file:
        mime, extension = FILES[line.file]
        load = partial(draw, line.file, seed * 1000 + account.next_mms_id % 1000)
        media = [account.make_media(mime, extension, load, at, outgoing=line.outgoing)]
    kind: Kind = "mms" if media or len(line.text.encode()) > 160 else "sms"
    account.add(kind, did, contact, line.text, at=at, outgoing=line.outgoing, media=media)


def _thread(person: Person, place: int, now: float, chance: random.Random) -> list[Dated]:
    """Return all messages with one person."""
    end = _last_moment(place, now, chance)
    lines = _dated(person, read_exchange(person.closing, person.language, chance), end, chance)
    if not person.name:
        return lines
    if person.number == LONG_THREAD:
        return lines + _long_thread(person, lines[0].at, now, chance)
    start = lines[0].at
    for text in chance.sample(EXCHANGES[person.language], chance.randint(0, 4)):
        start -= chance.uniform(0.7, 6.0) * DAY
        if start < now - SPAN:
            break
        exchange = read_exchange(text, person.language, chance)
        lines += _dated(person, _sendable(person, exchange), _by_day(start, chance), chance)
    return lines


def _last_moment(place: int, now: float, chance: random.Random) -> float:
    if place < len(MINUTES_AGO):
        return now - MINUTES_AGO[place] * MINUTE
    days = 1 + (place - len(MINUTES_AGO)) * 0.7
    return _by_day(now - days * DAY, chance)


def _by_day(moment: float, chance: random.Random) -> float:
    """Return a time in the opening hours of `moment`'s Eastern day, never later than `moment`."""
    hour = datetime.fromtimestamp(moment, EASTERN).hour
    back = (hour - chance.randint(8, 17)) % 24
    return moment - back * HOUR - chance.uniform(0, 0.9) * HOUR


def _dated(person: Person, lines: list[Line], end: float, chance: random.Random) -> list[Dated]:
    """Return an exchange with times; the last line is at `end`."""
    dated: list[Dated] = []
    at = end
    for line in reversed(lines):
        dated.append(Dated(at, person.did, person.number, line))
        at -= chance.uniform(0.4, 9.0) * MINUTE
    return dated[::-1]


def _long_thread(person: Person, end: float, now: float, chance: random.Random) -> list[Dated]:
    """Return some hundred lines, spread evenly over the days before `end`."""
    lines: list[Line] = []
    while len(lines) < LONG_THREAD_LINES:
        lines += read_exchange(chance.choice(EXCHANGES[person.language]), person.language, chance)
    step = (end - (now - SPAN)) / (len(lines) + 1)
    return [
        Dated(end - step * place, person.did, person.number, line)
        for place, line in enumerate(reversed(lines), 1)
    ]


def _sendable(person: Person, lines: list[Line]) -> list[Line]:
    """Return the lines; without files if the DID has no MMS."""
    if person.did == SHOP:
        return lines
    return [Line(line.outgoing, line.text) for line in lines]
