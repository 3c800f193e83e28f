"""Deleting a message at VoIP.ms, by its kind's own method."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from mmstui.domain.messages import Kind
from mmstui.voipms import (
    AccessRefused,
    Client,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
    VoipMsError,
)
from support.canned import DATE, CannedApi


@pytest.mark.parametrize(("kind", "method"), [(Kind.SMS, "deleteSMS"), (Kind.MMS, "deleteMMS")])
async def test_each_kind_by_its_own_method(
    client: Client, api: CannedApi, kind: Kind, method: str
) -> None:
    api.says({"status": "success"})
    assert await client.delete(kind, 112000123) is True
    form = api.form
    assert (form["method"], form["id"]) == (method, "112000123")
    assert len(api.requests) == 1


@pytest.mark.parametrize("body", [b"", b" \r\n"])
async def test_nothing_at_all_is_a_success(client: Client, api: CannedApi, body: bytes) -> None:
    api.says(httpx.Response(200, headers={"Date": DATE}, content=body))
    assert await client.delete(Kind.MMS, 5) is True


@pytest.mark.parametrize(
    "status", ["no_sms", "no_mms", "invalid_id", "invalid_sms", "Invalid_ID", "invalid_mms"]
)
async def test_an_id_it_does_not_know(client: Client, api: CannedApi, status: str) -> None:
    api.says({"status": status, "message": "There is no such message"})
    assert await client.delete(Kind.SMS, 5) is False


@pytest.mark.parametrize(
    ("reply", "error", "status"),
    [
        ({"status": "invalid_credentials"}, AccessRefused, "invalid_credentials"),
        ({"status": "ip_not_enabled"}, AccessRefused, "ip_not_enabled"),
        ({"status": "api_limit_exceeded"}, SlowDown, "api_limit_exceeded"),
        ({"status": "missing_id"}, Refused, "missing_id"),
        ({"status": "something_new"}, Refused, "something_new"),
        (httpx.Response(522, content=b"error code: 522"), NoAnswer, "http_522"),
        (httpx.Response(502, content=b""), NoAnswer, "http_502"),
        (httpx.Response(200, content=b"<html>wait</html>"), NoAnswer, "web_page"),
        (httpx.Response(200, content=b'{"status":"succ'), NoAnswer, "not_json"),
        (httpx.ReadTimeout("late"), NoAnswer, "no_answer_in_time"),
        (httpx.ReadError("cut"), NoAnswer, "line_cut"),
        (httpx.ConnectError("nobody"), NotConnected, "not_connected"),
    ],
    ids=str,
)
async def test_what_else_may_come(
    client: Client, api: CannedApi, reply: Any, error: type[VoipMsError], status: str
) -> None:
    api.says(reply)
    with pytest.raises(error) as raised:
        await client.delete(Kind.SMS, 5)
    assert raised.value.status == status
    assert len(api.requests) == 1, "the client repeats nothing by itself"


async def test_history_of_one_contact(client: Client, api: CannedApi) -> None:

    api.says({"status": "no_sms"})
    day = date(2026, 7, 4)
    await client.history(Kind.SMS, day, day, limit=9, did="5145550100", contact="4385550123")
    assert (api.form["did"], api.form["contact"]) == ("5145550100", "4385550123")
    await client.history(Kind.SMS, day, day, limit=9)
    assert not {"did", "contact"} & api.form.keys()
