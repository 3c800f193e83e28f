"""Whatever VoIP.ms, or somebody in its place, answers: the sync survives it and goes on."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mmstui.store import AccountKey, Store
from mmstui.sync import Engine, Policy
from mmstui.sync.backoff import Timing
from mmstui.voipms import Client, Timeouts
from support.canned import DATE, NOW, URL, USERNAME, parse_form
from support.hostile import NASTY
from support.simulated import SHOP, ZOE
from support.stores import copied_store

GOOD = {
    "id": "7", "date": "2026-07-04 16:00:00", "type": "1", "did": SHOP, "contact": ZOE,
    "message": "bonjour", "carrier_status": "",
}  # fmt: skip
WELL: dict[str, Any] = {
    "getSMS": {"status": "success", "sms": [GOOD]},
    "getMMS": {"status": "no_sms"},
    "getDIDsInfo": {
        "status": "success",
        "dids": [{"did": SHOP, "description": "MONTREAL, QC", "note": "Shop", "sms_enabled": "1",
                  "sms_available": "1", "mms_available": "1", "order_date": "2026-07-01 00:00:00"}],
    },
    "getPhonebook": {"status": "success", "phonebooks": []},
    "getMediaMMS": {"status": "no_media"},
}  # fmt: skip
DEEP = '{"status":"success","sms":' + "[" * 1000 + "]" * 1000 + "}"

_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["0", "-1", "", "9" * 30, "0000-00-00 00:00:00", "9999-99-99", "nan", *NASTY])
)  # fmt: skip
_anything = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_fields = st.sampled_from([*GOOD, "col_media1", "media", "other"])
_rows = st.dictionaries(_fields, _anything, max_size=8).map(lambda changed: GOOD | changed)
_statuses = st.sampled_from(
    ["success", "no_sms", "", "maintenance", "unknown_thing", "limit", *NASTY]
)
_replies = st.one_of(
    st.fixed_dictionaries({"status": _statuses | _anything}, optional={
        "sms": _anything | st.lists(_rows | _anything, max_size=4),
        "mms": _anything, "dids": _anything, "phonebooks": _anything, "media": _anything,
        "message": _anything,
    }).map(lambda reply: json.dumps(reply).encode()),
    _anything.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60),
    st.sampled_from([b"", b"<html>no</html>", DEEP.encode(), b"\xff\xfe{", b'{"status":"succ']),
)  # fmt: skip


class Server(httpx.AsyncBaseTransport):
    """Answers each method with what it was given, the others well; keeps what was asked."""

    def __init__(self) -> None:
        self.bad: dict[str, bytes] = {}
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        method = parse_form(request)["method"]
        self.asked.append(method)
        body = self.bad.get(method)
        if body is None:
            body = json.dumps(WELL.get(method, {"status": "success"})).encode()
        return httpx.Response(200, headers={"Date": DATE}, content=body)


@contextmanager
def account() -> Iterator[tuple[Store, Server, Engine]]:
    server, passed = Server(), 0.0

    async def glance(seconds: float) -> None:
        nonlocal passed
        passed += min(seconds, 2.0)
        await asyncio.sleep(0.001)

    with tempfile.TemporaryDirectory() as home:
        store = copied_store(Path(home), account=AccountKey.of(URL, USERNAME), clock=NOW.timestamp)
        engine = Engine(
            store,
            lambda: Client(URL, USERNAME, "x", transport=server, clock=lambda: NOW,
                           timeouts=Timeouts(read=2.0)),
            policy=Policy(backfill=False),
            timing=Timing(
                clock=lambda: NOW.timestamp() + passed, elapsed=lambda: passed, sleep=glance,
                random=lambda: 0.0,
            ),
        )  # fmt: skip
        try:
            yield store, server, engine
        finally:
            store.close()


def texts(store: Store) -> list[str]:
    ids = store.inbox.conversation_ids()
    return [message.text for number in ids for message in store.inbox.thread(number)]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@settings(max_examples=25, deadline=None)
@given(bad=st.dictionaries(st.sampled_from(list(WELL)), _replies, min_size=1))
@example(bad=dict.fromkeys(WELL, DEEP.encode()))
@example(bad=dict.fromkeys(WELL, b'{"status":"success"}'))
def test_any_answers_are_survived_and_the_next_good_ones_are_kept(bad: dict[str, bytes]) -> None:
    with account() as (store, server, engine):
        server.bad = bad
        asyncio.run(asyncio.wait_for(engine.once(), 20))
        server.bad = {}
        report = asyncio.run(asyncio.wait_for(engine.once(), 20))
        assert report.ok, report
        assert "bonjour" in texts(store)
        assert [did.number for did in store.directory.dids()] == [SHOP]


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(_rows | _anything, max_size=6), place=st.integers(0, 6))
def test_a_bad_row_never_costs_the_others(rows: list[Any], place: int) -> None:
    good = {**GOOD, "id": "99", "message": "the good one", "contact": "4385550199"}
    rows = [row for row in rows if not (isinstance(row, dict) and str(row.get("id")) == "99")]
    rows.insert(place, good)
    with account() as (store, server, engine):
        server.bad = {"getSMS": json.dumps({"status": "success", "sms": rows}).encode()}
        report = asyncio.run(asyncio.wait_for(engine.once(), 20))
        assert report.ok, report
        assert "the good one" in texts(store)


async def test_a_page_that_is_none_is_told_and_the_poller_goes_on() -> None:
    with account() as (store, server, engine):
        for body in (DEEP.encode(), b"[" * 100_000, b'{"status":"success","sms":"x"}', b"\x00"):
            server.bad = {"getSMS": body, "getMMS": body}
            running = asyncio.create_task(engine.run())
            asked = len(server.asked)
            while server.asked[asked:].count("getSMS") < 3:
                assert not running.done()
                await asyncio.sleep(0.001)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            assert store.signals.get("trouble") is None
        server.bad = {"getSMS": b"{", "getMMS": b"{"}
        assert (await engine.once()).offline
        assert store.signals.get("offline") is not None
        server.bad = {}
        assert (await engine.once()).ok
        assert store.signals.get("offline") is None
        assert texts(store) == ["bonjour"]


async def test_a_drip_ends_in_time_and_an_endless_answer_at_its_cap() -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.005)

    async def endless() -> AsyncIterator[bytes]:
        part = b"x" * 1_000_000
        for _ in range(1000):
            yield part

    for body, status in ((drip, "no_answer_in_time"), (endless, "answer_too_big")):
        transport = httpx.MockTransport(lambda _, body=body: httpx.Response(200, content=body()))
        client = Client(URL, USERNAME, "x", transport=transport, timeouts=Timeouts(read=0.2))
        if body is endless:
            client = Client(URL, USERNAME, "x", transport=transport)
        async with client:
            with pytest.raises(Exception, match=r".") as caught:
                await client.dids()
        assert getattr(caught.value, "status", "") == status
