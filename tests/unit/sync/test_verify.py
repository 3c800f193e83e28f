"""`sync --verify`: each difference is told, what is known is told apart, nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mmstui.domain.differences import Comparison, What
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import ServerMessage
from mmstui.sync import Report
from mmstui.voipms import AccessRefused, NotConnected
from support.deleted import delete_conversation, delete_messages
from support.fake_service import SHOP, ZOE
from support.stores import NOON
from support.world import World

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def synced(world: World) -> World:
    """All history fetched, 400 days of it."""
    world.service.add("oldest", NOON - 400 * DAY)
    for number in range(12):
        world.service.add(f"sms {number}", NOON - 30 * number * DAY - HOUR)
    world.service.add("picture", NOON - 5 * DAY, kind=Kind.MMS)
    world.service.add("ours", NOON - 6 * DAY, outgoing=True)
    since = (NOON - 400 * DAY).date()
    assert (await world.done(world.engine().once(since=since))).ok
    return world


async def verify(world: World) -> Report:
    before = world.store.database.read("SELECT * FROM message ORDER BY id")
    version = world.store.data_version()
    report = await world.done(world.engine("other").verify())
    assert world.store.data_version() == version, "something was written"
    assert world.store.database.read("SELECT * FROM message ORDER BY id") == before
    return report


async def compared(world: World) -> Comparison:
    report = await verify(world)
    assert report.comparison is not None
    return report.comparison


def told(found: Comparison) -> list[tuple[What, str]]:
    return [(one.what, ",".join(one.here)) for one in found.differences]


def row(world: World, text: str) -> ServerMessage:
    (found,) = [r for rows in world.service.rows.values() for r in rows if r.text == text]
    return found


def execute(world: World, sql: str, *values: object) -> None:
    with world.store.database.writing() as transaction:
        transaction.connection.execute(sql, values)


async def test_without_a_difference_it_says_so(world: World) -> None:
    found = await compared(await synced(world))
    assert found == Comparison(compared=15, first=(NOON - 400 * DAY).date(), last=NOON.date())


async def test_it_asks_once_for_each_kind_of_ninety_days(world: World) -> None:
    await synced(world)
    world.service.asked.clear()
    await compared(world)
    assert len(world.service.asked) == 2 * 5
    assert all((one.last - one.first).days < 90 for one in world.service.asked)


async def test_a_full_page_is_asked_for_once_more(world: World) -> None:
    for number in range(7):
        world.service.add(f"sms {number}", NOON - number * HOUR)
    engine = world.engine(many_rows=5)
    await world.done(engine.once())
    world.service.asked.clear()
    report = await world.done(engine.verify())
    assert report.comparison is not None
    assert (report.comparison.compared, told(report.comparison)) == (7, [])
    assert [one.limit for one in world.service.questions(Kind.SMS)] == [5, 1_000_000]


async def test_a_store_that_was_never_synced_claims_nothing(world: World) -> None:
    world.service.add("new", NOON)
    assert await compared(world) == Comparison()


async def test_days_that_were_not_fetched_are_not_compared(world: World) -> None:
    world.service.add("long ago", NOON - 80 * DAY)
    world.service.add("recent", NOON - 3 * DAY)
    await world.done(world.engine().once())
    found = await compared(world)
    assert (found.compared, told(found)) == (1, [])


async def test_what_came_since_the_last_poll_is_not_missing(world: World) -> None:
    await synced(world)
    await world.time.advance(600)
    world.service.add("just now", world.time.datetime())
    assert told(await compared(world)) == []


def lose(world: World, text: str) -> None:
    execute(world, "DELETE FROM media_question")
    execute(world, "DELETE FROM message WHERE text = ?", text)


@pytest.mark.parametrize("text", ["sms 7", "oldest", "picture", "ours"])
async def test_missing_here(world: World, text: str) -> None:
    await synced(world)
    lose(world, text)
    (one,) = (await compared(world)).differences
    expected = row(world, text)
    assert one.what is What.MISSING_HERE
    assert (one.kind, one.server_id) == (expected.kind, expected.server_id)
    assert (one.did, one.contact, one.at) == (SHOP, ZOE, expected.at)


@pytest.mark.parametrize("text", ["sms 7", "oldest", "picture", "ours"])
async def test_missing_there(world: World, text: str) -> None:
    await synced(world)
    gone = row(world, text)
    world.service.rows[gone.kind].remove(gone)
    (one,) = (await compared(world)).differences
    assert (one.what, one.server_id, one.at) == (What.MISSING_THERE, gone.server_id, gone.at)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (lambda r: replace(r, text="sms 7 "), "text"),
        (lambda r: replace(r, text=""), "text"),
        (lambda r: replace(r, direction=Direction.OUT), "direction"),
        (lambda r: replace(r, did="5145550199"), "did"),
        (lambda r: replace(r, contact="5145550198"), "contact"),
        (lambda r: replace(r, did="5145550199", text="x"), "did,text"),
    ],
)
async def test_what_differs(
    world: World, change: Callable[[ServerMessage], ServerMessage], fields: str
) -> None:
    await synced(world)
    before = row(world, "sms 7")
    after = change(before)
    world.service.rows[Kind.SMS][world.service.rows[Kind.SMS].index(before)] = after
    (one,) = (await compared(world)).differences
    assert (one.what, one.server_id) == (What.DIFFERS, before.server_id)
    assert ",".join(one.here) == ",".join(one.there) == fields
    if "text" in fields:
        assert (one.here["text"], one.there["text"]) == (before.text, after.text)


async def test_what_the_service_changes_of_ours_is_no_difference(world: World) -> None:
    world.queue("l'été \\ \U0001f600")
    await world.done(world.engine().once())
    (sent,) = world.service.rows[Kind.SMS]
    world.service.rows[Kind.SMS][0] = replace(sent, text="l\\'\u00e9t\u00e9 \\\\ \U0001f600 ")
    await world.time.advance(3600)
    await world.done(world.engine().once())
    assert told(await compared(world)) == []


async def test_what_was_sent_and_is_never_listed_is_missing_there(world: World) -> None:
    world.service.lists_sends = False
    world.queue("vanished")
    await world.done(world.engine().once())
    assert told(await compared(world)) == [], "it may only be late"
    await world.time.advance(3600)
    await world.done(world.engine().once())
    assert told(await compared(world)) == [(What.MISSING_THERE, "")]


async def test_deleted_here_is_told_apart(world: World) -> None:
    await synced(world)
    (message_id,) = world.store.database.read("SELECT id FROM message WHERE text = 'sms 7'")
    delete_messages(world.store, list(message_id))
    found = await compared(world)
    assert (told(found), found.deleted_here, found.compared) == ([], 1, 15)


async def test_a_deleted_conversation_is_told_apart(world: World) -> None:
    await synced(world)
    (conversation,) = world.store.inbox.conversation_ids()
    delete_conversation(world.store, conversation)
    world.service.add("older still", NOON - 399 * DAY)
    found = await compared(world)
    assert (told(found), found.deleted_here) == ([(What.MISSING_HERE, "")], 15)


async def test_what_is_marked_gone_is_told_apart(world: World) -> None:
    await synced(world)
    gone = row(world, "sms 0")
    world.service.rows[Kind.SMS].remove(gone)
    execute(world, "UPDATE message SET gone = 1 WHERE text = 'sms 0'")
    found = await compared(world)
    assert (told(found), found.gone_there) == ([], 1)
    world.service.rows[Kind.SMS].append(gone)
    assert told(await compared(world)) == [(What.DIFFERS, "gone")]


async def test_what_was_taken_back_is_told_apart(world: World) -> None:
    await synced(world)
    execute(world, "UPDATE message SET dropped = 1 WHERE text = 'ours'")
    found = await compared(world)
    assert (told(found), found.deleted_here) == ([], 1)


async def test_an_sms_that_mirrors_an_mms_is_that_mms(world: World) -> None:
    await synced(world)
    mirror = replace(row(world, "picture"), kind=Kind.SMS)
    world.service.rows[Kind.SMS].append(mirror)
    assert told(await compared(world)) == []
    # One that shares nothing but the id is another message.
    world.service.rows[Kind.SMS][-1] = replace(mirror, contact="5145550198")
    assert told(await compared(world)) == [(What.MISSING_HERE, "")]


@pytest.mark.parametrize(
    ("error", "refused", "offline"),
    [
        (AccessRefused("invalid_credentials", "No."), "invalid_credentials", False),
        (NotConnected("name_not_found", "No."), None, True),
    ],
)
async def test_without_an_answer_nothing_is_claimed(
    world: World, error: Exception, refused: str | None, offline: bool
) -> None:
    await synced(world)
    world.service.down = error
    report = await verify(world)
    assert (report.comparison, report.refused, report.offline) == (None, refused, offline)


async def test_the_edge_of_the_claim_is_the_servers_day(world: World) -> None:
    """Rows of both ends of the days, in Eastern time whatever the day is in UTC."""
    first = datetime(2026, 2, 1, 4, 30, tzinfo=NOON.tzinfo)  # 23:30 on 31 January there
    world.service.add("the day before", first)
    world.service.add("of the first day", first + HOUR)
    world.store.intake.finish_window(Kind.SMS, first.date(), NOON.date(), 1, NOON)
    await world.done(world.engine().once(since=first.date()))
    found = await compared(world)
    assert [one.what for one in found.differences] == [What.MISSING_HERE]
    assert found.first == first.date()
