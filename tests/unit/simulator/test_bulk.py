"""A history of any length, computed when it is asked for."""

import time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.simulator import ManualClock, Switches, bulk_account, create_app
from mmstui.simulator.account import FIRST_MMS_ID, FIRST_SMS_ID, KINDS, Account
from mmstui.simulator.bulk import BulkArchive, contact_of
from support.asgi import Api
from support.simulated import SHOP, SUPPORT

END = 1_790_000_000.0
LONG_AGO, FAR_AHEAD = 0.0, 1e12


@pytest.mark.parametrize("messages", [0, 1, 19, 20, 99, 100, 2_345])
def test_there_are_as_many_as_asked_for(messages: int) -> None:
    archive = BulkArchive(messages, END)
    found = {kind: list(archive.newest_first(kind, LONG_AGO, FAR_AHEAD)) for kind in KINDS}
    assert sum(len(rows) for rows in found.values()) == messages
    assert {kind: len(rows) for kind, rows in found.items()} == {
        kind: archive.count(kind) for kind in KINDS
    }


def test_ids_rise_without_a_gap_and_find_their_message() -> None:
    archive = BulkArchive(2_345, END)
    for kind, first in (("sms", FIRST_SMS_ID), ("mms", FIRST_MMS_ID)):
        oldest_first = list(archive.newest_first(kind, LONG_AGO, FAR_AHEAD))[::-1]  # type: ignore[arg-type]
        assert [one.id for one in oldest_first] == list(range(first, first + len(oldest_first)))
        assert [archive.find(kind, one.id) for one in oldest_first] == oldest_first  # type: ignore[arg-type]
        assert archive.find(kind, first - 1) is None  # type: ignore[arg-type]
        assert archive.find(kind, first + len(oldest_first)) is None  # type: ignore[arg-type]


@given(
    st.integers(1, 10**6),
    st.floats(END - 2_000 * 86_400, END + 86_400),
    st.floats(1, 5 * 86_400),
)
def test_a_span_brings_what_lies_in_it(messages: int, start: float, length: float) -> None:
    archive = BulkArchive(messages, END)
    rows = list(islice(archive.newest_first("sms", start, start + length), 200))
    assert all(start <= row.at < start + length for row in rows)
    assert rows == sorted(rows, key=lambda row: row.at, reverse=True)


def test_there_is_a_conversation_for_every_hundred_some_much_longer() -> None:
    archive = BulkArchive(50_000, END)
    sizes: dict[tuple[str, str], int] = {}
    for kind in KINDS:
        for row in archive.newest_first(kind, LONG_AGO, FAR_AHEAD):
            sizes[row.did, row.contact] = sizes.get((row.did, row.contact), 0) + 1
            assert row.did == SHOP or (row.did == SUPPORT and kind == "sms")
    assert len(sizes) == 500
    assert max(sizes.values()) > 1_000


def test_ten_thousand_contacts_are_ten_thousand_numbers() -> None:
    assert len({contact_of(conversation) for conversation in range(10_000)}) == 10_000


def test_half_the_contacts_have_names_no_two_the_same(clock: ManualClock) -> None:
    names = [entry.name for entry in bulk_account(clock, 100_000).phonebook.values()]
    assert len(names) == len(set(names)) == 500


def test_the_seed_decides() -> None:
    def texts(seed: int) -> list[str]:
        return [one.text for one in BulkArchive(200, END, seed).newest_first("sms", 0, FAR_AHEAD)]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)


def test_a_million_are_there_at_once(clock: ManualClock) -> None:
    began = time.thread_time()
    account = bulk_account(clock, 1_000_000)
    newest = list(islice(account.newest_first("sms", LONG_AGO, FAR_AHEAD), 500))
    assert len(newest) == 500
    assert time.thread_time() - began < 1.0


def ask(account: Account, clock: ManualClock) -> Api:
    return Api(create_app(account, Switches(requests_per_minute=0), clock))


async def test_new_messages_join_the_old_ones_and_deleting_works(clock: ManualClock) -> None:
    account = bulk_account(clock, 10_000)
    api = ask(account, clock)
    await api.admin("inject", {"contact": "2505550100", "text": "neuf"})
    rows = await api.rows("getSMS", from_="2026-09-30", to="2026-10-02")
    assert rows[0]["message"] == "neuf"
    assert int(rows[0]["id"]) == int(rows[1]["id"]) + 1
    assert await api.status("deleteSMS", id=rows[1]["id"]) == "success"
    left = await api.rows("getSMS", from_="2026-09-30", to="2026-10-02")
    assert [row["id"] for row in left] == [rows[0]["id"], *(row["id"] for row in rows[2:])]
    assert await api.rows("getSMS", sms=rows[1]["id"]) == []
    await api.http.aclose()


async def test_media_of_the_archive_are_served(clock: ManualClock) -> None:
    api = ask(bulk_account(clock, 10_000), clock)
    (row,) = await api.rows("getMMS", from_="2026-09-30", to="2026-10-02", limit=1)
    answer = await api.http.get(row["media"][0])
    assert answer.content.startswith(b"\x89PNG")
    assert (await api.http.get("/media/bulk99999999/media.png")).status_code == 404
    await api.http.aclose()
