"""Deleting at VoIP.ms: only what a look shows to be the user's, until a look shows it gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.messages import Kind, Leaving, State
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, SlowDown, VoipMsError
from support.fake_service import MAX, SHOP, ZOE
from support.world import World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAIT = 30.0


@pytest.fixture
def office(world: World) -> World:
    """Zoé's three messages and Max's two, whose ids are those of the other kind."""
    service, now = world.service, world.time.datetime()
    service._ids = {Kind.SMS: 100, Kind.MMS: 100}
    for text, contact, kind, ago in (
        ("zoe sms", ZOE, Kind.SMS, HOUR),
        ("max mms", MAX, Kind.MMS, HOUR),
        ("max sms", MAX, Kind.SMS, 5 * MINUTE),
        ("zoe mms", ZOE, Kind.MMS, 4 * MINUTE),
        ("zoe again", ZOE, Kind.SMS, MINUTE),
    ):
        service.add(text, now - ago, kind=kind, contact=contact)
    return world


async def fetched(world: World) -> None:
    await world.done(world.engine().once())
    world.service.calls.clear()


def ask(world: World, place: Place = Place.BOTH, contact: str = ZOE) -> None:
    found = world.store.inbox.conversation(SHOP, contact)
    assert found is not None
    newest = world.store.deleting.outlook(found.id).newest
    assert world.store.deleting.delete_conversation(found.id, place, newest) is not None


def there(world: World) -> set[str]:
    return {row.text for rows in world.service.rows.values() for row in rows}


def leaving(world: World) -> Leaving:
    return world.store.inbox.status(world.time.datetime()).leaving


def notes(world: World, contact: str = ZOE) -> set[str]:
    found = world.store.inbox.conversation(SHOP, contact)
    assert found is not None
    return {note.words for m in world.store.inbox.thread(found.id) for note in m.notes}


async def test_nothing_is_deleted_before_the_wait_is_over_and_then_only_what_was_asked(
    office: World,
) -> None:
    await fetched(office)
    async with office.running(office.engine()):
        ask(office)
        await office.time.advance(WAIT - 1)
        assert office.service.deleted == []
        assert any(asked.contact == ZOE for asked in office.service.asked), "it looked already"
        await office.time.until(lambda: not leaving(office).left, within=60)
    assert sorted(office.service.deleted) == [(Kind.MMS, 102), (Kind.SMS, 101), (Kind.SMS, 103)]
    assert there(office) == {"max mms", "max sms"}
    assert office.texts() == {"max mms", "max sms"}
    assert office.store.database.read("SELECT count(*) FROM message") == [(2,)]


async def test_taken_back_it_is_never_asked_for(office: World) -> None:
    await fetched(office)
    async with office.running(office.engine()):
        ask(office)
        await office.time.advance(WAIT - 1)
        assert office.store.deleting.take_back() is not None
        await office.time.advance(300)
    assert office.service.deleted == []
    assert len(office.texts()) == 5


async def test_without_a_line_it_goes_from_here_all_the_same(office: World) -> None:
    await fetched(office)
    office.service.down = NotConnected("connection_refused", "Nobody there.")
    async with office.running(office.engine()):
        ask(office, Place.HERE)
        await office.time.advance(WAIT + 1)
    assert office.store.database.read("SELECT count(*) FROM message") == [(2,)]


async def test_what_stays_here_is_marked_when_a_look_has_confirmed_it(office: World) -> None:
    await fetched(office)
    async with office.running(office.engine()):
        ask(office, Place.SERVER)
        await office.time.until(lambda: not leaving(office).left, within=60)
    assert notes(office) == {"gone at server"}
    assert len(office.texts()) == 5


@pytest.mark.parametrize("acted", [True, False], ids=["done", "not done"])
async def test_without_an_answer_a_look_decides(office: World, acted: bool) -> None:
    await fetched(office)
    error: VoipMsError = NoAnswer("no_answer_in_time", "Too late.")
    if not acted:
        error = NotConnected("line_cut", "Cut.")
    office.service.fail("delete", error)
    async with office.running(office.engine()):
        ask(office)
        await office.time.until(lambda: not leaving(office).left, within=300)
    assert len(office.service.deleted) == 3, "none was asked for again that was gone"
    assert there(office) == {"max mms", "max sms"}


async def test_a_next_process_goes_on_with_a_look(office: World) -> None:
    await fetched(office)
    ask(office)
    await office.time.advance(WAIT)
    store = office.store
    store.deleting.begin_due()
    # Killed after the mark: one was deleted without an answer, one was never asked for.
    for server_id in (101, 103):
        assert store.server_deletes.begin(Kind.SMS, server_id)
    rows = office.service.rows
    rows[Kind.SMS] = [row for row in rows[Kind.SMS] if row.server_id != 101]
    report = await office.done(office.engine("second").once())
    assert report.ok
    assert sorted(office.service.deleted) == [(Kind.MMS, 102), (Kind.SMS, 103)]
    assert not leaving(office).left
    assert office.texts() == {"max mms", "max sms"}


async def test_an_id_that_is_another_message_now_is_left_alone(office: World) -> None:
    await fetched(office)
    ask(office)
    rows = office.service.rows[Kind.SMS]
    for number, row in enumerate(rows):
        if row.text == "zoe again":
            rows[number] = ServerMessage(
                row.kind, row.server_id, "2026-03-02 11:00:00", row.at, row.direction, row.did,
                row.contact, "another",
            )  # fmt: skip
    await office.time.advance(WAIT)
    await office.done(office.engine().once())
    assert (Kind.SMS, 103) not in office.service.deleted
    assert "another" in there(office)
    assert leaving(office).failed == 1
    (note,) = notes(office)
    assert note.startswith("not deleted at VoIP.ms: VoIP.ms lists another message")


async def test_the_mirror_of_an_mms_is_deleted_as_the_mms(office: World) -> None:
    """The SMS of that number, in the other sequence, is Max's."""
    service = office.service
    photo = service.add("photo", office.time.datetime() - 2 * MINUTE, kind=Kind.MMS)
    assert photo.server_id == 103
    service.rows[Kind.MMS].remove(photo)
    mirror = ServerMessage(Kind.SMS, 103, photo.date, photo.at, photo.direction, SHOP, ZOE, "photo")
    own = next(row for row in service.rows[Kind.SMS] if row.server_id == 103)
    service.rows[Kind.SMS].remove(own)
    service.rows[Kind.SMS].append(mirror)
    await fetched(office)
    ask(office)
    service.rows[Kind.MMS].append(photo)
    service.rows[Kind.SMS].append(
        ServerMessage(Kind.SMS, 103, own.date, own.at, own.direction, SHOP, MAX, "max, same number")
    )
    await office.time.advance(WAIT)
    await office.done(office.engine().once())
    assert (Kind.MMS, 103) in service.deleted
    assert (Kind.SMS, 103) not in service.deleted
    assert "max, same number" in there(office)


