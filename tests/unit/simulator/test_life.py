"""The demo is alive: people write, answer, and share a photo, all on the injected clock."""

import asyncio
import contextlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from mmstui.simulator import (
    Account,
    DemoLife,
    ManualClock,
    Message,
    create_app,
    demo_account,
    demo_switches,
)
from mmstui.simulator.account import KINDS
from mmstui.simulator.demo.life import guess_language
from support.asgi import Api, data_uri
from support.simulated import SHOP, SUPPORT, ZOE

STRANGER = "2505550100"


def newer(account: Account, since: float) -> list[Message]:
    found = [one for kind in KINDS for one in account.newest_first(kind, since, 1e12)]
    return sorted((one for one in found if one.at > since), key=lambda one: one.at)


class Demo:
    """A demo in which time passes a quarter of a second at a time."""

    def __init__(self, seed: int = 1) -> None:
        self.clock = ManualClock(datetime(2026, 11, 20, 19, 2, tzinfo=UTC))
        self.start = self.clock.now()
        self.account = demo_account(self.clock, seed)
        self.life = DemoLife(self.account, self.clock, seed)

    def watch(self, seconds: float) -> list[Message]:
        """Let that much time pass and return what has come since the start."""
        for _ in range(int(seconds * 4)):
            self.clock.advance(0.25)
            self.life.step()
        return newer(self.account, self.start)


@pytest.fixture
def demo() -> Demo:
    return Demo()


def test_three_people_write_in_the_ten_seconds_after_the_first_poll(demo: Demo) -> None:
    demo.account.requests["getSMS"] += 1
    came = demo.watch(10)
    assert len({message.contact for message in came}) == 3
    assert len(came) == 3
    assert came[0].contact == ZOE
    assert not any(message.outgoing for message in came)
    assert came[0].at >= demo.start + 2.5


def test_a_late_watcher_sees_an_opening_of_their_own(demo: Demo) -> None:
    before = len(demo.watch(20))
    demo.account.requests["getMMS"] += 1
    assert before >= 4
    assert len(demo.watch(10)) >= before + 3


def test_a_photo_comes_within_thirty_seconds_even_unwatched(demo: Demo) -> None:
    (photo,) = [message for message in demo.watch(30) if message.media]
    assert photo.contact == ZOE
    assert photo.media[0].load()[:2] == b"\xff\xd8"


def test_people_go_on_writing_every_twenty_to_forty_seconds(demo: Demo) -> None:
    came = [message.at for message in demo.watch(1200)][4:]
    gaps = [later - earlier for earlier, later in pairwise(came)]
    assert 25 < len(gaps) < 60
    assert min(gaps) >= 19.5
    assert max(gaps) <= 40.5


@pytest.mark.parametrize("contact", [ZOE, STRANGER])
def test_what_is_sent_is_answered_within_three_seconds(demo: Demo, contact: str) -> None:
    demo.account.accept("sms", SUPPORT, contact, "Demain à 9 h ?", at=demo.clock.now())
    came = demo.watch(3)
    answers = [
        message
        for message in came
        if message.contact == contact and not message.outgoing and message.did == SUPPORT
    ]
    assert len(answers) == 1


def test_every_one_of_a_batch_is_answered(demo: Demo) -> None:
    people = [f"25055501{n:02d}" for n in range(20)]
    for contact in people:
        demo.account.accept("sms", SHOP, contact, "Hello", at=demo.clock.now())
    answered = {message.contact for message in demo.watch(5) if not message.outgoing}
    assert set(people) <= answered


def test_nobody_repeats_what_another_has_just_said(demo: Demo) -> None:
    demo.account.requests["getSMS"] += 1
    said = [message.text for message in demo.watch(150) if not message.media]
    assert len(said) > 5
    assert len(set(said)) == len(said)


def test_our_own_did_does_not_answer(demo: Demo) -> None:
    demo.account.accept("sms", SHOP, SUPPORT, "moi", at=demo.clock.now())
    demo.watch(6)
    since = newer(demo.account, demo.start - 1)
    own = [(one.did, one.outgoing) for one in since if one.contact in demo.account.dids]
    assert sorted(own) == [(SUPPORT, False), (SHOP, True)]


def test_the_same_seed_is_the_same_life() -> None:
    def story(seed: int) -> list[tuple[str, str]]:
        return [(message.contact, message.text) for message in Demo(seed).watch(120)]

    assert story(3) == story(3)
    assert story(3) != story(4)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Vous êtes là", "fr"), ("merci bien", "fr"), ("See you at nine", "en"), ("ok", "en")],
)
def test_strangers_are_answered_in_their_language(text: str, language: str) -> None:
    assert guess_language(text) == language


async def test_it_runs_beside_the_server_and_over_the_api() -> None:
    demo = Demo()
    api = Api(create_app(demo.account, demo_switches(), demo.clock))
    living = asyncio.ensure_future(demo.life.run())
    await api.call("sendMMS", did=SHOP, dst=ZOE, media1=data_uri(b"photo"))
    for _ in range(20):
        await asyncio.sleep(0)
        demo.clock.advance(0.25)
    await asyncio.sleep(0)
    rows = await api.rows("getSMS", contact=ZOE, type=1)
    assert len(rows) >= 1
    living.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living
    await api.http.aclose()
