"""voipms-api.md sections 0 and 1: what travels how."""

import asyncio

import httpx
import pytest

from mmstui.simulator import Account, ManualClock, Switches
from support.asgi import API, Api


async def test_get_and_multipart_post_say_the_same(api: Api) -> None:
    got, posted = await api.get("getDIDsInfo"), await api.post("getDIDsInfo")
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json()
    assert got.json()["status"] == "success"


async def test_an_urlencoded_post_falls_to_the_soap_handler(api: Api) -> None:
    answer = await api.http.post(API, data=api.params("getIP", {}))
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/xml")
    assert b"Fault" in answer.content


async def test_a_json_post_does_so_too_unless_switched(api: Api, switches: Switches) -> None:
    answer = await api.http.post(API, json=api.params("getIP", {}))
    assert answer.status_code == 500
    switches.json_post_is_fault = False
    answer = await api.http.post(API, json=api.params("getIP", {}))
    assert answer.json()["status"] == "success"


async def test_an_uploaded_file_is_no_parameter(api: Api) -> None:
    parts = {name: (None, value) for name, value in api.params("getIP", {}).items()}
    parts["method"] = ("method.txt", "getIP")  # type: ignore[assignment]
    answer = await api.http.post(API, files=parts)
    assert answer.json()["status"] == "missing_method"


async def test_errors_are_200_with_a_status_and_words(api: Api, switches: Switches) -> None:
    answer = await api.post("getSMS")
    assert answer.status_code == 200
    assert answer.json() == {"status": "no_sms", "message": "There are no SMS messages"}
    switches.error_messages = False
    assert (await api.post("getSMS")).json() == {"status": "no_sms"}


@pytest.mark.parametrize("agent", ["", None])
async def test_no_user_agent_is_stopped_by_the_firewall(
    api: Api, switches: Switches, agent: str | None
) -> None:
    api.http.headers.pop("user-agent")
    if agent is not None:
        api.http.headers["user-agent"] = agent
    assert (await api.get("getIP")).status_code == 403
    switches.user_agent_required = False
    assert (await api.get("getIP")).status_code == 200


async def test_a_request_line_ends_at_8190_bytes(api: Api) -> None:
    short = await api.get("getIP", message="x" * 7900)
    long = await api.get("getIP", message="x" * 8100)
    assert (short.status_code, long.status_code) == (200, 414)


async def test_www_redirects(api: Api) -> None:
    answer = await api.http.post(
        "http://www.voip.example/api/v1/rest.php", files={"method": (None, "getIP")}
    )
    assert answer.status_code == 301
    assert answer.headers["location"] == "http://voip.example/api/v1/rest.php"


async def test_answers_are_dated_by_the_injected_clock(api: Api, clock: ManualClock) -> None:
    assert (await api.get("getIP")).headers.get_list("date") == ["Fri, 02 Oct 2026 18:24:20 GMT"]
    clock.advance(3600)
    assert (await api.get("getIP")).headers["date"] == "Fri, 02 Oct 2026 19:24:20 GMT"


async def test_replies_are_ascii_json_so_that_half_an_emoji_survives(
    api: Api, account: Account, clock: ManualClock
) -> None:
    account.add("sms", "5145550100", "4385550123", "half \ud83d", at=clock.now())
    answer = await api.post("getSMS")
    assert answer.content.isascii()
    assert answer.json()["sms"][0]["message"] == "half \ud83d"


async def test_latency_is_waited_on_the_clock(
    account: Account, switches: Switches, clock: ManualClock, api: Api
) -> None:
    switches.latency = 9.0
    answer = asyncio.ensure_future(api.get("getIP"))
    while not clock.sleepers:  # noqa: ASYNC110 - turns of the loop, not time
        await asyncio.sleep(0)
    assert not answer.done()
    clock.advance(9)
    assert (await answer).json()["status"] == "success"


async def test_latency_may_be_of_some_methods_only(
    api: Api, switches: Switches, clock: ManualClock
) -> None:
    switches.latency = 9.0
    switches.slow_methods = ("getSMS", "getMMS")
    assert await api.status("getIP") == "success"
    slow = asyncio.ensure_future(api.get("getSMS"))
    while not clock.sleepers:  # noqa: ASYNC110 - turns of the loop, not time
        await asyncio.sleep(0)
    assert not slow.done()
    clock.advance(9)
    await slow


async def test_unknown_parameters_are_ignored(api: Api) -> None:
    assert await api.status("getIP", date_from="yesterday", content_type="json") == "success"


async def test_a_bare_post_with_a_query_is_read_like_a_get(api: Api) -> None:
    answer: httpx.Response = await api.http.post(API, params=api.params("getIP", {}))
    assert answer.json()["status"] == "success"