async def test_what_is_not_listed_is_waited_for_and_then_believed_gone(office: World) -> None:
    await fetched(office)
    late = office.service.rows[Kind.SMS].pop()
    ask(office)
    async with office.running(office.engine()):
        await office.time.advance(20 * 60)
        assert not leaving(office).left
        assert len(office.store.server_deletes.wanted()) == 1
        office.service.rows[Kind.SMS].append(late)
        await office.time.until(lambda: (Kind.SMS, 103) in office.service.deleted, within=1200)
        await office.time.until(lambda: not office.store.server_deletes.wanted(), within=60)
    assert there(office) == {"max mms", "max sms"}


async def test_what_is_never_listed_ends_after_an_hour_without_being_asked_for(
    office: World,
) -> None:
    await fetched(office)
    office.service.rows[Kind.SMS].pop()
    ask(office, Place.SERVER)
    async with office.running(office.engine()):
        await office.time.until(lambda: not office.store.server_deletes.wanted(), within=2 * 3600)
    assert (Kind.SMS, 103) not in office.service.deleted
    assert notes(office) == {"gone at server"}


async def test_what_is_deleted_and_listed_still_is_told_in_the_end(office: World) -> None:
    await fetched(office)
    office.service.deletes_take_effect = False
    (text,) = [m for m in _messages(office) if m.text == "zoe again"]
    office.store.deleting.delete_message(text.id, Place.BOTH)
    async with office.running(office.engine()):
        await office.time.until(lambda: leaving(office).failed, within=600)
    assert office.service.deleted == [(Kind.SMS, 103)] * 3
    assert "zoe again" in office.texts(), "it came back, with the reason"
    assert notes(office) == {
        "not deleted at VoIP.ms: VoIP.ms says that it is deleted, but still lists it."
    }


