from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from mmstui import __version__
from mmstui.domain.messages import Kind
from mmstui.voipms import (
    AccessRefused,
    Client,
    DailyLimit,
    DidGone,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
    VoipMsError,
)
from support.canned import DATE, NOW, PASSWORD, URL, USERNAME, CannedApi

Canned = Callable[[str], dict[str, Any]]
FIRST, LAST = date(2026, 7, 3), date(2026, 7, 5)
EMPTY = {"status": "no_sms", "message": "There are no SMS messages"}


async def test_every_call_is_a_multipart_post_with_the_credentials_in_its_form(
    client: Client, api: CannedApi
) -> None:
    api.says({"status": "success", "ip": "203.0.113.7"})
    assert await client.ip() == "203.0.113.7"
    request = api.requests[-1]
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert request.headers["user-agent"] == f"mmstui/{__version__}"
    assert api.form == {
        "api_username": "owner@example.com",
        "api_password": "canary-7Qx!",
        "method": "getIP",
        "content_type": "json",
    }


@pytest.mark.parametrize(("kind", "method"), [(Kind.SMS, "getSMS"), (Kind.MMS, "getMMS")])
async def test_history_asks_for_one_kind_with_a_limit_and_never_a_timezone(
    client: Client, api: CannedApi, canned: Canned, kind: Kind, method: str
) -> None:
    api.says(canned("sms"))
    page = await client.history(kind, FIRST, LAST, limit=200, did="5145550100")
    asked = {key: value for key, value in api.form.items() if not key.startswith("api_")}
    assert asked == {
        "method": method,
        "content_type": "json",
        "from": "2026-07-03",
        "to": "2026-07-05",
        "limit": "200",
        "all_messages": "0",
        "did": "5145550100",
    }
    assert (len(page.rows), page.count, page.unchanged) == (3, 3, False)
    assert {row.kind for row in page.rows} == {kind}
    assert page.server_time == NOW


async def test_no_did_is_asked_for_unless_one_is_given(client: Client, api: CannedApi) -> None:
    api.says(EMPTY)
    await client.history(Kind.SMS, FIRST, LAST, limit=1)
    assert "did" not in api.form


@pytest.mark.parametrize("status", ["no_sms", "no_mms", "NO_SMS"])
async def test_nothing_found_is_an_empty_page(client: Client, api: CannedApi, status: str) -> None:
    api.says({"status": status})
    page = await client.history(Kind.MMS, FIRST, LAST, limit=50)
    assert (page.rows, page.bad, page.count) == ((), (), 0)


async def test_a_body_known_already_is_not_parsed_again(
    client: Client, api: CannedApi, canned: Canned
) -> None:
    api.says(canned("sms"), canned("sms"), canned("mms"))
    known = await client.history(Kind.SMS, FIRST, LAST, limit=50)
    again = await client.history(Kind.SMS, FIRST, LAST, limit=50, known_digest=known.digest)
    assert again.unchanged
    assert (again.rows, again.count, again.digest) == ((), known.count, known.digest)
    assert again.server_time == NOW
    other = await client.history(Kind.SMS, FIRST, LAST, limit=50, known_digest=known.digest)
    assert not other.unchanged
    assert other.digest != known.digest


async def test_a_known_body_tells_the_servers_clock_but_is_no_success_with_a_500(
    client: Client, api: CannedApi, canned: Canned
) -> None:
    late = {"Date": "Sat, 04 Jul 2026 21:31:30 GMT"}
    api.says(
        canned("sms"),
        httpx.Response(200, headers=late, json=canned("sms")),
        httpx.Response(500, json=canned("sms")),
    )
    known = await client.history(Kind.SMS, FIRST, LAST, limit=50)
    again = await client.history(Kind.SMS, FIRST, LAST, limit=50, known_digest=known.digest)
    assert again.unchanged
    assert client.server_skew == timedelta(hours=1)
    with pytest.raises(NoAnswer):
        await client.history(Kind.SMS, FIRST, LAST, limit=50, known_digest=known.digest)


async def test_a_digest_of_nobodys_is_no_digest(
    client: Client, api: CannedApi, canned: Canned
) -> None:
    api.says(canned("sms"))
    page = await client.history(Kind.SMS, FIRST, LAST, limit=50, known_digest="nonsense")
    assert (page.count, page.unchanged) == (3, False)


