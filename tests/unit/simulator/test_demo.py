"""The demo account: who is in it, and that it is the same for the same seed."""

import io
import re
from collections import Counter

import pytest
from PIL import Image

from mmstui.simulator import Account, ManualClock, Message, create_app, demo_account, demo_switches
from mmstui.simulator.account import KINDS
from mmstui.simulator.demo.pictures import FILES, draw
from mmstui.simulator.eastern import eastern_day
from support.asgi import Api
from support.simulated import FAX, SHOP, SUPPORT, ZOE

DAY = 86_400


def everything(account: Account) -> list[Message]:
    found = [message for kind in KINDS for message in account.newest_first(kind, 0, 1e12)]
    return sorted(found, key=lambda message: message.at)


@pytest.fixture
def demo(clock: ManualClock) -> Account:
    return demo_account(clock, seed=7)


def test_three_dids(demo: Account) -> None:
    assert [(did.number, did.note, did.sms, did.mms) for did in demo.dids.values()] == [
        (SHOP, "Shop", True, True),
        (SUPPORT, "Support", True, False),
        (FAX, "Old fax", False, False),
    ]


def test_at_least_45_conversations_one_of_them_long(demo: Account) -> None:
    sizes = Counter((message.did, message.contact) for message in everything(demo))
    assert len(sizes) >= 45
    assert max(sizes.values()) >= 400
    assert {did for did, _ in sizes} == {SHOP, SUPPORT}


def test_most_contacts_have_a_name(demo: Account) -> None:
    named = {entry.number: entry.name for entry in demo.phonebook.values()}
    contacts = {message.contact for message in everything(demo)}
    assert named[ZOE] == "Zoé Tremblay"
    assert len(contacts & set(named)) >= 35
    assert len(contacts - set(named)) >= 4


def test_numbers_belong_to_nobody(demo: Account) -> None:
    contacts = {message.contact for message in everything(demo)}
    assert [one for one in contacts if not re.fullmatch(r"[2-9]\d\d55501\d\d", one)] == ["29283"]
    assert all(re.fullmatch(r"[2-9]\d\d55501\d\d", did) for did in demo.dids)


@pytest.mark.parametrize("seed", range(5))
def test_the_last_thirty_days_up_to_now(clock: ManualClock, seed: int) -> None:
    messages = everything(demo_account(clock, seed))
    assert messages[0].at > clock.now() - 31 * DAY
    assert clock.now() - 600 < messages[-1].at <= clock.now()
    today = eastern_day(clock.now())
    assert sum(eastern_day(message.at) == today for message in messages) >= 8


def test_ids_rise_with_time(demo: Account) -> None:
    for kind in KINDS:
        ids = [message.id for message in everything(demo) if message.kind == kind]
        assert ids == sorted(ids)


def test_a_did_without_mms_has_none(demo: Account) -> None:
    assert {message.did for message in everything(demo) if message.kind == "mms"} == {SHOP}


def test_sms_are_such_as_could_be_sent(demo: Account) -> None:
    texts = [message.text for message in everything(demo) if message.kind == "sms"]
    assert max(len(text.encode()) for text in texts) <= 160


def test_there_is_something_hostile_and_something_foreign(demo: Account) -> None:
    texts = "\n".join(message.text for message in everything(demo))
    for bait in ("[@click=app.quit]", "\x1b]0;", "\u202e", "你好", "🛶", "{braces}", "$HOME"):
        assert bait in texts
    assert "$day" not in texts


def test_the_same_seed_is_the_same_account(clock: ManualClock) -> None:
    def story(seed: int) -> list[tuple[object, ...]]:
        messages = everything(demo_account(clock, seed))
        return [(one.kind, one.id, one.at, one.contact, one.text) for one in messages]

    assert story(3) == story(3)
    assert story(3) != story(4)


@pytest.mark.parametrize("name", [name for name in FILES if name != "memo"])
def test_pictures_are_pictures(name: str) -> None:
    content = draw(name, 1)
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert picture.size == (1024, 768)
        assert Image.MIME[picture.format or ""] == FILES[name][0]
    assert draw(name, 1) == content
    assert draw(name, 2) != content
    assert len(content) < 1_200_000


def test_the_voice_memo_is_whole_mp3_frames() -> None:
    memo = draw("memo", 1)
    assert memo.startswith(b"ID3")
    frames = memo[10:]
    assert len(frames) % 104 == 0
    assert {frames[at : at + 4] for at in range(0, len(frames), 104)} == {b"\xff\xfb\x10\xc0"}


async def test_old_pictures_of_the_demo_can_still_be_seen(
    demo: Account, clock: ManualClock
) -> None:
    api = Api(create_app(demo, demo_switches(), clock))
    rows = await api.rows("getMMS", from_="2026-09-01", to="2026-10-02", limit=1000)
    urls = [url for row in rows for url in row["media"]]
    assert len(urls) > 10
    answers = [await api.http.get(url) for url in (urls[0], urls[-1])]
    assert [answer.status_code for answer in answers] == [200, 200]
    await api.http.aclose()
