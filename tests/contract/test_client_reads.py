"""The client's reads against the simulator, over real HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import Page
from mmstui.simulator import ManualClock
from mmstui.voipms import (
    AccessRefused,
    Client,
    DidGone,
    NoAnswer,
    Refused,
    SlowDown,
)
from support.simulated import FAX, SHOP, SUPPORT, ZOE, Simulated

#: 14:30 on a summer's day in New York.
NOON = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 7, 4), date(2026, 7, 5)


def hear(sim: Simulated, text: str, at: datetime = NOON, *, outgoing: bool = False) -> int:
    return sim.account.add("sms", SHOP, ZOE, text, at=at.timestamp(), outgoing=outgoing).id


def see(sim: Simulated, text: str, pictures: int, at: datetime = NOON) -> int:
    media = [
        sim.account.make_media("image/png", "png", lambda: b"", at.timestamp(), outgoing=False)
        for _ in range(pictures)
    ]
    return sim.account.add("mms", SHOP, ZOE, text, at=at.timestamp(), media=media).id


async def ask(client: Client, kind: Kind = Kind.SMS, limit: int = 50) -> Page:
    return await client.history(kind, TODAY, TOMORROW, limit=limit)


async def test_both_kinds_come_apart(sim: Simulated, client: Client) -> None:
    sms, mms = hear(sim, "hello 👋"), see(sim, "", 4)
    page = await ask(client)
    assert [(row.kind, row.server_id, row.text) for row in page.rows] == [
        (Kind.SMS, sms, "hello 👋")
    ]
    page = await ask(client, Kind.MMS)
    assert [(row.kind, row.server_id, row.text) for row in page.rows] == [(Kind.MMS, mms, "")]
    assert len(page.rows[0].media_urls) == 4
    assert await client.media_urls(mms) == page.rows[0].media_urls


async def test_rows_are_dated_in_utc_in_summer_and_winter(sim: Simulated, client: Client) -> None:
    moments = [datetime(2026, 7, 4, 4, 0, 1, tzinfo=UTC), datetime(2026, 1, 4, 5, 0, 1, tzinfo=UTC)]
    for moment in moments:
        hear(sim, "just after midnight", moment)
        day = moment.date()
        (row,) = (await client.history(Kind.SMS, day, day, limit=50)).rows
        assert row.at == moment
        assert row.date == f"{day} 00:00:01"
        before = day - timedelta(days=1)
        assert (await client.history(Kind.SMS, before, before, limit=50)).count == 0


async def test_rows_come_oldest_first_with_their_direction(sim: Simulated, client: Client) -> None:
    ours = hear(sim, "ours", NOON - timedelta(minutes=1), outgoing=True)
    theirs = hear(sim, "theirs")
    rows = (await ask(client)).rows
    assert [(row.server_id, row.direction) for row in rows] == [
        (ours, Direction.OUT),
        (theirs, Direction.IN),
    ]


async def test_a_full_page_is_told_by_its_count(sim: Simulated, client: Client) -> None:
    for number in range(5):
        hear(sim, f"{number}", NOON - timedelta(minutes=number))
    assert (await ask(client, limit=3)).count == 3
    assert (await ask(client, limit=5)).count == 5
    assert (await ask(client, limit=6)).count == 5


STYLES = [
    {"numeric_row_ids": True},
    {"null_messages": True},
    {"lone_row_is_object": True},
    {"relative_media_urls": True},
    {"media_list": False},
    {"media_columns": 5},
    {"media_list_padded": True},
    {"plus_one_with_did_filter": True},
]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: next(iter(style)))
async def test_every_style_of_the_service_reads_the_same(
    sim: Simulated, client: Client, style: dict[str, object]
) -> None:
    hear(sim, "")
    see(sim, "look", 2)
    plain = [await client.history(kind, TODAY, TOMORROW, limit=9, did=SHOP) for kind in Kind]
    sim.switches.apply(style)
    styled = [await client.history(kind, TODAY, TOMORROW, limit=9, did=SHOP) for kind in Kind]
    assert [page.rows for page in styled] == [page.rows for page in plain]
    assert all(page.bad == () and page.count == 1 for page in styled)


async def test_nothing_new_is_not_parsed_again_and_something_new_is(
    sim: Simulated, client: Client
) -> None:
    hear(sim, "one")
    page = await ask(client)
    again = await client.history(Kind.SMS, TODAY, TOMORROW, limit=50, known_digest=page.digest)
    assert (again.unchanged, again.rows, again.count) == (True, (), 1)
    hear(sim, "two")
    newer = await client.history(Kind.SMS, TODAY, TOMORROW, limit=50, known_digest=page.digest)
    assert (newer.unchanged, newer.count) == (False, 2)


async def test_the_servers_clock_is_known_from_its_answers(
    sim: Simulated, client: Client, clock: ManualClock
) -> None:
    clock.advance(3600)
    page = await ask(client)
    assert page.server_time == NOON + timedelta(hours=1)
    assert client.server_skew == timedelta(hours=1)
    assert client.server_now() == NOON + timedelta(hours=1)


async def test_dids_phonebook_and_address(sim: Simulated, client: Client) -> None:
    assert [(did.number, did.sms, did.mms) for did in await client.dids()] == [
        (SHOP, True, True),
        (SUPPORT, True, False),
        (FAX, False, False),
    ]
    assert [(entry.name, entry.number) for entry in await client.phonebook()] == [
        ("Zoé Tremblay", ZOE)
    ]
    assert await client.ip() == "127.0.0.1"
    sim.account.dids.clear()
    sim.account.phonebook.clear()
    assert await client.dids() == []
    assert await client.phonebook() == []


@pytest.mark.parametrize("worded", [True, False])
async def test_access_is_refused_for_a_reason(sim: Simulated, worded: bool) -> None:
    sim.switches.error_messages = worded
    for username, password, status in (
        (sim.username, "wrong", "invalid_credentials"),
        ("nobody@example.com", sim.password, "invalid_credentials"),
        (sim.username, "", "missing_credentials"),
    ):
        async with Client(sim.url, username, password) as client:
            with pytest.raises(AccessRefused) as caught:
                await client.dids()
        assert caught.value.status == status
        assert bool(caught.value.said) == worded


async def test_the_address_is_told_also_where_it_is_not_allowed(
    sim: Simulated, client: Client
) -> None:
    sim.switches.ip_allowed = False
    assert await client.ip() == "127.0.0.1"
    with pytest.raises(AccessRefused, match="Allow this machine's address"):
        await client.dids()
    sim.switches.api_enabled = False
    with pytest.raises(AccessRefused) as caught:
        await client.ip()
    assert caught.value.status == "api_not_enabled"


async def test_too_many_requests_a_minute(
    sim: Simulated, client: Client, clock: ManualClock
) -> None:
    sim.switches.requests_per_minute = 1
    await client.dids()
    with pytest.raises(SlowDown) as caught:
        await client.dids()
    clock.advance(caught.value.retry_after.total_seconds())
    assert len(await client.dids()) == 3


async def test_a_did_that_is_gone_and_a_range_that_is_too_long(
    sim: Simulated, client: Client
) -> None:
    sim.switches.invalid_dids = (SUPPORT,)
    with pytest.raises(DidGone):
        await client.history(Kind.SMS, TODAY, TODAY, limit=50, did=SUPPORT)
    assert (await client.history(Kind.SMS, TODAY, TODAY, limit=50, did=SHOP)).count == 0
    first = TODAY - timedelta(days=400)
    with pytest.raises(Refused) as caught:
        await client.history(Kind.SMS, first, TODAY, limit=50)
    assert caught.value.status == "invalid_daterange"
    ninety = TODAY - timedelta(days=89)
    assert (await client.history(Kind.SMS, ninety, TODAY, limit=50)).count == 0


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("522", "http_522"),
        ("html", "web_page"),
        ("truncated", "not_json"),
        ("empty", "empty_answer"),
    ],
)
async def test_outages(sim: Simulated, client: Client, page: str, status: str) -> None:
    hear(sim, "there")
    sim.switches.pages = {"*": page}
    with pytest.raises(NoAnswer) as caught:
        await ask(client)
    assert caught.value.status == status
    sim.switches.pages = {}
    assert (await ask(client)).count == 1