async def test_relative_media_are_of_the_apis_origin(api: CannedApi) -> None:
    api.says({"status": "success", "id": "7", "media": {"1": "media/x/media.png"}})
    url = "http://127.0.0.1:8099/api/v1/rest.php"
    async with Client(url, "owner@example.com", "secret", transport=api) as client:
        urls = await client.media_urls(10400001)
    assert urls == ("http://127.0.0.1:8099/media/x/media.png",)
    assert api.form["method"] == "getMediaMMS"
    assert (api.form["id"], api.form["media_as_array"]) == ("10400001", "1")


async def test_media_that_are_not_there_yet_are_none(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "media": []}, {"status": "no_media"})
    assert await client.media_urls(1) == ()
    assert await client.media_urls(1) == ()


async def test_dids_and_phonebook(client: Client, api: CannedApi, canned: Canned) -> None:
    api.says(canned("dids"), canned("phonebook"))
    assert [did.number for did in await client.dids()][:2] == ["5145550100", "4385550175"]
    assert [entry.name for entry in await client.phonebook()] == ["Zoé Tremblay", "Desk"]
    api.says({"status": "no_did"}, {"status": "no_phonebook"})
    assert await client.dids() == []
    assert await client.phonebook() == []


async def test_dids_that_cannot_be_understood_are_no_empty_list(
    client: Client, api: CannedApi
) -> None:
    api.says({"status": "success", "dids": ["?"]})
    with pytest.raises(NoAnswer) as caught:
        await client.dids()
    assert caught.value.status == "not_understood"


async def test_an_address_that_is_none_is_no_answer(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "ip": "<script>"})
    with pytest.raises(NoAnswer):
        await client.ip()


@pytest.mark.parametrize(
    ("status", "error", "retry_after"),
    [
        ("missing_credentials", AccessRefused, None),
        ("invalid_credentials", AccessRefused, None),
        ("api_not_enabled", AccessRefused, None),
        ("ip_not_enabled", AccessRefused, None),
        ("api_limit_exceeded", SlowDown, 60),
        ("sms_wait_message", SlowDown, 60),
        ("method_maintenance", SlowDown, 300),
        ("limit_reached", DailyLimit, None),
        ("invalid_did", DidGone, None),
        ("invalid_daterange", Refused, None),
        ("something_new", Refused, None),
        ("moved_permanently", NoAnswer, None),
    ],
)
async def test_each_status_is_a_decision(
    client: Client,
    api: CannedApi,
    status: str,
    error: type[VoipMsError],
    retry_after: int | None,
) -> None:
    api.says({"status": status, "message": "In their own words."})
    with pytest.raises(error) as caught:
        await client.history(Kind.SMS, FIRST, LAST, limit=50)
    raised = caught.value
    assert type(raised) is error
    assert (raised.status, raised.said) == (status, "In their own words.")
    assert "their own words" not in raised.words
    assert raised.full == f'{raised.words} VoIP.ms says: "In their own words."'
    if isinstance(raised, SlowDown):
        assert raised.retry_after == timedelta(seconds=retry_after or 0)


def page_522(request: httpx.Request) -> httpx.Response:
    return httpx.Response(522, text="error code: 522")


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (httpx.Response(200, content=b""), "empty_answer"),
        (httpx.Response(200, content=b"  \n"), "empty_answer"),
        (httpx.Response(200, html="<!DOCTYPE html><p>Just a moment..."), "web_page"),
        (httpx.Response(200, content=b'{"status":"succ'), "not_json"),
        (httpx.Response(200, content=b"[1, 2]"), "not_json"),
        (page_522, "http_522"),
        (httpx.Response(403, text="error code: 1010"), "http_403"),
        (httpx.Response(500, content=b"<?xml?><SOAP-ENV:Envelope>"), "soap_fault"),
        (httpx.Response(500, json={"status": "success", "sms": []}), "http_500"),
        (httpx.Response(201, json={"status": "success", "sms": []}), "http_201"),
        (httpx.Response(301, headers={"Location": "https://voip.ms/"}), "redirected"),
        (httpx.Response(304), "redirected"),
        (httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=None), "empty_answer"),
        (httpx.ReadTimeout("x"), "no_answer_in_time"),
        (httpx.WriteTimeout("x"), "no_answer_in_time"),
        (httpx.ReadError("x"), "line_cut"),
        (httpx.WriteError("x"), "line_cut"),
        (httpx.RemoteProtocolError("x"), "line_cut"),
        (httpx.ProxyError("x"), "proxy_error"),
        (RuntimeError("x"), "unexpected"),
    ],
)
async def test_whatever_is_no_answer_is_told_apart(
    client: Client, api: CannedApi, reply: Any, status: str
) -> None:
    api.says(reply)
    with pytest.raises(NoAnswer) as caught:
        await client.history(Kind.SMS, FIRST, LAST, limit=50)
    assert caught.value.status == status
    assert "{" not in caught.value.words


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (httpx.ConnectError("x"), "not_connected"),
        (httpx.ConnectTimeout("x"), "connect_timeout"),
        (httpx.PoolTimeout("x"), "connect_timeout"),
    ],
)
async def test_not_connected(client: Client, api: CannedApi, error: Exception, status: str) -> None:
    api.says(error)
    with pytest.raises(NotConnected) as caught:
        await client.dids()
    assert caught.value.status == status