async def test_a_refusal_is_told_and_the_others_go_on(office: World) -> None:
    await fetched(office)
    office.service.fail("delete", Refused("odd_news", 'VoIP.ms answered "odd_news".'))
    async with office.running(office.engine()):
        ask(office)
        await office.time.until(lambda: not leaving(office).left, within=300)
    assert len(office.service.deleted) == 2
    assert leaving(office).failed == 1


async def test_refused_access_stops_it_until_the_user_says_otherwise(office: World) -> None:
    await fetched(office)
    ask(office)
    await office.time.advance(WAIT)
    async with office.running(office.engine()):
        office.service.fail("delete", AccessRefused("invalid_credentials", "No."))
        await office.time.until(lambda: office.signal("access") is not None, within=60)
        await office.time.advance(3600)
        assert office.service.deleted == []
        office.request()
        await office.time.until(lambda: not leaving(office).left, within=120)
    assert there(office) == {"max mms", "max sms"}


async def test_the_limit_per_minute_is_waited_for(office: World) -> None:
    await fetched(office)
    ask(office)
    await office.time.advance(WAIT)
    office.service.fail("delete", SlowDown("api_limit_exceeded", "Slow.", retry_after=MINUTE))
    started = office.time.now
    async with office.running(office.engine()):
        await office.time.until(lambda: len(office.service.deleted) == 3, within=300)
    assert office.time.now - started >= 60


async def test_many_go_no_faster_than_one_every_other_second(office: World) -> None:
    for number in range(40):
        office.service.add(f"text {number}", office.time.datetime() - 2 * MINUTE)
    await fetched(office)
    async with office.running(office.engine()):
        ask(office)
        await office.time.advance(WAIT + 1)
        started = office.time.now
        await office.time.until(lambda: not leaving(office).left, within=600)
    assert there(office) == {"max mms", "max sms"}
    assert office.time.now - started >= 2.0 * (43 - 10 - 1)


async def many(world: World, count: int = 40) -> None:
    for number in range(count):
        world.service.add(f"text {number}", world.time.datetime() - 2 * MINUTE)
    await fetched(world)


@pytest.mark.parametrize("place", [Place.SERVER, Place.BOTH])
async def test_stopped_it_deletes_no_more_and_the_rest_is_there_on_both_sides(
    office: World, place: Place
) -> None:
    await many(office)
    async with office.running(office.engine()):
        ask(office, place)
        await office.time.until(lambda: len(office.service.deleted) == 20, within=300)
        stopped = office.store.deleting.stop()
        assert stopped is not None
        assert (stopped.total, stopped.deleted + stopped.asked) == (43, 20)
        await office.time.until(lambda: not office.store.server_deletes.wanted(), within=60)
        await office.time.advance(300)
    assert len(office.service.deleted) == 20
    assert len(there(office)) == 45 - 20
    assert len(office.texts()) == 45 if place is Place.SERVER else office.texts() == there(office)


async def test_stopped_while_one_is_on_its_way_a_look_tells(office: World) -> None:
    await many(office, 5)
    async with office.running(office.engine()):
        ask(office)
        await office.time.advance(WAIT - 1)
        office.service.fail("delete", None, NoAnswer("no_answer_in_time", "Too late."))

        async def slowly(method: str) -> None:
            if method == "delete" and len(office.service.deleted) == 2:
                office.store.deleting.stop()

        office.service.before_answer = slowly
        await office.time.until(lambda: not office.store.server_deletes.wanted(), within=600)
        await office.time.advance(60)
    assert len(office.service.deleted) == 2
    assert office.texts() == there(office), "what went is gone here, what did not is back"


async def test_a_next_process_goes_on_and_is_stopped(office: World) -> None:
    await many(office)
    async with office.running(office.engine()):
        ask(office)
        await office.time.until(lambda: len(office.service.deleted) == 15, within=300)
    async with office.running(office.engine("second")):
        await office.time.until(lambda: len(office.service.deleted) == 20, within=300)
        assert office.store.deleting.stop() is not None
        await office.time.advance(300)
    assert len(office.service.deleted) == 20
    assert office.texts() == there(office)