async def test_too_many_requests_say_when_to_come_back(client: Client, api: CannedApi) -> None:
    api.says(
        httpx.Response(429, headers={"Retry-After": "120"}, text="slow"),
        httpx.Response(429, headers={"Retry-After": "Sat, 04 Jul 2026 20:31:30 GMT"}),
        httpx.Response(429, headers={"Retry-After": "999999"}),
    )
    for seconds in (120, 60, 900):
        with pytest.raises(SlowDown) as caught:
            await client.dids()
        assert caught.value.retry_after == timedelta(seconds=seconds)


async def test_a_known_refusal_counts_also_with_a_4xx(client: Client, api: CannedApi) -> None:
    api.says(httpx.Response(401, json={"status": "invalid_credentials"}))
    with pytest.raises(AccessRefused):
        await client.dids()


async def test_the_newest_date_tells_the_skew(client: Client, api: CannedApi) -> None:
    assert client.server_skew == timedelta(0)
    late = {"Date": "Sat, 04 Jul 2026 21:31:30 GMT"}
    api.says(
        httpx.Response(200, headers=late, json=EMPTY),
        httpx.Response(200, json=EMPTY),
        httpx.Response(522, headers={"Date": DATE}, text="no answer of the API"),
        httpx.Response(200, headers={"Date": DATE}, json={"status": "invalid_credentials"}),
    )
    await client.history(Kind.SMS, FIRST, LAST, limit=50)
    assert client.server_skew == timedelta(hours=1)
    assert client.server_now() == datetime(2026, 7, 4, 21, 31, 30, tzinfo=UTC)
    page = await client.history(Kind.SMS, FIRST, LAST, limit=50)
    assert page.server_time is None
    with pytest.raises(NoAnswer):
        await client.dids()
    assert client.server_skew == timedelta(hours=1)
    with pytest.raises(AccessRefused):
        await client.dids()
    assert client.server_skew == timedelta(0)


@pytest.mark.parametrize("moved", [timedelta(minutes=5), timedelta(seconds=-1)])
async def test_an_answer_that_was_slept_over_does_not_tell_the_time(
    api: CannedApi, moved: timedelta
) -> None:
    """By the wall clock: that of a request's time-out stands still while a machine sleeps."""
    times = iter([NOW, NOW + moved])
    api.says(httpx.Response(200, headers={"Date": DATE}, json=EMPTY))
    async with Client(URL, USERNAME, PASSWORD, transport=api, clock=times.__next__) as client:
        await client.history(Kind.SMS, FIRST, LAST, limit=50)
        assert client.server_skew == timedelta(0)


async def test_a_big_answer_is_understood_all_the_same(client: Client, api: CannedApi) -> None:
    rows = [
        {
            "id": str(112_000_000 + n), "date": "2026-07-04 16:31:30", "type": "1",
            "did": "5145550100", "contact": "4385550123", "message": "bonjour à tous " * 20,
        }
        for n in range(400)
    ]  # fmt: skip
    api.says({"status": "success", "sms": rows})
    page = await client.history(Kind.SMS, FIRST, LAST, limit=1000)
    assert [row.server_id for row in page.rows] == [112_000_000 + n for n in range(400)]


async def test_a_closed_client_is_not_connected(client: Client, api: CannedApi) -> None:
    api.says(EMPTY)
    await client.history(Kind.SMS, FIRST, LAST, limit=50)
    await client.aclose()
    for call in (client.dids, lambda: client.send_sms("5145550100", "4385550123", "x")):
        with pytest.raises(NotConnected) as caught:
            await call()
        assert caught.value.status == "client_closed"
    assert len(api.requests) == 1