async def test_sends_and_polls_do_not_wait_behind_a_long_deletion(office: World) -> None:
    await many(office)
    held = asyncio.Event()
    async with office.running(office.engine()):
        ask(office)

        async def never(method: str) -> None:
            if method == "delete":
                await held.wait()

        office.service.before_answer = never
        await office.time.until(lambda: office.service.deleted, within=60)
        message = office.queue("Hello", MAX)
        await office.time.advance(3)
        assert office.state(message) is State.SENT
        office.service.add("news", office.time.datetime(), contact=MAX)
        office.request()
        await office.time.advance(3)
        assert "news" in office.texts()
        held.set()
        office.service.before_answer = None
        await office.time.settle()


async def test_a_limit_that_is_met_again_and_again_makes_it_slower(office: World) -> None:
    """Everybody waits a minute when it is met: sends and polls too."""
    await many(office, 120)
    async with office.running(office.engine()):
        ask(office)
        times: list[float] = []
        met = 0

        async def strict(method: str) -> None:
            """Twenty requests a minute."""
            nonlocal met
            now = office.time.now
            if sum(now - at < 60 for at in times) >= 20:
                met += 1
                raise SlowDown("api_limit_exceeded", "Slow.", retry_after=MINUTE)
            times.append(now)

        office.service.before_answer = strict
        await office.time.until(lambda: not leaving(office).left, within=7200)
    assert there(office) == {"max mms", "max sms"}
    assert met <= 4


async def test_a_poll_between_deleting_and_the_look_brings_nothing_back(office: World) -> None:
    await fetched(office)
    stale = {kind: list(rows) for kind, rows in office.service.rows.items()}
    async with office.running(office.engine()):
        ask(office)
        await office.time.until(lambda: len(office.service.deleted) == 3, within=60)
        now = {kind: list(rows) for kind, rows in office.service.rows.items()}
        office.service.rows |= stale  # an answer that was on its way
        office.request()
        await office.time.advance(0.4)
        assert office.texts() == {"max mms", "max sms"}
        office.service.rows |= now
        await office.time.until(lambda: not leaving(office).left, within=120)
        office.request()
        await office.time.advance(5)
    assert office.texts() == {"max mms", "max sms"}


async def test_long_histories_are_looked_at_in_parts(office: World) -> None:
    for days in (100, 200, 201):
        office.service.add(f"{days} days", office.time.datetime() - timedelta(days=days))
    await office.done(office.engine(backfill=True).once(full=True))
    office.service.asked.clear()
    ask(office)
    await office.time.advance(WAIT)
    await office.done(office.engine().once())
    assert there(office) == {"max mms", "max sms"}
    looks = {(a.first, a.last) for a in office.service.asked if a.contact == ZOE}
    assert len(looks) == 3


async def test_verify_counts_apart_what_is_being_deleted(office: World) -> None:
    await fetched(office)
    ask(office, Place.SERVER)
    await office.time.advance(WAIT)
    office.store.deleting.begin_due()
    office.store.server_deletes.begin(Kind.SMS, 101)
    await office.service.delete(Kind.SMS, 101)
    report = await office.done(office.engine().verify())
    assert report.comparison is not None
    assert report.comparison.differences == []
    assert report.comparison.gone_there == 1


def _messages(world: World) -> list[Any]:
    return [
        message
        for number in world.store.inbox.conversation_ids()
        for message in world.store.inbox.thread(number)
    ]


@pytest.mark.parametrize("hours", [-53, 53])
async def test_a_message_that_no_list_has_shown_is_looked_for_on_the_days_of_voipms_s_clock(
    office: World, hours: int
) -> None:
    """Our clock is two days off, which nothing has told when it is sent, and it is listed late."""
    service = office.service
    service.server_skew = service.true_skew = timedelta(hours=hours)
    service.lists_sends = False
    service.fail("history", *[NotConnected("line_cut", "Cut.")] * 4)
    async with office.running(office.engine()):
        sent = office.queue("Never mind")
        await office.time.until(lambda: office.state(sent) is State.SENT, within=60)
        assert office.store.deleting.delete_message(sent, Place.BOTH) is not None
        service.asked.clear()
        await office.time.advance(WAIT + 10)
    day = eastern.day(service.server_now())
    checks = [asked for asked in service.asked if asked.contact == ZOE and asked.limit > 1_000]
    assert checks
    assert checks[-1].kind is Kind.SMS
    assert checks[-1].first <= day <= checks[-1].last
